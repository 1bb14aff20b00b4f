package dev.firn.engine.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.table.ColumnType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a result's values as JSON: numbers where JSON keeps them exact, else the text of {@link ValueText}. */
public final class ValueJson {
    private ValueJson() {}

    public static void write(JsonGenerator json, ColumnType type, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case SMALLINT, INT -> json.writeNumber((Integer) value);
            case FLOAT, DOUBLE -> writeDouble(json, type, (Double) value);
            case BYTES -> json.writeBinary((byte[]) value);
            case BIGINT, DECIMAL, TEXT, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID ->
                json.writeString(ValueText.of(type, value));
        }
    }

    private static void writeDouble(JsonGenerator json, ColumnType type, double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeString(Double.toString(value));
        } else if (type.kind() == ColumnType.Kind.FLOAT) {
            json.writeNumber((float) value);
        } else {
            json.writeNumber(value);
        }
    }
}
