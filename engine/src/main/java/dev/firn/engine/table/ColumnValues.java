package dev.firn.engine.table;

import java.math.BigDecimal;

/**
 * The one set of rules by which a value from outside (SQL literal, parameter, import, result of an expression) becomes
 * the Java value of a column, see {@link ColumnType}. A value that does not fit is refused with TYPE_MISMATCH: never
 * wrapped, cut or stored as text.
 *
 * <ul>
 *   <li>BOOLEAN takes booleans.
 *   <li>INT and BIGINT take numbers without a fraction within range; BIGINT also their text, as answers spell it.
 *   <li>DOUBLE takes numbers, rounded to the nearest double; one that would become infinite, or zero without being
 *       zero, is refused. The texts {@code NaN}, {@code Infinity} and {@code -Infinity} stand for themselves.
 *   <li>TEXT takes text that is well-formed Unicode and not longer than the column allows.
 *   <li>TIMESTAMP takes text, see {@link TimestampText}.
 * </ul>
 *
 * NULL is no value: whether a column takes it is checked where rows are written.
 */
public final class ColumnValues {
    private static final int MAX_NUMBER_LENGTH = 1_000;
    private static final int MAX_SHOWN = 40;

    private ColumnValues() {}

    /** The column's value for a text. */
    public static Object fromText(Column column, String text) {
        return switch (column.type().kind()) {
            case TEXT -> wellFormed(column, text);
            case TIMESTAMP -> timestamp(column, text);
            case BIGINT -> wholeNumberText(column, text);
            case DOUBLE -> specialDouble(column, text);
            case BOOLEAN, INT -> throw mismatch(column, quoted(text), "a text is not " + article(column.type()));
            case SMALLINT, FLOAT, DECIMAL, BYTES, JSON, DATETIME, DATE, TIME, UUID -> throw notWritable(column);
        };
    }

    /** The column's value for the literal {@code TIMESTAMP 'text'}. */
    public static Object fromTimestamp(Column column, String text) {
        if (column.type().kind() == ColumnType.Kind.TIMESTAMP) {
            return timestamp(column, text);
        }
        throw mismatch(column, "TIMESTAMP " + quoted(text), "a time is not " + article(column.type()));
    }

    /** The column's value for TRUE or FALSE. */
    public static Object fromBoolean(Column column, boolean value) {
        if (column.type().kind() == ColumnType.Kind.BOOLEAN) {
            return value;
        }
        throw mismatch(column, value ? "TRUE" : "FALSE", "a boolean is not " + article(column.type()));
    }

    /** The column's value for a whole number. */
    public static Object fromLong(Column column, long value) {
        return switch (column.type().kind()) {
            case BIGINT -> value;
            case INT -> intValue(column, value, Long.toString(value));
            case DOUBLE -> (double) value;
            case BOOLEAN, TEXT, TIMESTAMP -> throw numberMismatch(column, Long.toString(value));
            case SMALLINT, FLOAT, DECIMAL, BYTES, JSON, DATETIME, DATE, TIME, UUID -> throw notWritable(column);
        };
    }

    /** The column's value for a decimal number. */
    public static Object fromDecimal(Column column, BigDecimal value) {
        return switch (column.type().kind()) {
            case BIGINT -> wholeNumber(column, value);
            case INT -> intValue(column, wholeNumber(column, value), value.toString());
            case DOUBLE -> nearestDouble(column, value.doubleValue(), value.signum() == 0, value.toString());
            case BOOLEAN, TEXT, TIMESTAMP -> throw numberMismatch(column, value.toString());
            case SMALLINT, FLOAT, DECIMAL, BYTES, JSON, DATETIME, DATE, TIME, UUID -> throw notWritable(column);
        };
    }

    /** The column's value for a double; NaN and the infinities fit DOUBLE only. */
    public static Object fromDouble(Column column, double value) {
        return switch (column.type().kind()) {
            case DOUBLE -> value;
            case BIGINT, INT -> {
                if (Double.isNaN(value) || Double.isInfinite(value)) {
                    throw mismatch(column, Double.toString(value), "it is not a finite number");
                }
                yield fromDecimal(column, new BigDecimal(value));
            }
            case BOOLEAN, TEXT, TIMESTAMP -> throw numberMismatch(column, Double.toString(value));
            case SMALLINT, FLOAT, DECIMAL, BYTES, JSON, DATETIME, DATE, TIME, UUID -> throw notWritable(column);
        };
    }

