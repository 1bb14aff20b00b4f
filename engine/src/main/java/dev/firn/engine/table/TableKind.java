package dev.firn.engine.table;

/**
 * Whose the rows of a table are and where they live: each user has their own ({@code USER}), all share one set
 * ({@code SHARED}), or each user has their own, which are never flushed and are gone after their time to live
 * ({@code STREAM}).
 */
public enum TableKind {
    USER,
    SHARED,
    STREAM;

    /** True when each user has rows of their own. */
    public boolean isPerUser() {
        return this != SHARED;
    }

    /** True when buffered rows become data files. */
    public boolean isFlushed() {
        return this != STREAM;
    }
}
