package dev.firn.engine.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The normalised form of a PRIMARY KEY value: bytes whose equality and order are the value's own, see
 * docs/design/row-format.md.
 */
public final class KeyFormat {
    /** The longest normalised key, in bytes. */
    public static final int MAX_BYTES = 1024;

    private KeyFormat() {}

    /** Normalises a key value; NaN and values over {@link #MAX_BYTES} are a CONSTRAINT_VIOLATION. */
    public static byte[] normalise(Column column, Object value) {
        return switch (column.type().kind()) {
            case BOOLEAN -> new byte[] {(byte) ((Boolean) value ? 1 : 0)};
            case INT -> ordered((Integer) value);
            case BIGINT, TIMESTAMP -> ordered((Long) value);
            case DOUBLE -> orderedDouble(column, (Double) value);
            case TEXT -> text(column, (String) value);
            case SMALLINT, FLOAT, DECIMAL, BYTES, JSON, DATETIME, DATE, TIME, UUID ->
                throw new EngineException(
                        ErrorCode.INTERNAL_ERROR,
                        "Cannot use type " + column.type().sqlName() + " as a key");
        };
    }

    private static byte[] ordered(long value) {
        return ByteBuffer.allocate(8).putLong(value ^ Long.MIN_VALUE).array();
    }

    private static byte[] orderedDouble(Column column, double value) {
        if (Double.isNaN(value)) {
            throw new EngineException(
                    ErrorCode.CONSTRAINT_VIOLATION, "PRIMARY KEY column " + column.name() + " must not be NaN");
        }
        // Adding 0.0 turns -0.0 into 0.0.
        long bits = Double.doubleToRawLongBits(value + 0.0);
        return ordered(bits < 0 ? ~bits ^ Long.MIN_VALUE : bits);
    }

    private static byte[] text(Column column, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_BYTES) {
            throw new EngineException(
                    ErrorCode.CONSTRAINT_VIOLATION,
                    "PRIMARY KEY column " + column.name() + ": a key has at most " + MAX_BYTES + " bytes, this one "
                            + utf8.length);
        }
        return utf8;
    }
}
