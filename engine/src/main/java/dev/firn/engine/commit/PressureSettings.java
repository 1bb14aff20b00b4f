package dev.firn.engine.commit;

/**
 * How much may be buffered, and how much of the disks stays free.
 *
 * @param softMib buffered rows, in MiB, above which writers are delayed and tables are flushed early
 * @param hardMib buffered rows, in MiB, that are never exceeded
 * @param reserveMib what rows leave free of the disks of {@code data} and {@code state}, in MiB; at most a tenth of a disk
 */
public record PressureSettings(int softMib, int hardMib, int reserveMib) {
    /** The defaults. */
    public static final PressureSettings DEFAULT = new PressureSettings(1_024, 2_048, 512);

    long softBytes() {
        return (long) softMib << 20;
    }

    long hardBytes() {
        return (long) hardMib << 20;
    }

    public long reserveBytes() {
        return (long) reserveMib << 20;
    }
}
