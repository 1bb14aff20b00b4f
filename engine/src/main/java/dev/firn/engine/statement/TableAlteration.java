package dev.firn.engine.statement;

import dev.firn.engine.commit.Defaults;
import dev.firn.engine.sql.Alteration;
import dev.firn.engine.sql.Name;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnDefault;
import dev.firn.engine.table.Constant;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Generator;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.Widening;

/**
 * What an alteration makes of a table, by the rules of docs/design/schema-evolution.md. It refuses with the position of
 * what cannot be.
 *
 * @param holdsRows true when any version of a row is stored
 * @param defaults what an added column's DEFAULT is for the rows that are there
 */
record TableAlteration(Table table, boolean holdsRows, Defaults defaults) implements Alteration.Cases<Table> {
    private Schema schema() {
        return table.schema();
    }

    private Column column(Name name) {
        return schema().column(name.text())
                .orElseThrow(() -> new EngineException(
                                ErrorCode.COLUMN_NOT_FOUND, "table " + table.name() + " has no column " + name.text())
                        .at(name.position()));
    }

    private void requireFree(Name name) {
        if (schema().column(name.text()).isPresent()) {
            throw new EngineException(
                            ErrorCode.ALREADY_EXISTS,
                            "Column '" + name.text() + "' of table '" + table.name() + "' already exists")
                    .at(name.position());
        }
    }

    @Override
    public Table ofAddColumn(Alteration.AddColumn alteration) {
        Name name = alteration.name();
        if (alteration.ifNotExists() && schema().column(name.text()).isPresent()) {
            return table;
        }
        requireFree(name);
        if (schema().columns().size() == Schema.MAX_COLUMNS) {
            throw refused(name, "add column", "a table has at most 1,000 columns");
        }
        Column column = alteration.column();
        Constant initial = initial(name, column);
        if (holdsRows && column.notNull() && initial.value() == null) {
            throw refused(name, "add NOT NULL column", "the table holds rows, and it has no DEFAULT for them");
        }
        return table.with(schema().with(new Column(
                table.nextColumnId(), column.name(), column.type(), column.notNull(), column.defaultValue(), initial)));
    }

    /** The default, evaluated once for all rows that are there. */
    private Constant initial(Name name, Column column) {
        if (!holdsRows || column.defaultValue() instanceof Constant) {
            return holdsRows ? (Constant) column.defaultValue() : Constant.NULL;
        }
        if (((Generator) column.defaultValue()).givesIds()) {
            throw refused(
                    name,
                    "add column",
                    "the table holds rows, which would all get the same id; add it without DEFAULT, then ALTER COLUMN "
                            + column.name() + " SET DEFAULT");
        }
        try {
            return Constant.of(defaults.value(column));
        } catch (EngineException e) {
            throw e.at(name.position());
        }
    }

    @Override
    public Table ofDropColumn(Alteration.DropColumn alteration) {
        Name name = alteration.name();
        if (alteration.ifExists() && schema().column(name.text()).isEmpty()) {
            return table;
        }
        Column column = column(name);
        requireNotKey(column, name, "drop column");
        if (schema().columns().size() == 1) {
            throw refused(name, "drop column", "it is the only one; DROP TABLE drops the table");
        }
        return table.with(schema().without(column));
    }

    @Override
    public Table ofRenameColumn(Alteration.RenameColumn alteration) {
        Column column = column(alteration.from());
        String newName = alteration.to().text();
        if (!newName.equalsIgnoreCase(column.name())) {
            requireFree(alteration.to());
        }
        return newName.equals(column.name()) ? table : table.with(schema().replacing(column.withName(newName)));
    }

    @Override
    public Table ofChangeType(Alteration.ChangeType alteration) {
        Column column = column(alteration.name());
        if (alteration.type().equals(column.type())) {
            return table;
        }
        requireNotKey(column, alteration.name(), "change the type of column");
        if (!Widening.isPossible(column.type(), alteration.type())) {
            throw new EngineException(
                            ErrorCode.TYPE_MISMATCH,
                            "Cannot change column " + column.name() + " of " + table.name() + " from "
                                    + column.type().sqlName() + " to "
                                    + alteration.type().sqlName()
                                    + ": not every value of the old type is one of the new")
                    .at(alteration.typePosition());
        }
        if (column.defaultValue() instanceof Generator generator && !generator.fits(alteration.type())) {
            throw refused(
                    alteration.name(),
                    "change the type of column",
                    "its DEFAULT " + generator.sql() + " does not fit the new type");
        }
        return table.with(schema().replacing(column.widened(alteration.type())));
    }

    @Override
    public Table ofSetDefault(Alteration.SetDefault alteration) {
        Column column = column(alteration.name());
        ColumnDefault value = alteration.value().apply(column);
        return value.equals(column.defaultValue()) ? table : table.with(schema().replacing(column.withDefault(value)));
    }

    @Override
    public Table ofSetNotNull(Alteration.SetNotNull alteration) {
        Column column = column(alteration.name());
        if (column.notNull() == alteration.notNull()) {
            return table;
        }
        if (alteration.notNull() && holdsRows) {
            throw refused(
                    alteration.name(), "set NOT NULL on column", "the table holds rows, which may hold NULL in it");
        }
        requireNotKey(column, alteration.name(), "drop NOT NULL of column");
        return table.with(schema().replacing(column.withNotNull(alteration.notNull())));
    }

    @Override
    public Table ofSetProperties(Alteration.SetProperties alteration) {
        boolean stream = table.kind() == TableKind.STREAM;
        if (table.kind().isPerUser() && alteration.accessLevel().isPresent()) {
            throw refused(alteration, "ACCESS_LEVEL is for SHARED tables");
        }
        if (stream && alteration.flushPolicy().isPresent()) {
            throw refused(alteration, "a STREAM table is never flushed and has no flush policy");
        }
        if (stream && alteration.ttlSeconds().orElse(1) == 0) {
            throw refused(alteration, "a STREAM table needs a TTL");
        }
        return table.with(
                        alteration.flushPolicy().orElse(table.flushPolicy()),
                        alteration.accessLevel().orElse(table.accessLevel()))
                .withTtlSeconds(alteration.ttlSeconds().orElse(table.ttlSeconds()));
    }

    private EngineException refused(Alteration.SetProperties alteration, String why) {
        return new EngineException(ErrorCode.INVALID_SQL, "Cannot alter " + table.name() + ": " + why)
                .at(alteration.position());
    }

    private void requireNotKey(Column column, Name name, String action) {
        if (column.id() == schema().keyColumnId()) {
            throw refused(name, action, "it is the PRIMARY KEY");
        }
    }

    private EngineException refused(Name name, String action, String why) {
        return new EngineException(
                        ErrorCode.CONSTRAINT_VIOLATION,
                        "Cannot " + action + " " + name.text() + " of " + table.name() + ": " + why)
                .at(name.position());
    }
}
