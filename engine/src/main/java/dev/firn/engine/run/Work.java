package dev.firn.engine.run;

/**
 * A piece of work that an attempt has done, as progress counts it.
 *
 * @param rows put into data files, removed or verified, by type of job
 * @param bytes of the files written or verified
 * @param checkpoint where the work stands after it, for people to see
 */
public record Work(long rows, long bytes, int files, String checkpoint) {
    static final Work NONE = new Work(0, 0, 0, "");

    Work plus(Work later) {
        return new Work(
                rows + later.rows,
                bytes + later.bytes,
                files + later.files,
                later.checkpoint.isEmpty() ? checkpoint : later.checkpoint);
    }
}
