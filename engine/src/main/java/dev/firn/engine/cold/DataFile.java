package dev.firn.engine.cold;

import dev.firn.engine.table.ScopeId;
import java.util.List;
import java.util.Optional;

/**
 * A published Parquet data file as the manifest lists it.
 *
 * @param id never reused in a store
 * @param path relative to the data directory, with {@code /}
 * @param crc32c of all bytes of the file
 * @param rows row versions, tombstones included
 * @param liveRows row versions that are no tombstones
 * @param runId the run that wrote it
 * @param statistics of the columns of its schema version
 */
public record DataFile(
        long id,
        String path,
        int tableId,
        long scopeId,
        long rows,
        long liveRows,
        long bytes,
        int crc32c,
        long minSeq,
        long maxSeq,
        long minWrittenAtMicros,
        long maxWrittenAtMicros,
        int schemaVersion,
        String runId,
        List<ColumnStatistics> statistics) {
    public DataFile {
        statistics = List.copyOf(statistics);
    }

    /** The scope whose rows the file holds. */
    public ScopeId scope() {
        return new ScopeId(tableId, scopeId);
    }

    /** What is known of a column; empty when it came after the file. */
    public Optional<ColumnStatistics> statistics(int columnId) {
        return statistics.stream()
                .filter(column -> column.columnId() == columnId)
                .findFirst();
    }
}
