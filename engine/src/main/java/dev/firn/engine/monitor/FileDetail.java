package dev.firn.engine.monitor;

import dev.firn.engine.run.Run;
import dev.firn.engine.table.FileFooter;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that is known of a data file.
 *
 * @param run that wrote it; empty when its record is gone, or for role {@code user}
 * @param parts by scope; for role {@code user} their own alone
 * @param crc32c of all its bytes as they were written; empty for a bundle that is shown to role {@code user}
 * @param values whether the caller may know values of its rows
 * @param footer empty when the file is quarantined or cannot be read, and for a bundle that is shown to role {@code user}
 */
public record FileDetail(
        TableName table,
        FileState file,
        Optional<Run> run,
        List<Part> parts,
        OptionalInt crc32c,
        FileFooter.Values values,
        Optional<FileFooter> footer) {
    public FileDetail {
        parts = List.copyOf(parts);
    }

    /**
     * The rows of a scope in it.
     *
     * @param userId empty for the scope of a SHARED table
     */
    public record Part(Optional<String> userId, long rows, long minSeq, long maxSeq) {}
}
