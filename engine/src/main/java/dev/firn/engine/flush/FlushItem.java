package dev.firn.engine.flush;

import java.util.List;

/** An item of the flush chunk: a row version, or a mark before the first or after the last row of a data file. */
public sealed interface FlushItem {
    /**
     * The writer opens a data file when it meets this mark.
     *
     * @param scopeIds whose rows may follow, ascending; of several scopes it is a bundle
     * @param expectedRows at most how many will
     */
    record StartOfFile(List<Long> scopeIds, long expectedRows) implements FlushItem {
        public StartOfFile {
            scopeIds = List.copyOf(scopeIds);
        }
    }

    /** An encoded row version of a scope. */
    record RowVersion(long scopeId, long seq, byte[] value) implements FlushItem {}

    /** The writer commits the open file, of so many rows, when it meets this mark. */
    record EndOfFile(long rows) implements FlushItem {}
}
