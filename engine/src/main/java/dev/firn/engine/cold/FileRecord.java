package dev.firn.engine.cold;

import dev.firn.engine.store.StoredRecord;
import java.util.List;

/** The stored forms of a {@link DataFile}. */
final class FileRecord {
    private static final int VERSION = 2;

    private FileRecord() {}

    /** The first form, of files that hold one scope. */
    private record OneScope(
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
        DataFile file() {
            FilePart part =
                    new FilePart(scopeId, rows, liveRows, minSeq, maxSeq, minWrittenAtMicros, maxWrittenAtMicros);
            return new DataFile(id, path, tableId, List.of(part), bytes, crc32c, schemaVersion, runId, statistics);
        }
    }

    static byte[] write(DataFile file) {
        return StoredRecord.write(VERSION, file);
    }

    static DataFile read(byte[] value) {
        return StoredRecord.version(value) == VERSION
                ? StoredRecord.read(VERSION, value, DataFile.class)
                : StoredRecord.read(value, OneScope.class).file();
    }
}
