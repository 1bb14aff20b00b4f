package dev.firn.engine.table;

import java.util.Locale;
import java.util.Optional;

/** A function that makes the value of a column: as a DEFAULT, or alone as a value of INSERT or UPDATE. */
public enum Generator implements ColumnDefault {
    /** A BIGINT that ascends within the store. */
    SNOWFLAKE_ID,
    /** A UUID of RFC 9562, version 7, as UUID or text. */
    UUID_V7,
    /** A ULID: 26 characters of text. */
    ULID,
    /** The time of the statement. */
    NOW,
    /** The user id of the caller. */
    CURRENT_USER;

    private static final int UUID_CHARACTERS = 36;
    private static final int ULID_CHARACTERS = 26;

    /** The function of that name, ignoring case. */
    public static Optional<Generator> find(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "SNOWFLAKE_ID" -> Optional.of(SNOWFLAKE_ID);
            case "UUID_V7" -> Optional.of(UUID_V7);
            case "ULID" -> Optional.of(ULID);
            case "NOW", "CURRENT_TIMESTAMP" -> Optional.of(NOW);
            case "CURRENT_USER" -> Optional.of(CURRENT_USER);
            default -> Optional.empty();
        };
    }

    /** True when each call gives another value. */
    public boolean givesIds() {
        return switch (this) {
            case SNOWFLAKE_ID, UUID_V7, ULID -> true;
            case NOW, CURRENT_USER -> false;
        };
    }

    /** True when its values fit a column of that type. */
    public boolean fits(ColumnType type) {
        return switch (this) {
            case SNOWFLAKE_ID -> type.kind() == ColumnType.Kind.BIGINT;
            case UUID_V7 -> type.kind() == ColumnType.Kind.UUID || holdsText(type, UUID_CHARACTERS);
            case ULID -> holdsText(type, ULID_CHARACTERS);
            case NOW -> type.kind() == ColumnType.Kind.TIMESTAMP || type.kind() == ColumnType.Kind.DATETIME;
            case CURRENT_USER -> type.kind() == ColumnType.Kind.TEXT;
        };
    }

    private static boolean holdsText(ColumnType type, int characters) {
        return type.kind() == ColumnType.Kind.TEXT && (type.precision() == 0 || type.precision() >= characters);
    }

    /** The spelling in SQL: {@code NOW()}. */
    public String sql() {
        return name() + "()";
    }

    @Override
    public String stored() {
        return name();
    }
}
