package dev.firn.engine.table;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The normalised form of a PRIMARY KEY value: bytes whose equality and order are the value's own, see
 * docs/design/row-format.md.
 */
public final class KeyFormat {
    /** The longest normalised key, in bytes. */
    public static final int MAX_BYTES = 1024;

    private KeyFormat() {}

    /** True for types whose values can be a PRIMARY KEY: all but JSON, in which one value has many texts. */
    public static boolean takes(ColumnType type) {
        return type.kind() != ColumnType.Kind.JSON;
    }

    /** Normalises a key value; NaN and values over {@link #MAX_BYTES} are a CONSTRAINT_VIOLATION. */
    public static byte[] normalise(Column column, Object value) {
        return switch (column.type().kind()) {
            case BOOLEAN -> new byte[] {(byte) ((Boolean) value ? 1 : 0)};
            case SMALLINT, INT -> ordered((Integer) value);
            case BIGINT, TIMESTAMP, DATETIME, TIME -> ordered((Long) value);
            case DATE -> ordered((Integer) value * TimestampText.MICROS_A_DAY);
            case FLOAT, DOUBLE -> orderedDouble(column, (Double) value);
            case DECIMAL -> orderedDecimal((BigDecimal) value);
            case TEXT -> exact(column, ((String) value).getBytes(StandardCharsets.UTF_8));
            case BYTES -> exact(column, (byte[]) value);
            case UUID -> uuid((UUID) value);
            case JSON -> throw new IllegalStateException("JSON is no key");
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

    private static byte[] orderedDecimal(BigDecimal value) {
        byte[] key = Int128.bytes(value.unscaledValue());
        key[0] ^= (byte) 0x80;
        return key;
    }

    private static byte[] uuid(UUID value) {
        return ByteBuffer.allocate(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }

    private static byte[] exact(Column column, byte[] value) {
        if (value.length > MAX_BYTES) {
            throw new EngineException(
                    ErrorCode.CONSTRAINT_VIOLATION,
                    "PRIMARY KEY column " + column.name() + ": a key has at most " + MAX_BYTES + " bytes, this one "
                            + value.length);
        }
        return value;
    }
}
