package dev.firn.engine.table;

import java.util.Locale;

/** What a user may do, in ascending order; see "Rights" in docs/api.md. */
public enum Role {
    USER,
    SERVICE,
    DBA;

    /** True when this role includes the rights of the other. */
    public boolean atLeast(Role other) {
        return compareTo(other) >= 0;
    }

    /** The spelling in SQL and answers: {@code user}, {@code service}, {@code dba}. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }
}
