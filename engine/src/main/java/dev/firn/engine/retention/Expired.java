package dev.firn.engine.retention;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.table.TableScope;
import java.util.List;
import java.util.Optional;

/**
 * Expired row versions that retention removes as a whole.
 *
 * @param file the data file that holds them; empty for hot versions
 * @param scopes whose versions they are
 * @param rows versions, tombstones included
 * @param bytes of the file, or of the encoded hot versions
 * @param newestMicros when the newest was written, UTC microseconds
 */
public record Expired(Optional<DataFile> file, List<TableScope> scopes, long rows, long bytes, long newestMicros) {
    public Expired {
        scopes = List.copyOf(scopes);
    }
}
