package dev.firn.engine.table;

import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The one set of rules by which a value from outside (SQL literal, parameter, import, result of an expression) becomes
 * the Java value of a column, see {@link ColumnType}. A value that does not fit is refused with TYPE_MISMATCH: never
 * wrapped, cut or stored as text.
 *
 * <ul>
 *   <li>BOOLEAN takes booleans.
 *   <li>SMALLINT, INT and BIGINT take numbers without a fraction within range; BIGINT also their text, as answers spell
 *       it.
 *   <li>DECIMAL takes numbers and their text, exactly: digits beyond its scale must be zero.
 *   <li>FLOAT and DOUBLE take numbers, rounded to the nearest; one that would become infinite, or zero without being
 *       zero, is refused. The texts {@code NaN}, {@code Infinity} and {@code -Infinity} stand for themselves.
 *   <li>TEXT takes text that is well-formed Unicode and not longer than the column allows.
 *   <li>BYTES takes text, see {@link BytesText}; JSON text that is one JSON value, kept as it is written.
 *   <li>TIMESTAMP, DATETIME, DATE and TIME take text, see {@link TimestampText}. A day is also the point in time of its
 *       midnight, and such a point in time is also a day.
 *   <li>UUID takes its canonical text in any case of letters.
 * </ul>
 *
 * NULL is no value: whether a column takes it is checked where rows are written.
 */
public final class ColumnValues {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private ColumnValues() {}

    /** The column's value for a text. */
    public static Object fromText(Column column, String text) {
        return switch (column.type().kind()) {
            case TEXT -> wellFormed(column, text);
            case TIMESTAMP, DATETIME -> read(column, TimestampText::parse, text);
            case DATE -> read(column, TimestampText::parseDay, text);
            case TIME -> read(column, TimestampText::parseTimeOfDay, text);
            case BIGINT -> wholeNumberText(column, text);
            case DECIMAL -> NumberValues.fromText(column, text);
            case FLOAT, DOUBLE -> NumberValues.special(column, text);
            case UUID -> uuid(column, text);
            case BYTES -> bytes(column, text);
            case JSON -> json(column, text);
            case BOOLEAN, SMALLINT, INT -> throw Misfit.ofKind(column, Misfit.quoted(text), "a text");
        };
    }

    /** A JSON column's value for a text that was read as one JSON value. */
    public static Object fromJson(Column column, String json) {
        if (JsonText.hasHalfPair(json)) {
            throw Misfit.of(column, Misfit.quoted(json), "it escapes half of a surrogate pair");
        }
        return json;
    }

    /** The column's value for the text of a cell, as CSV answers spell it: numbers and booleans have no quotes there. */
    public static Object fromCell(Column column, String text) {
        return switch (column.type().kind()) {
            case BOOLEAN -> booleanText(column, text);
            case SMALLINT, INT, BIGINT, DECIMAL -> fromNumber(column, text);
            case FLOAT, DOUBLE ->
                text.equals("NaN") || text.endsWith("Infinity") ? fromText(column, text) : fromNumber(column, text);
            case TEXT, BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID -> fromText(column, text);
        };
    }

