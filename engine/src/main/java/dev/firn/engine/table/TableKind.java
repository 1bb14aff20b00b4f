package dev.firn.engine.table;

/** Whether each user has their own rows of a table ({@code USER}) or all share one set ({@code SHARED}). */
public enum TableKind {
    USER,
    SHARED
}
