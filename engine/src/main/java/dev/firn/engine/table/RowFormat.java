package dev.firn.engine.table;

import org.jspecify.annotations.Nullable;

/** The binary form of a row in the hot store; see docs/design/row-format.md. */
public final class RowFormat {
    private RowFormat() {}

    /** Encodes a live row's values (in the order of the schema's columns). */
    public static byte[] encode(Schema schema, long previousSeq, long writtenAtMicros, @Nullable Object[] values) {
        throw new UnsupportedOperationException();
    }

    /** Encodes a tombstone, which carries the key only. */
    public static byte[] encodeTombstone(
            Schema schema, long previousSeq, long writtenAtMicros, @Nullable Object keyValue) {
        throw new UnsupportedOperationException();
    }

    /** Decodes a row for the table's current schema. */
    public static Row decode(Table table, long seq, byte[] value) {
        throw new UnsupportedOperationException();
    }
}
