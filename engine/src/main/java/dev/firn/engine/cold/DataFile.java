package dev.firn.engine.cold;

import dev.firn.engine.table.ScopeId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A published Parquet data file as the manifest lists it: the rows of one scope, or, as a <em>bundle</em>, those of
 * several. What is said of the whole bundle is not for a caller who sees one scope: they see their {@link #part}.
 *
 * @param id never reused in a store
 * @param path relative to the data directory, with {@code /}
 * @param parts at least one, ascending by scope id; of several parts, the rows carry {@code _scope} and lie in this order
 * @param crc32c of all bytes of the file
 * @param runId the run that wrote it
 * @param statistics of the columns of its schema version; none of a bundle, as other scopes' values decide nothing for a
 *     reader
 */
public record DataFile(
        long id,
        String path,
        int tableId,
        List<FilePart> parts,
        long bytes,
        int crc32c,
        int schemaVersion,
        String runId,
        List<ColumnStatistics> statistics) {
    public DataFile {
        parts = List.copyOf(parts);
        statistics = List.copyOf(statistics);
    }

    /** True for a bundle. A file of kind {@link FileKind#BUNDLE} that got rows of one scope alone is none. */
    public boolean holdsSeveralScopes() {
        return parts.size() > 1;
    }

    /** The scopes whose rows the file holds. */
    public Stream<ScopeId> scopes() {
        return parts.stream().map(part -> new ScopeId(tableId, part.scopeId()));
    }

    /** The rows of a scope, which the file holds. */
    public FilePart part(ScopeId scope) {
        int low = 0;
        int high = parts.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = parts.get(middle).scopeId();
            if (found == scope.number() && scope.tableId() == tableId) {
                return parts.get(middle);
            } else if (found < scope.number()) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw new IllegalArgumentException("data file " + id + " holds no row of scope " + scope.number());
    }

    /** Row versions of all parts, tombstones included. */
    public long rows() {
        return parts.stream().mapToLong(FilePart::rows).sum();
    }

    /** Row versions of all parts that are no tombstones. */
    public long liveRows() {
        return parts.stream().mapToLong(FilePart::liveRows).sum();
    }

    /** When the newest row of all parts was written, UTC microseconds. */
    public long maxWrittenAtMicros() {
        return parts.stream().mapToLong(FilePart::maxWrittenAtMicros).max().orElseThrow();
    }

    /** All parts together, as if they were of the first one's scope. */
    public FilePart total() {
        return parts.stream().reduce(FilePart::plus).orElseThrow();
    }

    /** What is known of a column; empty when it came after the file, or the file is a bundle. */
    public Optional<ColumnStatistics> statistics(int columnId) {
        return statistics.stream()
                .filter(column -> column.columnId() == columnId)
                .findFirst();
    }
}
