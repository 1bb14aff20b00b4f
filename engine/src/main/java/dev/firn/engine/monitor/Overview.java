package dev.firn.engine.monitor;

import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a store is getting on.
 *
 * @param atMicros UTC microseconds
 * @param samples of the last ten minutes, oldest first
 * @param tables with buffered rows that are nearest to a flush, at most 20
 * @param bufferedTables all tables with buffered rows
 * @param attention at most 100, the worst first
 * @param attentionTotal how much of it there is
 */
public record Overview(
        long atMicros,
        long uptimeSeconds,
        List<Sample> samples,
        BufferLevel buffer,
        List<Disk> disks,
        Counts runs,
        Optional<Lag> lag,
        List<TableState> tables,
        long bufferedTables,
        List<Attention> attention,
        long attentionTotal) {
    public Overview {
        samples = List.copyOf(samples);
        disks = List.copyOf(disks);
        tables = List.copyOf(tables);
        attention = List.copyOf(attention);
    }

    /** Buffered rows of all tables against the limits. */
    public record BufferLevel(long rows, long bytes, long softBytes, long hardBytes, String level) {}

    /**
     * The disk of a directory.
     *
     * @param name {@code data} or {@code state}
     * @param reserveBytes what rows leave free
     * @param level {@code ok}, {@code low} in the reserve, {@code full}
     */
    public record Disk(String name, long totalBytes, long usableBytes, long reserveBytes, String level) {}

    /** Runs of all types. */
    public record Counts(long running, long queued, long stuck) {}

    /**
     * The table whose oldest buffered row waits the longest beyond its policy.
     *
     * @param overdueSeconds how much older than the interval the row is; 0 without an interval
     */
    public record Lag(TableName table, long ageSeconds, OptionalInt intervalSeconds, long overdueSeconds) {}
}
