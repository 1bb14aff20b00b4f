package dev.firn.engine.table;

import java.math.BigDecimal;

/**
 * The types that a column may change to: those that hold every value of the old one exactly, so that stored rows need
 * not be written again.
 *
 * <ul>
 *   <li>SMALLINT → INT → BIGINT; SMALLINT, INT → DOUBLE; each of them → DECIMAL with enough digits before the point.
 *   <li>FLOAT → DOUBLE; DECIMAL → one with as many digits before the point and as many behind it.
 *   <li>VARCHAR(n) → longer or unbounded; DATE → TIMESTAMP, DATETIME at midnight; TIMESTAMP ↔ DATETIME.
 * </ul>
 */
public final class Widening {
    private Widening() {}

    /** True when every value of one type is a value of the other. */
    public static boolean isPossible(ColumnType from, ColumnType to) {
        return from.equals(to)
                || switch (from.kind()) {
                    case SMALLINT ->
                        isOneOf(to, ColumnType.Kind.INT, ColumnType.Kind.BIGINT, ColumnType.Kind.DOUBLE)
                                || holdsDigits(to, 5, 0);
                    case INT -> isOneOf(to, ColumnType.Kind.BIGINT, ColumnType.Kind.DOUBLE) || holdsDigits(to, 10, 0);
                    case BIGINT -> holdsDigits(to, 19, 0);
                    case FLOAT -> isOneOf(to, ColumnType.Kind.DOUBLE);
                    case DECIMAL -> holdsDigits(to, from.precision() - from.scale(), from.scale());
                    case TEXT -> isLonger(from, to);
                    case DATE, TIMESTAMP, DATETIME -> isOneOf(to, ColumnType.Kind.TIMESTAMP, ColumnType.Kind.DATETIME);
                    case BOOLEAN, DOUBLE, BYTES, JSON, TIME, UUID -> false;
                };
    }

    private static boolean isOneOf(ColumnType type, ColumnType.Kind... kinds) {
        for (ColumnType.Kind kind : kinds) {
            if (type.kind() == kind) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsDigits(ColumnType type, int beforePoint, int afterPoint) {
        return type.kind() == ColumnType.Kind.DECIMAL
                && type.precision() - type.scale() >= beforePoint
                && type.scale() >= afterPoint;
    }

    private static boolean isLonger(ColumnType from, ColumnType to) {
        boolean unbounded = to.precision() == 0;
        return to.kind() == ColumnType.Kind.TEXT
                && (unbounded || (from.precision() > 0 && to.precision() >= from.precision()));
    }

    /** The value of one type as a value of another that {@link #isPossible} allows. */
    public static Object value(ColumnType from, ColumnType to, Object value) {
        if (from.kind() == to.kind() && from.kind() != ColumnType.Kind.DECIMAL) {
            return value;
        }
        return switch (to.kind()) {
            case BIGINT -> ((Number) value).longValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case DECIMAL -> decimal(value).setScale(to.scale());
            case TIMESTAMP, DATETIME ->
                from.kind() == ColumnType.Kind.DATE ? (Integer) value * TimestampText.MICROS_A_DAY : value;
            case BOOLEAN, SMALLINT, INT, FLOAT, TEXT, BYTES, JSON, DATE, TIME, UUID -> value;
        };
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(((Number) value).longValue());
    }

    /** The constant of one type as a constant of another. */
    public static Constant constant(ColumnType from, ColumnType to, Constant constant) {
        Object value = constant.value();
        return value == null ? constant : Constant.of(value(from, to, value));
    }
}
