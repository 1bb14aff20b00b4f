package dev.firn.engine.cold;

import dev.firn.engine.table.ScopeId;

/**
 * A published Parquet data file as the manifest lists it.
 *
 * @param id never reused in a store
 * @param path relative to the data directory, with {@code /}
 * @param crc32c of all bytes of the file
 * @param runId the run that wrote it
 */
public record DataFile(
        long id,
        String path,
        int tableId,
        long scopeId,
        long rows,
        long bytes,
        int crc32c,
        long minSeq,
        long maxSeq,
        long minWrittenAtMicros,
        long maxWrittenAtMicros,
        int schemaVersion,
        String runId) {

    /** The scope whose rows the file holds. */
    public ScopeId scope() {
        return new ScopeId(tableId, scopeId);
    }
}
