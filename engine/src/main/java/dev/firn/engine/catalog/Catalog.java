package dev.firn.engine.catalog;

import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/** One immutable version of the catalog. */
public interface Catalog {
    boolean hasNamespace(String name);

    /** Namespaces in order of name. */
    Collection<Namespace> namespaces();

    Optional<Table> table(TableName name);

    Optional<Table> table(int tableId);

    /** Tables in order of name. */
    Collection<Table> tables();

    /** The id of a scope that has held a row. */
    OptionalLong scopeId(int tableId, TableScope scope);

    Optional<User> user(String id);

    /** Users in order of id. */
    Collection<User> users();
}