    private static Object booleanText(Column column, String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return fromBoolean(column, text.equalsIgnoreCase("true"));
        }
        throw Misfit.of(column, Misfit.quoted(text), "it is neither true nor false");
    }

    /**
     * The column's value for a typed literal, {@code DATE '2025-10-21'}.
     *
     * @param kind TIMESTAMP, DATETIME, DATE, TIME, UUID, JSON, or BYTES for {@code X'DEAD'}
     */
    public static Object fromLiteral(Column column, Kind kind, String text) {
        Column literal = new Column(column.id(), column.name(), ColumnType.of(kind), false);
        if (kind == Kind.BYTES) {
            byte[] bytes = BytesText.hex(text)
                    .orElseThrow(() -> Misfit.of(
                            column, "X" + Misfit.quoted(text), "expected two hexadecimal digits for each byte"));
            return fromTyped(column, literal.type(), bytes);
        }
        return fromTyped(column, literal.type(), fromText(literal, text));
    }

    /** The column's value for TRUE or FALSE. */
    public static Object fromBoolean(Column column, boolean value) {
        if (column.type().kind() == Kind.BOOLEAN) {
            return value;
        }
        throw Misfit.ofKind(column, value ? "TRUE" : "FALSE", "a boolean");
    }

    /** The column's value for a whole number. */
    public static Object fromLong(Column column, long value) {
        return NumberValues.fromLong(column, value);
    }

    /** The column's value for a decimal number. */
    public static Object fromDecimal(Column column, BigDecimal value) {
        return NumberValues.fromDecimal(column, value);
    }

    /** The column's value for a double; NaN and the infinities fit FLOAT and DOUBLE only. */
    public static Object fromDouble(Column column, double value) {
        return NumberValues.fromDouble(column, value);
    }

    /** The column's value for a number as JSON and SQL write it: {@code -12}, {@code 3.50}, {@code 1e9}. */
    public static Object fromNumber(Column column, String number) {
        return NumberValues.fromText(column, number);
    }

    /** The column's value for a result of the given type, as {@link ColumnType} describes its Java value. */
    public static Object fromTyped(Column column, ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN -> fromBoolean(column, (Boolean) value);
            case SMALLINT, INT, BIGINT -> fromLong(column, ((Number) value).longValue());
            case FLOAT, DOUBLE -> fromDouble(column, (Double) value);
            case DECIMAL -> fromDecimal(column, (BigDecimal) value);
            case TEXT, JSON -> fromText(column, (String) value);
            case TIMESTAMP, DATETIME -> fromMicros(column, (Long) value);
            case DATE -> fromDay(column, (Integer) value);
            case TIME -> fromTimeOfDay(column, (Long) value);
            case BYTES, UUID -> {
                if (column.type().kind() != type.kind()) {
                    String shown = value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
                    throw Misfit.ofKind(column, shown, "a " + type.sqlName());
                }
                yield value;
            }
        };
    }

    private static Object fromMicros(Column column, long micros) {
        boolean midnight = Math.floorMod(micros, TimestampText.MICROS_A_DAY) == 0;
        boolean inRange = micros >= TimestampText.MIN_MICROS && micros <= TimestampText.MAX_MICROS;
        return switch (column.type().kind()) {
            case TIMESTAMP, DATETIME -> {
                if (!inRange) {
                    throw Misfit.of(column, shown(micros), "times run from year 0001 to 9999, UTC");
                }
                yield micros;
            }
            case DATE -> {
                if (!midnight || !inRange) {
                    throw Misfit.of(column, shown(micros), "only a midnight from year 0001 to 9999 is a DATE");
                }
                yield (int) (micros / TimestampText.MICROS_A_DAY);
            }
            case BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, TEXT, BYTES, JSON, TIME, UUID ->
                throw Misfit.ofKind(column, shown(micros), "a TIMESTAMP");
        };
    }

    private static String shown(long micros) {
        long second = Math.floorDiv(micros, 1_000_000L);
        int nano = (int) Math.floorMod(micros, 1_000_000L) * 1_000;
        return LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC).toString();
    }

    private static Object fromDay(Column column, int day) {
        boolean inRange = day >= TimestampText.MIN_DAY && day <= TimestampText.MAX_DAY;
        return switch (column.type().kind()) {
            case DATE, TIMESTAMP, DATETIME -> {
                if (!inRange) {
                    throw Misfit.of(column, LocalDate.ofEpochDay(day).toString(), "days run from year 0001 to 9999");
                }
                yield column.type().kind() == Kind.DATE ? (Object) day : (Object) (day * TimestampText.MICROS_A_DAY);
            }
            case BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, TEXT, BYTES, JSON, TIME, UUID ->
                throw Misfit.ofKind(column, LocalDate.ofEpochDay(day).toString(), "a DATE");
        };
    }

    private static Object fromTimeOfDay(Column column, long micros) {
        if (column.type().kind() != Kind.TIME) {
            throw Misfit.ofKind(
                    column, LocalTime.MIDNIGHT.plusNanos(micros * 1_000).toString(), "a TIME");
        }
        if (micros < 0 || micros >= TimestampText.MICROS_A_DAY) {
            throw Misfit.of(column, "24:00:00", "there is no such time of day");
        }
        return micros;
    }

    /** A time's text as UTC microseconds since 1970, by the rules of a TIMESTAMP column. */
    public static long timestampMicros(String text) {
        return (Long) parse(Kind.TIMESTAMP, text);
    }

    /**
     * The value of a text by the rules of a column of that kind, which are not DuckDB's own.
     *
     * @param kind TIMESTAMP, DATE, TIME or BYTES
     */
    public static Object parse(Kind kind, String text) {
        try {
            return switch (kind) {
                case TIMESTAMP -> TimestampText.parse(text);
                case DATE -> TimestampText.parseDay(text);
                case TIME -> TimestampText.parseTimeOfDay(text);
                case BYTES -> BytesText.parse(text).orElseThrow(() -> unreadable(kind, text, BytesText.FORM));
                case BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, TEXT, JSON, DATETIME, UUID ->
                    throw new IllegalArgumentException("DuckDB reads a " + kind + " by the same rules");
            };
        } catch (TimestampText.Unreadable e) {
            throw unreadable(kind, text, e.reason());
        }
    }

    private static EngineException unreadable(Kind kind, String text, String reason) {
        return new EngineException(
                ErrorCode.TYPE_MISMATCH, "Cannot read " + Misfit.quoted(text) + " as a " + kind + ": " + reason);
    }

    private static Object wellFormed(Column column, String text) {
        int most = column.type().precision();
        if (most > 0 && text.codePointCount(0, text.length()) > most) {
            throw Misfit.of(column, Misfit.quoted(text), "it has more than " + most + " characters");
        }
        int half = Surrogates.unpaired(text);
        if (half >= 0) {
            throw Misfit.of(column, "a text", "half of a surrogate pair stands alone at character " + (half + 1));
        }
        return text;
    }

    private interface TimeReader {
        Object read(String text) throws TimestampText.Unreadable;
    }

    private static Object read(Column column, TimeReader reader, String text) {
        try {
            return reader.read(text);
        } catch (TimestampText.Unreadable e) {
            throw Misfit.of(column, Misfit.quoted(text), e.reason());
        }
    }

    private static Object wholeNumberText(Column column, String text) {
        if (!NumberValues.isWhole(text)) {
            throw Misfit.of(column, Misfit.quoted(text), "it is not a whole number");
        }
        return NumberValues.fromText(column, text);
    }

    private static Object uuid(Column column, String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw Misfit.of(column, Misfit.quoted(text), "expected the form 123e4567-e89b-12d3-a456-426614174000");
        }
        return UUID.fromString(text);
    }

    private static Object bytes(Column column, String text) {
        return BytesText.parse(text).orElseThrow(() -> Misfit.of(column, Misfit.quoted(text), BytesText.FORM));
    }

    private static Object json(Column column, String text) {
        wellFormed(column, text);
        if (!JsonText.isValid(text)) {
            throw Misfit.of(column, Misfit.quoted(text), "it is not one JSON value");
        }
        return fromJson(column, text);
    }
}
