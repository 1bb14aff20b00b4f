package dev.firn.engine.table;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HexFormat;

/** A column's value as text: the one that DuckDB casts to the column's type, and as a literal of SQL. */
public final class ValueText {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private ValueText() {}

    /** The text that, cast to the type, is the value. */
    public static String of(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN, SMALLINT, INT, BIGINT, DOUBLE, TEXT, JSON, UUID -> value.toString();
            case FLOAT -> Float.toString(((Double) value).floatValue());
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case BYTES -> HexFormat.of().withPrefix("\\x").formatHex((byte[]) value);
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIME -> LocalTime.ofNanoOfDay((Long) value * 1_000).toString();
            case TIMESTAMP, DATETIME -> {
                long micros = (Long) value;
                yield LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY))
                        + " "
                        + LocalTime.ofNanoOfDay(Math.floorMod(micros, MICROS_PER_DAY) * 1_000);
            }
        };
    }

    /** The value as Firn's SQL spells it: {@code 5}, {@code 'it''s'}, {@code TIMESTAMP '2025-01-01 00:00'}. */
    public static String sql(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN -> (Boolean) value ? "TRUE" : "FALSE";
            case SMALLINT, INT, BIGINT, DECIMAL -> of(type, value);
            case FLOAT, DOUBLE -> Double.isFinite((Double) value) ? of(type, value) : quoted(of(type, value));
            case TEXT, JSON, UUID -> quoted(of(type, value));
            case DATE, TIME -> type.sqlName() + " " + quoted(of(type, value));
            case TIMESTAMP, DATETIME -> "TIMESTAMP " + quoted(of(type, value));
            case BYTES -> "X'" + HexFormat.of().formatHex((byte[]) value) + "'";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