    /** The column's value for a number as JSON and SQL write it: {@code -12}, {@code 3.50}, {@code 1e9}. */
    public static Object fromNumber(Column column, String number) {
        if (number.length() > MAX_NUMBER_LENGTH || !hasNumberCharactersOnly(number)) {
            throw mismatch(column, shortened(number), "it is not a number of at most 1,000 characters");
        }
        try {
            if (column.type().kind() == ColumnType.Kind.DOUBLE) {
                return nearestDouble(column, Double.parseDouble(number), isZero(number), number);
            }
            if (number.length() < 19 && isWhole(number)) {
                return fromLong(column, Long.parseLong(number));
            }
            return fromDecimal(column, new BigDecimal(number));
        } catch (NumberFormatException e) {
            throw mismatch(column, shortened(number), "it is not a number within range");
        }
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
            case DATE -> fromMicros(column, Math.multiplyExact((long) (Integer) value, 86_400_000_000L));
            case BYTES, TIME, UUID ->
                throw mismatch(column, type.sqlName() + " value", "it is not " + article(column.type()));
        };
    }

    /** The column's value for a time in UTC microseconds since 1970. */
    public static Object fromMicros(Column column, long micros) {
        if (column.type().kind() != ColumnType.Kind.TIMESTAMP) {
            throw mismatch(column, "a time", "it is not " + article(column.type()));
        }
        if (micros < TimestampText.MIN_MICROS || micros > TimestampText.MAX_MICROS) {
            throw mismatch(column, "a time", "times run from year 0001 to 9999, UTC");
        }
        return micros;
    }

    /** A time's text as UTC microseconds since 1970, by the rules of a TIMESTAMP column. */
    public static long timestampMicros(String text) {
        try {
            return TimestampText.parse(text);
        } catch (TimestampText.Unreadable e) {
            throw new EngineException(
                    ErrorCode.TYPE_MISMATCH, "Cannot read " + quoted(text) + " as a TIMESTAMP: " + e.reason());
        }
    }

    private static Object wellFormed(Column column, String text) {
        int most = column.type().precision();
        if (most > 0 && text.codePointCount(0, text.length()) > most) {
            throw mismatch(column, quoted(text), "it has more than " + most + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                throw mismatch(column, "a text", "half of a surrogate pair stands alone at character " + (i + 1));
            }
            i++;
        }
        return text;
    }

    private static Object timestamp(Column column, String text) {
        try {
            return TimestampText.parse(text);
        } catch (TimestampText.Unreadable e) {
            throw mismatch(column, quoted(text), e.reason());
        }
    }

    private static Object wholeNumberText(Column column, String text) {
        if (!isWhole(text)) {
            throw mismatch(column, quoted(text), "it is not a whole number");
        }
        return fromNumber(column, text);
    }

    private static Object specialDouble(Column column, String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw mismatch(column, quoted(text), "a text is not a DOUBLE, but for NaN and ±Infinity");
        };
    }

    private static int intValue(Column column, long value, String shown) {
        if (value != (int) value) {
            throw outOfRange(column, shown);
        }
        return (int) value;
    }

    private static long wholeNumber(Column column, BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            // Digits before the point against those after it: no toPlainString, which an exponent can blow up.
            boolean tooLarge = (long) value.precision() - value.scale() > 19;
            if (tooLarge || value.stripTrailingZeros().scale() <= 0) {
                throw outOfRange(column, value.toString());
            }
            throw mismatch(column, shortened(value.toString()), "it has a fraction");
        }
    }

    private static double nearestDouble(Column column, double value, boolean zero, String shown) {
        if (Double.isInfinite(value) || (value == 0 && !zero)) {
            throw outOfRange(column, shown);
        }
        return value;
    }

    /** True for an optional sign and digits. */
    private static boolean isWhole(String number) {
        int start = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
        for (int i = start; i < number.length(); i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return number.length() > start;
    }

    private static boolean hasNumberCharactersOnly(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            boolean allowed = (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    /** True when every digit before an exponent is zero. */
    private static boolean isZero(String number) {
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c == 'e' || c == 'E') {
                return true;
            }
            if (c >= '1' && c <= '9') {
                return false;
            }
        }
        return true;
    }

    private static EngineException outOfRange(Column column, String value) {
        return mismatch(
                column,
                shortened(value),
                "it is out of the range of " + column.type().sqlName());
    }

    private static EngineException numberMismatch(Column column, String value) {
        return mismatch(column, shortened(value), "a number is not " + article(column.type()));
    }

    private static EngineException notWritable(Column column) {
        return new EngineException(
                ErrorCode.TYPE_MISMATCH,
                "Cannot write column " + column.name() + ": type "
                        + column.type().sqlName() + " takes no values yet");
    }

    private static EngineException mismatch(Column column, String value, String reason) {
        return new EngineException(
                ErrorCode.TYPE_MISMATCH,
                "Cannot store " + value + " in column " + column.name() + " of type "
                        + column.type().sqlName() + ": " + reason);
    }

    private static String article(ColumnType type) {
        return (type.kind() == ColumnType.Kind.INT ? "an " : "a ") + type.sqlName();
    }

    private static String quoted(String text) {
        return "'" + shortened(text) + "'";
    }

    private static String shortened(String value) {
        if (value.length() <= MAX_SHOWN) {
            return value;
        }
        int end = Character.isHighSurrogate(value.charAt(MAX_SHOWN - 1)) ? MAX_SHOWN - 1 : MAX_SHOWN;
        return value.substring(0, end) + "…";
    }
}
