package dev.firn.engine.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a row version in the hot store, see docs/design/row-format.md.
 *
 * <p>Layout, big-endian: format version (1 byte) · schema version (varint) · flags (1 byte, bit 0 tombstone) · previous
 * {@code _seq} (8) · written at, UTC microseconds (8) · null bitmap by column ordinal · the values that are not NULL:
 * BOOLEAN 1 byte; SMALLINT 2; INT, FLOAT, DATE 4; BIGINT, DOUBLE, TIMESTAMP, DATETIME, TIME 8; DECIMAL its unscaled value
 * in 8 bytes up to 18 digits, else in 16; UUID 16; TEXT, JSON varint length and UTF-8; BYTES varint length and the bytes.
 */
public final class RowFormat {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final byte FORMAT_VERSION = 1;
    private static final byte TOMBSTONE = 1;
    private static final int MAX_LONG_DIGITS = 18;

    private RowFormat() {}

    /** Encodes a live row's values (in the order of the schema's columns, as {@link ColumnType} says). */
    public static byte[] encode(Schema schema, long previousSeq, long writtenAtMicros, @Nullable Object[] values) {
        return encode(schema, previousSeq, writtenAtMicros, (byte) 0, values);
    }

    /** Encodes a tombstone, which carries the key only ({@code null} in a table without PRIMARY KEY). */
    public static byte[] encodeTombstone(
            Schema schema, long previousSeq, long writtenAtMicros, @Nullable Object keyValue) {
        @Nullable Object[] values = new @Nullable Object[schema.columns().size()];
        schema.keyOrdinal().ifPresent(ordinal -> values[ordinal] = keyValue);
        return encode(schema, previousSeq, writtenAtMicros, TOMBSTONE, values);
    }

    private static byte[] encode(
            Schema schema, long previousSeq, long writtenAtMicros, byte flags, @Nullable Object[] values) {
        List<Column> columns = schema.columns();
        byte[][] texts = new byte[columns.size()][];
        int size = 1 + varintSize(schema.version()) + 17 + bitmapSize(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            size += valueSize(columns.get(i), values[i], texts, i);
        }
        byte[] out = new byte[size];
        out[0] = FORMAT_VERSION;
        int at = putVarint(out, 1, schema.version());
        out[at++] = flags;
        LONG.set(out, at, previousSeq);
        LONG.set(out, at + 8, writtenAtMicros);
        int bitmap = at + 16;
        at = bitmap + bitmapSize(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Object value = values[i];
            if (value == null) {
                out[bitmap + (i >> 3)] |= (byte) (1 << (i & 7));
            } else {
                at = putValue(out, at, columns.get(i).type(), value, texts[i]);
            }
        }
        return out;
    }

    private static int valueSize(Column column, @Nullable Object value, byte[][] texts, int i) {
        if (value == null) {
            return 0;
        }
        return switch (column.type().kind()) {
            case BOOLEAN -> 1;
            case SMALLINT -> 2;
            case INT, FLOAT, DATE -> 4;
            case BIGINT, DOUBLE, TIMESTAMP, DATETIME, TIME -> 8;
            case UUID -> 16;
            case DECIMAL -> isLong(column.type()) ? 8 : Int128.BYTES;
            case TEXT, JSON -> sized(((String) value).getBytes(StandardCharsets.UTF_8), texts, i);
            case BYTES -> sized((byte[]) value, texts, i);
        };
    }

    private static int sized(byte[] bytes, byte[][] texts, int i) {
        texts[i] = bytes;
        return varintSize(bytes.length) + bytes.length;
    }

    /** True for a DECIMAL whose unscaled values fit 8 bytes. */
    private static boolean isLong(ColumnType decimal) {
        return decimal.precision() <= MAX_LONG_DIGITS;
    }

    /** Writes a value; returns the place behind it. */
    private static int putValue(byte[] out, int at, ColumnType type, Object value, byte[] text) {
        return switch (type.kind()) {
            case BOOLEAN -> {
                out[at] = (byte) ((Boolean) value ? 1 : 0);
                yield at + 1;
            }
            case SMALLINT -> {
                SHORT.set(out, at, ((Integer) value).shortValue());
                yield at + 2;
            }
            case INT, DATE -> {
                INT.set(out, at, (int) (Integer) value);
                yield at + 4;
            }
            case FLOAT -> {
                INT.set(out, at, Float.floatToRawIntBits(((Double) value).floatValue()));
                yield at + 4;
            }
            case BIGINT, TIMESTAMP, DATETIME, TIME -> putLong(out, at, (Long) value);
            case DOUBLE -> putLong(out, at, Double.doubleToRawLongBits((Double) value));
            case DECIMAL -> putDecimal(out, at, type, (BigDecimal) value);
            case UUID -> {
                UUID uuid = (UUID) value;
                yield putLong(out, putLong(out, at, uuid.getMostSignificantBits()), uuid.getLeastSignificantBits());
            }
            case TEXT, JSON, BYTES -> {
                int from = putVarint(out, at, text.length);
                System.arraycopy(text, 0, out, from, text.length);
                yield from + text.length;
            }
        };
    }

    private static int putLong(byte[] out, int at, long value) {
        LONG.set(out, at, value);
        return at + 8;
    }

    private static int putDecimal(byte[] out, int at, ColumnType type, BigDecimal value) {
        BigInteger unscaled =
                value.setScale(type.scale(), RoundingMode.UNNECESSARY).unscaledValue();
        if (isLong(type)) {
            return putLong(out, at, unscaled.longValueExact());
        }
        Int128.put(out, at, unscaled);
        return at + Int128.BYTES;
    }

