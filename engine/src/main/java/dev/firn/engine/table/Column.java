package dev.firn.engine.table;

import java.util.Optional;

/**
 * A column of a table at one schema version.
 *
 * @param id from 1, never reused within the table: the field id in data files
 * @param name as spelled at its creation, unique ignoring case
 * @param notNull true when NULL is refused (always so for the key column)
 * @param defaultValue what a new row gets that names no value for it
 * @param initial what a row shows that was written before the column was added: the default at that ALTER
 */
public record Column(
        int id, String name, ColumnType type, boolean notNull, ColumnDefault defaultValue, Constant initial) {
    /** A column without DEFAULT, as CREATE TABLE makes it. */
    public Column(int id, String name, ColumnType type, boolean notNull) {
        this(id, name, type, notNull, Constant.NULL, Constant.NULL);
    }

    /** The DEFAULT as SQL spells it; empty without one. */
    public Optional<String> defaultSql() {
        if (defaultValue instanceof Generator generator) {
            return Optional.of(generator.sql());
        }
        return Optional.ofNullable(((Constant) defaultValue).value()).map(value -> SqlLiteral.of(type, value));
    }

    /** The same column under an id. */
    public Column withId(int newId) {
        return new Column(newId, name, type, notNull, defaultValue, initial);
    }

    /** The same column, NOT NULL or not. */
    public Column withNotNull(boolean refusesNull) {
        return new Column(id, name, type, refusesNull, defaultValue, initial);
    }

    /** The same column under another name. */
    public Column withName(String newName) {
        return new Column(id, newName, type, notNull, defaultValue, initial);
    }

    /** The same column in a wider type, see {@link Widening}. */
    public Column widened(ColumnType wider) {
        ColumnDefault widened =
                defaultValue instanceof Constant constant ? Widening.constant(type, wider, constant) : defaultValue;
        return new Column(id, name, wider, notNull, widened, Widening.constant(type, wider, initial));
    }

    /** The same column with a DEFAULT. */
    public Column withDefault(ColumnDefault value) {
        return new Column(id, name, type, notNull, value, initial);
    }
}
