package dev.firn.engine.table;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A column's value as the catalog keeps it. Two are equal when their stored forms are. */
public final class Constant implements ColumnDefault {
    /** SQL NULL. */
    public static final Constant NULL = new Constant("null:", null);

    private final String stored;
    private final @Nullable Object value;

    private Constant(String stored, @Nullable Object value) {
        this.stored = stored;
        this.value = value;
    }

    /** The constant of a column's value, as {@link ColumnType} says. */
    public static Constant of(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        if (value instanceof byte[] bytes) {
            return new Constant("bytes:" + HexFormat.of().formatHex(bytes), value);
        }
        return new Constant(kind(value) + ":" + value, value);
    }

    private static String kind(Object value) {
        if (value instanceof Boolean) {
            return "boolean";
        } else if (value instanceof Integer) {
            return "int";
        } else if (value instanceof Long) {
            return "long";
        } else if (value instanceof Double) {
            return "double";
        } else if (value instanceof BigDecimal) {
            return "decimal";
        } else if (value instanceof UUID) {
            return "uuid";
        } else if (value instanceof String) {
            return "text";
        }
        throw new IllegalArgumentException(
                "no column holds a " + value.getClass().getSimpleName());
    }

    /** Reads {@link #stored()}. */
    @JsonCreator
    public static Constant parse(String stored) {
        int colon = stored.indexOf(':');
        String text = stored.substring(colon + 1);
        return switch (stored.substring(0, colon)) {
            case "null" -> NULL;
            case "boolean" -> new Constant(stored, Boolean.valueOf(text));
            case "int" -> new Constant(stored, Integer.valueOf(text));
            case "long" -> new Constant(stored, Long.valueOf(text));
            case "double" -> new Constant(stored, Double.valueOf(text));
            case "decimal" -> new Constant(stored, new BigDecimal(text));
            case "uuid" -> new Constant(stored, UUID.fromString(text));
            case "bytes" -> new Constant(stored, HexFormat.of().parseHex(text));
            case "text" -> new Constant(stored, text);
            default -> throw new IllegalArgumentException("unknown constant " + stored);
        };
    }

    /** The value, {@code null} for SQL NULL; not copied. */
    public @Nullable Object value() {
        return value;
    }

    @Override
    public String stored() {
        return stored;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constant that && stored.equals(that.stored);
    }

    @Override
    public int hashCode() {
        return stored.hashCode();
    }

    @Override
    public String toString() {
        return stored;
    }
}