    /**
     * Decodes a row version for the table's current schema: values by column id, in the current types. A column that was
     * added later shows its initial value.
     */
    public static Row decode(Table table, long seq, byte[] in) {
        if (in[0] != FORMAT_VERSION) {
            throw new EngineException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot read a row of " + table.name() + ": format version " + in[0]);
        }
        int at = 1;
        int version = varint(in, at);
        at += varintSize(version);
        boolean deleted = (in[at] & TOMBSTONE) != 0;
        long previousSeq = (long) LONG.get(in, at + 1);
        long writtenAt = (long) LONG.get(in, at + 9);
        Schema schema = table.schema();
        Schema written = table.schema(version);
        @Nullable Object[] values = decodeValues(written, in, at + 17);
        return new Row(
                seq,
                previousSeq,
                deleted,
                writtenAt,
                version == schema.version() ? values : mapped(written, schema, values, deleted));
    }

    /** An encoded row version with another previous {@code _seq}; the given array is changed and returned. */
    public static byte[] withPreviousSeq(byte[] row, long previousSeq) {
        LONG.set(row, 1 + varintSize(varint(row, 1)) + 1, previousSeq);
        return row;
    }

    /** An encoded row version with another write time; the given array is changed and returned. */
    public static byte[] withWrittenAt(byte[] row, long micros) {
        LONG.set(row, 1 + varintSize(varint(row, 1)) + 9, micros);
        return row;
    }

    /** The {@code _seq} of the version that an encoded one replaces, 0 when it replaces none. */
    public static long previousSeq(byte[] in) {
        return (long) LONG.get(in, 1 + varintSize(varint(in, 1)) + 1);
    }

    /** True for an encoded tombstone. */
    public static boolean isTombstone(byte[] in) {
        return (in[1 + varintSize(varint(in, 1))] & TOMBSTONE) != 0;
    }

    /** When an encoded row version was written, UTC microseconds. */
    public static long writtenAtMicros(byte[] in) {
        return (long) LONG.get(in, 1 + varintSize(varint(in, 1)) + 9);
    }

    private static @Nullable Object[] decodeValues(Schema schema, byte[] in, int bitmap) {
        List<Column> columns = schema.columns();
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        int at = bitmap + bitmapSize(columns.size());
        for (int i = 0; i < values.length; i++) {
            if ((in[bitmap + (i >> 3)] & (1 << (i & 7))) != 0) {
                continue;
            }
            ColumnType type = columns.get(i).type();
            switch (type.kind()) {
                case BOOLEAN -> values[i] = in[at++] != 0;
                case SMALLINT -> {
                    values[i] = (int) (short) SHORT.get(in, at);
                    at += 2;
                }
                case INT, DATE -> {
                    values[i] = (int) INT.get(in, at);
                    at += 4;
                }
                case FLOAT -> {
                    values[i] = (double) Float.intBitsToFloat((int) INT.get(in, at));
                    at += 4;
                }
                case BIGINT, TIMESTAMP, DATETIME, TIME -> {
                    values[i] = (long) LONG.get(in, at);
                    at += 8;
                }
                case DOUBLE -> {
                    values[i] = Double.longBitsToDouble((long) LONG.get(in, at));
                    at += 8;
                }
                case DECIMAL -> {
                    values[i] = decimal(type, in, at);
                    at += isLong(type) ? 8 : Int128.BYTES;
                }
                case UUID -> {
                    values[i] = new UUID((long) LONG.get(in, at), (long) LONG.get(in, at + 8));
                    at += 16;
                }
                case TEXT, JSON -> {
                    int length = varint(in, at);
                    at += varintSize(length);
                    values[i] = new String(in, at, length, StandardCharsets.UTF_8);
                    at += length;
                }
                case BYTES -> {
                    int length = varint(in, at);
                    at += varintSize(length);
                    values[i] = Arrays.copyOfRange(in, at, at + length);
                    at += length;
                }
            }
        }
        return values;
    }

    private static BigDecimal decimal(ColumnType type, byte[] in, int at) {
        return isLong(type)
                ? BigDecimal.valueOf((long) LONG.get(in, at), type.scale())
                : new BigDecimal(Int128.read(in, at), type.scale());
    }

    /** Both schemas list their columns by ascending id. */
    private static @Nullable Object[] mapped(Schema from, Schema to, @Nullable Object[] values, boolean deleted) {
        @Nullable Object[] mapped = new @Nullable Object[to.columns().size()];
        int next = 0;
        for (int i = 0; i < mapped.length; i++) {
            Column column = to.columns().get(i);
            while (next < values.length && from.columns().get(next).id() < column.id()) {
                next++;
            }
            if (next == values.length || from.columns().get(next).id() != column.id()) {
                mapped[i] = deleted ? null : column.initial().value();
            } else if (values[next] != null) {
                mapped[i] = Widening.value(from.columns().get(next).type(), column.type(), values[next]);
            }
        }
        return mapped;
    }

    private static int bitmapSize(int columns) {
        return (columns + 7) >> 3;
    }

    private static int varintSize(int value) {
        int size = 1;
        for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
            size++;
        }
        return size;
    }

    private static int putVarint(byte[] out, int from, int value) {
        int at = from;
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            out[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }

    private static int varint(byte[] in, int from) {
        int value = 0;
        int at = from;
        for (int shift = 0; ; shift += 7) {
            byte b = in[at++];
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
