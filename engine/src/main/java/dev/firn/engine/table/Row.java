package dev.firn.engine.table;

import org.jspecify.annotations.Nullable;

/** One version of a row: its place in the write order and the values of its columns. */
public final class Row {
    private final long seq;
    private final long previousSeq;
    private final boolean deleted;
    private final long writtenAtMicros;
    private final @Nullable Object[] values;

    /**
     * @param seq write order within the store, the newest wins
     * @param previousSeq the {@code _seq} of the version that this one replaces, 0 when it replaces none
     * @param deleted true for a tombstone, whose values are NULL but for the key
     * @param writtenAtMicros UTC microseconds since 1970
     * @param values in the column order of the schema it was decoded for, as {@link ColumnType} says; not copied
     */
    public Row(long seq, long previousSeq, boolean deleted, long writtenAtMicros, @Nullable Object[] values) {
        this.seq = seq;
        this.previousSeq = previousSeq;
        this.deleted = deleted;
        this.writtenAtMicros = writtenAtMicros;
        this.values = values;
    }

    public long seq() {
        return seq;
    }

    public long previousSeq() {
        return previousSeq;
    }

    public boolean deleted() {
        return deleted;
    }

    public long writtenAtMicros() {
        return writtenAtMicros;
    }

    /** The value of the column at an ordinal, from 0. */
    public @Nullable Object value(int ordinal) {
        return values[ordinal];
    }
}
