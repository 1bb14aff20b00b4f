package dev.firn.engine.flush;

/** An item of the flush chunk: a row version, or the mark after the last row of a data file. */
public sealed interface FlushItem {
    /** An encoded row version of a scope. */
    record RowVersion(long scopeId, long seq, byte[] value) implements FlushItem {}

    /** The writer commits the open file of the scope when it meets this mark. */
    record EndOfFile(long scopeId, long lastSeq) implements FlushItem {}
}
