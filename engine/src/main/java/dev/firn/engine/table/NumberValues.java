package dev.firn.engine.table;

import java.math.BigDecimal;

/** The rules by which numbers become values of a column, see {@link ColumnValues}. */
final class NumberValues {
    private static final int MAX_LENGTH = 1_000;

    private NumberValues() {}

    static Object fromLong(Column column, long value) {
        return switch (column.type().kind()) {
            case BIGINT -> value;
            case INT -> inRange(column, value, Integer.MIN_VALUE, Integer.MAX_VALUE, Long.toString(value));
            case SMALLINT -> inRange(column, value, Short.MIN_VALUE, Short.MAX_VALUE, Long.toString(value));
            case FLOAT -> (double) (float) value;
            case DOUBLE -> (double) value;
            case DECIMAL -> decimal(column, BigDecimal.valueOf(value), Long.toString(value));
            case BOOLEAN, TEXT, BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID ->
                throw Misfit.ofKind(column, Long.toString(value), "a number");
        };
    }

    static Object fromDecimal(Column column, BigDecimal value) {
        return switch (column.type().kind()) {
            case BIGINT -> wholeNumber(column, value);
            case INT, SMALLINT -> fromLong(column, wholeNumber(column, value));
            case FLOAT -> nearest(column, value.floatValue(), value.signum() == 0, value.toString());
            case DOUBLE -> nearest(column, value.doubleValue(), value.signum() == 0, value.toString());
            case DECIMAL -> decimal(column, value, value.toString());
            case BOOLEAN, TEXT, BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID ->
                throw Misfit.ofKind(column, Misfit.shortened(value.toString()), "a number");
        };
    }

    static Object fromDouble(Column column, double value) {
        return switch (column.type().kind()) {
            case DOUBLE -> value;
            case FLOAT ->
                Double.isInfinite(value) ? value : nearest(column, (float) value, value == 0, Double.toString(value));
            case BIGINT, INT, SMALLINT, DECIMAL -> {
                if (Double.isNaN(value) || Double.isInfinite(value)) {
                    throw Misfit.of(column, Double.toString(value), "it is not a finite number");
                }
                yield fromDecimal(column, new BigDecimal(value));
            }
            case BOOLEAN, TEXT, BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID ->
                throw Misfit.ofKind(column, Double.toString(value), "a number");
        };
    }

    static Object fromText(Column column, String number) {
        if (number.length() > MAX_LENGTH || !hasNumberCharactersOnly(number)) {
            throw Misfit.of(column, Misfit.shortened(number), "it is not a number of at most 1,000 characters");
        }
        try {
            return switch (column.type().kind()) {
                case DOUBLE -> nearest(column, Double.parseDouble(number), isZero(number), number);
                case FLOAT -> nearest(column, Float.parseFloat(number), isZero(number), number);
                default ->
                    number.length() < 19 && isWhole(number)
                            ? fromLong(column, Long.parseLong(number))
                            : fromDecimal(column, new BigDecimal(number));
            };
        } catch (NumberFormatException e) {
            throw Misfit.of(column, Misfit.shortened(number), "it is not a number within range");
        }
    }

    /** The value of a text that answers use for what JSON has no number for. */
    static double special(Column column, String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default ->
                throw Misfit.of(
                        column,
                        Misfit.quoted(text),
                        "a text is not a " + column.type().sqlName() + ", but for NaN and ±Infinity");
        };
    }

    private static int inRange(Column column, long value, int least, int most, String shown) {
        if (value < least || value > most) {
            throw Misfit.outOfRange(column, shown);
        }
        return (int) value;
    }

    private static long wholeNumber(Column column, BigDecimal value) {
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            if (digitsBeforePoint(value) > 19 || value.stripTrailingZeros().scale() <= 0) {
                throw Misfit.outOfRange(column, value.toString());
            }
            throw Misfit.of(column, Misfit.shortened(value.toString()), "it has a fraction");
        }
    }

    /** The exact value at the column's scale. Digits are counted first: an exponent could blow up the number. */
    private static BigDecimal decimal(Column column, BigDecimal value, String shown) {
        ColumnType type = column.type();
        if (value.signum() == 0) {
            return BigDecimal.ZERO.setScale(type.scale());
        }
        if (digitsBeforePoint(value) > type.precision() - type.scale()) {
            throw Misfit.outOfRange(column, shown);
        }
        if (value.scale() > type.scale() && value.stripTrailingZeros().scale() > type.scale()) {
            throw Misfit.of(
                    column, Misfit.shortened(shown), "it has more than " + type.scale() + " digits after the point");
        }
        return value.setScale(type.scale());
    }

    /** Zero or less for a number below one. */
    private static long digitsBeforePoint(BigDecimal value) {
        return (long) value.precision() - value.scale();
    }

    private static double nearest(Column column, double value, boolean zero, String shown) {
        if (Double.isInfinite(value) || (value == 0 && !zero)) {
            throw Misfit.outOfRange(column, shown);
        }
        return value;
    }

    /** True for an optional sign and digits. */
    static boolean isWhole(String number) {
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
}
