package dev.firn.engine.table;

/** The unit of isolation within a table: all rows of a SHARED table, or one user's rows of another. */
public sealed interface TableScope {
    /** The one scope of a SHARED table. */
    record Shared() implements TableScope {}

    /** One user's scope of a USER or STREAM table. */
    record User(String userId) implements TableScope {}

    /** The user id of a user's scope, the empty string for the shared one. */
    default String userId() {
        return "";
    }

    /** The scope that a caller's statement addresses in a table of the given kind. */
    static TableScope of(TableKind kind, String userId) {
        return switch (kind) {
            case SHARED -> new Shared();
            case USER, STREAM -> new User(userId);
        };
    }
}
