package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.table.ColumnType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Writes a result's values as docs/api.md lays down for each type. */
final class ValueJson {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private ValueJson() {}

    static void write(JsonGenerator json, ColumnType type, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case SMALLINT, INT -> json.writeNumber((Integer) value);
            case BIGINT -> json.writeString(value.toString());
            case FLOAT -> writeFloat(json, (Double) value);
            case DOUBLE -> writeDouble(json, (Double) value);
            case DECIMAL -> json.writeString(((BigDecimal) value).toPlainString());
            case TEXT, JSON -> json.writeString((String) value);
            case BYTES -> json.writeBinary((byte[]) value);
            case TIMESTAMP, DATETIME -> json.writeString(timestamp((Long) value));
            case DATE -> json.writeString(LocalDate.ofEpochDay((Integer) value).toString());
            case TIME -> json.writeString(time((Long) value));
            case UUID -> json.writeString(value.toString());
        }
    }

    /** {@code 2025-10-21T18:00:00.000000} */
    static String timestamp(long micros) {
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

    private static void writeDouble(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.toString(value));
        }
    }

    /** In the shortest digits of a float: 0.1, not 0.10000000149011612. */
    private static void writeFloat(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber((float) value);
        } else {
            json.writeString(Double.toString(value));
        }
    }
}
