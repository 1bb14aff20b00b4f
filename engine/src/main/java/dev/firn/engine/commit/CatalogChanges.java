package dev.firn.engine.commit;

import dev.firn.engine.catalog.Namespace;
import dev.firn.engine.catalog.User;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The changes of namespaces, tables and users: what each needs to be so in the catalog that it meets, and what it does. */
final class CatalogChanges {
    private CatalogChanges() {}

    static Change<String> createNamespace(String name, String creator) {
        return commit -> {
            if (commit.catalog().hasNamespace(name)) {
                throw new EngineException(ErrorCode.ALREADY_EXISTS, "namespace " + name + " already exists");
            }
            commit.create(new Namespace(name, creator, commit.nowMicros()));
            return name;
        };
    }

    static Change<String> dropNamespace(String name) {
        return commit -> {
            requireNamespace(commit, name);
            for (Table table : commit.catalog().tables()) {
                if (table.name().namespace().equals(name)) {
                    throw new EngineException(
                            ErrorCode.CONSTRAINT_VIOLATION,
                            "Cannot drop namespace " + name + ": it holds table " + table.name());
                }
            }
            commit.dropNamespace(name);
            return name;
        };
    }

    static Change<Integer> dropNamespaceAndTables(String name) {
        return commit -> {
            requireNamespace(commit, name);
            List<Table> tables = commit.catalog().tables().stream()
                    .filter(table -> table.name().namespace().equals(name))
                    .toList();
            tables.forEach(commit::drop);
            commit.dropNamespace(name);
            return tables.size();
        };
    }

    static Change<Table> createTable(Committer.NewTable wanted) {
        return commit -> {
            requireNamespace(commit, wanted.name().namespace());
            if (commit.catalog().table(wanted.name()).isPresent()) {
                throw new EngineException(ErrorCode.ALREADY_EXISTS, "table " + wanted.name() + " already exists");
            }
            Table table = new Table(
                    commit.catalog().nextTableId(),
                    wanted.name(),
                    wanted.kind(),
                    wanted.accessLevel(),
                    wanted.creator(),
                    wanted.flushPolicy(),
                    List.of(schema(wanted)),
                    commit.nowMicros(),
                    wanted.ttlSeconds(),
                    0);
            commit.create(table);
            return table;
        };
    }

    private static Schema schema(Committer.NewTable wanted) {
        List<Column> columns = new ArrayList<>();
        int keyColumnId = 0;
        for (Column column : wanted.columns()) {
            int id = columns.size() + 1;
            boolean key = column.name().equalsIgnoreCase(wanted.keyColumn());
            keyColumnId = key ? id : keyColumnId;
            columns.add(column.withId(id).withNotNull(column.notNull() || key));
        }
        return new Schema(1, columns, keyColumnId);
    }

    private static void requireNamespace(Commit commit, String name) {
        if (!commit.catalog().hasNamespace(name)) {
            throw new EngineException(ErrorCode.NAMESPACE_NOT_FOUND, "namespace " + name + " does not exist");
        }
    }

    static Change<Table> dropTable(Table table) {
        return commit -> {
            if (commit.catalog().table(table.id()).isEmpty()) {
                throw new EngineException(ErrorCode.TABLE_NOT_FOUND, "table " + table.name() + " does not exist");
            }
            commit.drop(table);
            return table;
        };
    }

    static Change<User> createUser(User user) {
        return commit -> {
            if (commit.catalog().user(user.id()).isPresent()) {
                throw new EngineException(ErrorCode.ALREADY_EXISTS, "user " + user.id() + " already exists");
            }
            if (commit.catalog().holdsRowsOfDroppedUser(user.id())) {
                throw new EngineException(
                        ErrorCode.ALREADY_EXISTS,
                        "Cannot create user " + user.id() + ": rows of a dropped user of that id are still stored");
            }
            commit.put(user);
            return user;
        };
    }

    static Change<User> alterUser(String id, UnaryOperator<User> change) {
        return commit -> {
            User changed = change.apply(requireUser(commit, id));
            if (changed.role() != Role.DBA) {
                requireOtherDba(commit, id);
            }
            commit.put(changed);
            return changed;
        };
    }

    static Change<String> dropUser(String id) {
        return commit -> {
            requireUser(commit, id);
            requireOtherDba(commit, id);
            commit.dropUser(id);
            return id;
        };
    }

    /** A store without a dba could never have one again. */
    private static void requireOtherDba(Commit commit, String id) {
        boolean other = commit.catalog().users().stream()
                .anyMatch(user -> user.role() == Role.DBA && !user.id().equals(id));
        if (!other) {
            throw new EngineException(
                    ErrorCode.CONSTRAINT_VIOLATION, "Cannot take role dba from user " + id + ": nobody else has it");
        }
    }

    private static User requireUser(Commit commit, String id) {
        return commit.catalog()
                .user(id)
                .orElseThrow(() -> new EngineException(ErrorCode.NOT_FOUND, "user " + id + " does not exist"));
    }
}
