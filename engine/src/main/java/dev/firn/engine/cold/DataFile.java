package dev.firn.engine.cold;

/**
 * A published Parquet data file as the manifest lists it.
 *
 * @param id never reused in a store
 * @param path relative to the data directory, with {@code /}
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
        String runId) {}
