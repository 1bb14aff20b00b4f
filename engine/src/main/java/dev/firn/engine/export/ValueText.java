package dev.firn.engine.export;

import dev.firn.engine.table.ColumnType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** The text of a result's values as docs/api.md lays down for each type. */
public final class ValueText {
    private static final long MICROS_PER_DAY = TimeUnit.DAYS.toMicros(1);

    private ValueText() {}

    /** The text of a value, which is not NULL. */
    static String of(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN, SMALLINT, INT, BIGINT, DOUBLE, TEXT, JSON, UUID -> value.toString();
            case FLOAT -> floatText((Double) value);
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case BYTES -> Base64.getEncoder().encodeToString((byte[]) value);
            case TIMESTAMP, DATETIME -> timestamp((Long) value);
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIME -> time((Long) value);
        };
    }

    /** {@code 2025-10-21T18:00:00.000000} */
    public static String timestamp(long micros) {
        return LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY))
                + "T"
                + time(Math.floorMod(micros, MICROS_PER_DAY));
    }

    /** {@code 18:00:00.000000} */
    static String time(long microsOfDay) {
        char[] text = new char[15];
        long seconds = microsOfDay / 1_000_000;
        digits(text, 0, 2, seconds / 3600);
        text[2] = ':';
        digits(text, 3, 2, seconds / 60 % 60);
        text[5] = ':';
        digits(text, 6, 2, seconds % 60);
        text[8] = '.';
        digits(text, 9, 6, microsOfDay % 1_000_000);
        return new String(text);
    }

    private static void digits(char[] text, int from, int count, long value) {
        long rest = value;
        for (int i = from + count - 1; i >= from; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** In the shortest digits of a float: 0.1, not 0.10000000149011612. */
    private static String floatText(double value) {
        return Float.toString((float) value);
    }
}
