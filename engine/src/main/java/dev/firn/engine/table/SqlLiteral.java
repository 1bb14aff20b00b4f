package dev.firn.engine.table;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** A column's value as SQL spells it: as a literal of Firn's own, and as a text that DuckDB casts to the column's type. */
public final class SqlLiteral {
    private SqlLiteral() {}

    /** The text that, cast to the type, is the value. */
    public static String castText(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN, SMALLINT, INT, BIGINT, DOUBLE, TEXT, JSON, UUID -> value.toString();
            case FLOAT -> Float.toString(((Double) value).floatValue());
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case BYTES -> HexFormat.of().withPrefix("\\x").formatHex((byte[]) value);
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIME -> time((Long) value);
            case TIMESTAMP, DATETIME -> {
                long micros = (Long) value;
                yield LocalDate.ofEpochDay(Math.floorDiv(micros, TimestampText.MICROS_A_DAY))
                        + " "
                        + time(Math.floorMod(micros, TimestampText.MICROS_A_DAY));
            }
        };
    }

    /** The value as Firn's SQL spells it: {@code 5}, {@code 'it''s'}, {@code TIMESTAMP '2025-01-01 00:00:00'}. */
    public static String of(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN -> (Boolean) value ? "TRUE" : "FALSE";
            case SMALLINT, INT, BIGINT, DECIMAL -> castText(type, value);
            case FLOAT, DOUBLE ->
                Double.isFinite((Double) value) ? castText(type, value) : quoted(castText(type, value));
            case TEXT, JSON, UUID -> quoted(castText(type, value));
            case DATE, TIME -> type.sqlName() + " " + quoted(castText(type, value));
            case TIMESTAMP, DATETIME -> "TIMESTAMP " + quoted(castText(type, value));
            case BYTES -> "X'" + HexFormat.of().formatHex((byte[]) value) + "'";
        };
    }

    /** With seconds, always. */
    private static String time(long microsOfDay) {
        return DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(microsOfDay * 1_000));
    }

    /** A text in single quotes. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
