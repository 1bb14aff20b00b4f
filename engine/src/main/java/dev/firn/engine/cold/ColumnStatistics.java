package dev.firn.engine.cold;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the manifest knows of one column of a data file, over its rows that are no tombstones.
 *
 * <p>Bounds are texts: whole numbers, times and booleans (0, 1) as digits, in the unit of their Java value; DOUBLE and FLOAT
 * as Java spells them, −0.0 as 0.0; text and UUID as themselves. They hold for every value but NaN; a long text's
 * are cut, so that they need not occur.
 *
 * @param kind the column's type when the file was written
 * @param min no value is below it; null when unknown or without values
 * @param max no value is above it; null when unknown or without values
 * @param values rows with a value, NaN included
 * @param nulls rows without a value
 * @param nan true when a value is NaN
 */
public record ColumnStatistics(
        int columnId,
        Kind kind,
        @Nullable String min,
        @Nullable String max,
        long values,
        long nulls,
        boolean nan) {
    /** Characters kept of a text. */
    static final int MAX_CHARACTERS = 32;

    /** Orders texts as their UTF-8 bytes are ordered, which is how DuckDB does. */
    public static int compareTexts(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean bothHigh = a >= Character.MIN_SURROGATE && b >= Character.MIN_SURROGATE;
                return bothHigh ? Character.compare(rotated(a), rotated(b)) : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    /** Moves surrogates above the characters behind them. */
    private static char rotated(char c) {
        return (char) (c > Character.MAX_SURROGATE ? c - 0x800 : c + 0x2000);
    }

    /** Gathers the statistics of a column while its file is written. */
    static final class Collector {
        private final Column column;
        private @Nullable Object min;
        private @Nullable Object max;
        private long values;
        private long nulls;
        private boolean nan;

        Collector(Column column) {
            this.column = column;
        }

        void add(@Nullable Object value) {
            if (value == null) {
                nulls++;
                return;
            }
            values++;
            Object ordered = ordered(value);
            if (ordered instanceof Double number && number.isNaN()) {
                nan = true;
                return;
            }
            if (min == null || compare(ordered, min) < 0) {
                min = ordered;
            }
            if (max == null || compare(ordered, max) > 0) {
                max = ordered;
            }
        }

        /** A value whose order is the column's; of types without bounds it is empty text. */
        private Object ordered(Object value) {
            return switch (column.type().kind()) {
                case BOOLEAN -> (Boolean) value ? 1L : 0L;
                case SMALLINT, INT, DATE -> ((Number) value).longValue();
                case BIGINT, TIMESTAMP, DATETIME, TIME, DECIMAL, TEXT -> value;
                case FLOAT, DOUBLE -> (Double) value + 0.0;
                case UUID -> ((UUID) value).toString();
                case BYTES, JSON -> "";
            };
        }

        private static int compare(Object one, Object other) {
            if (one instanceof Long number) {
                return number.compareTo((Long) other);
            } else if (one instanceof Double number) {
                return number.compareTo((Double) other);
            } else if (one instanceof BigDecimal number) {
                return number.compareTo((BigDecimal) other);
            }
            return compareTexts((String) one, (String) other);
        }

        ColumnStatistics finish() {
            Kind kind = column.type().kind();
            boolean bounded = kind != Kind.BYTES && kind != Kind.JSON;
            String low = bounded && min != null ? text(min) : null;
            String high = bounded && max != null ? text(max) : null;
            return new ColumnStatistics(
                    column.id(),
                    kind,
                    low == null || kind != Kind.TEXT ? low : cut(low),
                    high == null ? null : above(high),
                    values,
                    nulls,
                    nan);
        }

        private static String text(Object value) {
            return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        }

        private static String cut(String text) {
            if (text.length() <= MAX_CHARACTERS) {
                return text;
            }
            boolean splits = Character.isHighSurrogate(text.charAt(MAX_CHARACTERS - 1));
            return text.substring(0, splits ? MAX_CHARACTERS - 1 : MAX_CHARACTERS);
        }

        /** The text itself, or a short one above it; null when there is none. */
        private @Nullable String above(String text) {
            if (column.type().kind() != Kind.TEXT || text.length() <= MAX_CHARACTERS) {
                return text;
            }
            String prefix = cut(text);
            for (int end = prefix.length(); end > 0; end = prefix.offsetByCodePoints(end, -1)) {
                int last = prefix.codePointBefore(end);
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                if (next <= Character.MAX_CODE_POINT) {
                    return prefix.substring(0, prefix.offsetByCodePoints(end, -1)) + Character.toString(next);
                }
            }
            return null;
        }
    }
}
