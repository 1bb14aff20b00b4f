package dev.firn.engine.table;

/**
 * The id of a table scope in the store.
 *
 * @param number given in the batch of the scope's first row, never reused in a store
 */
public record ScopeId(int tableId, long number) {}
