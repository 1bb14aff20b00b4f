package dev.firn.engine.statement;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Defaults;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Creates and drops namespaces and tables. The committer decides; looking first only serves IF [NOT] EXISTS. */
record DefinitionTasks(Session session) {
    StatementResult createNamespace(Statement.CreateNamespace statement) {
        String name = statement.name().text();
        return define(
                statement.name().position(),
                statement.ifNotExists() ? Set.of(ErrorCode.ALREADY_EXISTS) : Set.of(),
                "Namespace '" + name + "' already exists",
                () -> {
                    session.committer().createNamespace(name, session.caller().userId());
                    return "Namespace '" + name + "' created";
                });
    }

    StatementResult dropNamespace(Statement.DropNamespace statement) {
        String name = statement.name().text();
        return define(
                statement.name().position(),
                statement.ifExists() ? Set.of(ErrorCode.NAMESPACE_NOT_FOUND) : Set.of(),
                "Namespace '" + name + "' does not exist",
                () -> {
                    if (statement.cascade()) {
                        int tables = session.committer().dropNamespaceAndTables(name);
                        return "Namespace '" + name + "' dropped with " + tables + " table(s)";
                    }
                    session.committer().dropNamespace(name);
                    return "Namespace '" + name + "' dropped";
                });
    }

    StatementResult createTable(Statement.CreateTable statement, TableName name) {
        return define(
                statement.table().position(),
                statement.ifNotExists() ? Set.of(ErrorCode.ALREADY_EXISTS) : Set.of(),
                "Table '" + name + "' already exists",
                () -> {
                    Rights.requireCreateTable(
                            session.caller(),
                            statement.kind(),
                            session.settings().usersCreateTables());
                    session.committer().createTable(newTable(statement, name));
                    return "Table '" + name + "' created";
                });
    }

    private Committer.NewTable newTable(Statement.CreateTable statement, TableName name) {
        return new Committer.NewTable(
                name,
                statement.kind(),
                statement.accessLevel(),
                session.caller().userId(),
                statement.flushPolicy().orElse(session.settings().defaultFlushPolicy()),
                statement.columns(),
                statement.keyColumn().orElse(""),
                statement.ttlSeconds());
    }

    StatementResult alterTable(Statement.AlterTable statement, TableName name) {
        return TableLookup.located(statement.table().position(), () -> {
            Table seen = inCatalog(catalog -> session.lookup().find(catalog, name));
            Rights.requireAlterTable(session.caller(), seen);
            Defaults defaults = session.defaults();
            session.committer()
                    .alterTable(
                            seen,
                            (table, holdsRows) ->
                                    statement.alteration().accept(new TableAlteration(table, holdsRows, defaults)));
            return new StatementResult.Done(0, "Table '" + name + "' altered");
        });
    }

    StatementResult dropTable(Statement.DropTable statement, TableName name) {
        return define(
                statement.table().position(),
                statement.ifExists() ? Set.of(ErrorCode.NAMESPACE_NOT_FOUND, ErrorCode.TABLE_NOT_FOUND) : Set.of(),
                "Table '" + name + "' does not exist",
                () -> {
                    Table table = inCatalog(catalog -> session.lookup().find(catalog, name));
                    Rights.requireDropTable(session.caller(), table);
                    if (statement.kind().isPresent() && statement.kind().get() != table.kind()) {
                        throw new EngineException(
                                ErrorCode.INVALID_SQL, "Cannot drop " + name + ": it is a " + table.kind() + " table");
                    }
                    session.committer().dropTable(table);
                    return "Table '" + name + "' dropped";
                });
    }

    void requireNamespace(Name namespace) {
        TableLookup.located(
                namespace.position(),
                () -> inCatalog(catalog -> {
                    TableLookup.requireNamespace(catalog, namespace.text());
                    return namespace;
                }));
    }

    Table requireTable(TableName name, int position) {
        return TableLookup.located(
                position, () -> inCatalog(catalog -> session.lookup().find(catalog, name)));
    }

    /** A table's kind and its options, as {@code WITH} spells them. */
    String options(TableName name, int position) {
        Table table = requireTable(name, position);
        List<String> options = new ArrayList<>();
        if (table.kind() == TableKind.SHARED) {
            options.add("ACCESS_LEVEL = '" + table.accessLevel() + "'");
        }
        if (table.kind().isFlushed()) {
            options.add("FLUSH_POLICY = '" + table.flushPolicy().spelling() + "'");
        }
        if (table.ttlSeconds() > 0) {
            options.add("TTL_SECONDS = " + table.ttlSeconds());
        }
        return table.kind() + " table '" + name + "' WITH (" + String.join(", ", options) + ")";
    }

    private <T> T inCatalog(Function<Catalog, T> read) {
        try (ReadView view = session.committer().acquire()) {
            return read.apply(view.catalog());
        }
    }

    /** A change of the catalog; answers what it did. */
    private interface Definition {
        String apply();
    }

    private static StatementResult define(
            int position, Set<ErrorCode> tolerated, String toleratedMessage, Definition definition) {
        try {
            return new StatementResult.Done(0, TableLookup.located(position, definition::apply));
        } catch (EngineException e) {
            if (tolerated.contains(e.code())) {
                return new StatementResult.Done(0, toleratedMessage);
            }
            throw e;
        }
    }
}
