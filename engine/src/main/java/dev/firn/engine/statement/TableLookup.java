package dev.firn.engine.statement;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.TableReference;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Finds tables by name for a caller. One that the caller may not know of is missing.
 *
 * @param namespace of unqualified names, in lower case
 */
record TableLookup(Caller caller, Optional<String> namespace) {
    /** The full name of a table that is not one of the system's. */
    TableName name(TableReference reference) {
        TableName name = readName(reference);
        if (SystemTables.isSystem(name)) {
            throw new EngineException(
                            ErrorCode.PERMISSION_DENIED, "Cannot change " + name + ": system tables can only be read")
                    .at(reference.position());
        }
        return name;
    }

    /** The full name of a table. */
    TableName readName(TableReference reference) {
        String full = reference
                .namespace()
                .map(Name::text)
                .or(() -> namespace)
                .orElseThrow(() -> new EngineException(
                                ErrorCode.NAMESPACE_NOT_FOUND,
                                "table " + reference.table().text() + " has no namespace, and neither has the request")
                        .at(reference.position()));
        return new TableName(full, reference.table().text());
    }

    /** The table that the caller may read; NAMESPACE_NOT_FOUND or TABLE_NOT_FOUND without it. */
    Table find(Catalog catalog, TableName name) {
        requireNamespace(catalog, name.namespace());
        Table table = catalog.table(name)
                .orElseThrow(() -> new EngineException(ErrorCode.TABLE_NOT_FOUND, "table " + name + " does not exist"));
        Rights.requireRead(caller, table);
        return table;
    }

    /** The table that the caller has a right to; what is wrong lies at a position of the request. */
    Table find(Catalog catalog, TableName name, int position, BiConsumer<Caller, Table> right) {
        return located(position, () -> {
            Table table = find(catalog, name);
            right.accept(caller, table);
            return table;
        });
    }

    /**
     * The tables that the caller may know of.
     *
     * @param namespace which must exist; empty for all
     */
    List<Table> known(Catalog catalog, Optional<Name> namespace) {
        namespace.ifPresent(name -> located(name.position(), () -> {
            requireNamespace(catalog, name.text());
            return name;
        }));
        return catalog.tables().stream()
                .filter(table -> Rights.knows(caller, table))
                .filter(table -> namespace
                        .map(name -> table.name().namespace().equals(name.text()))
                        .orElse(true))
                .toList();
    }

    static void requireNamespace(Catalog catalog, String name) {
        if (!catalog.hasNamespace(name)) {
            throw new EngineException(ErrorCode.NAMESPACE_NOT_FOUND, "namespace " + name + " does not exist");
        }
    }

    /** Gives a failure without a position this one. */
    static <T> T located(int position, Supplier<T> action) {
        try {
            return action.get();
        } catch (EngineException e) {
            throw e.position().isPresent() || position == 0 ? e : e.at(position);
        }
    }
}
