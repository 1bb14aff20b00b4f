package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;

/** A column of a result: its name and type, at its index in the result's list. */
public record ResultColumn(String name, ColumnType type) {}
