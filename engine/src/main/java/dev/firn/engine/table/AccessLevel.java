package dev.firn.engine.table;

/** Who may use a SHARED table, see "Rights" in docs/api.md. */
public enum AccessLevel {
    /** Every role reads; {@code service} and {@code dba} write. */
    PUBLIC,
    /** {@code service} and {@code dba} read and write. */
    PRIVATE,
    /** As {@link #PRIVATE}. */
    RESTRICTED,
    /** Only {@code dba}. */
    DBA
}
