package dev.firn.engine.table;

/**
 * A column of a table.
 *
 * @param id from 1, never reused within the table: the field id in data files
 * @param name as spelled at its creation, unique ignoring case
 * @param notNull true when NULL is refused (always so for the key column)
 */
public record Column(int id, String name, ColumnType type, boolean notNull) {}
