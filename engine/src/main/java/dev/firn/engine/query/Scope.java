package dev.firn.engine.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one query node can name: the CTEs declared on it and the items of its FROM clause, then those around it. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, String> ctes = new HashMap<>();
    private final List<FromItem> items = new ArrayList<>();

    private Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    static Scope outermost() {
        return new Scope(null);
    }

    Scope inner() {
        return new Scope(this);
    }

    void declare(String cte, String freshName) {
        ctes.put(cte.toLowerCase(Locale.ROOT), freshName);
    }

    void add(FromItem item) {
        items.add(item);
    }

    /** The new name of the CTE that an unqualified name means here. */
    Optional<String> cte(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Scope scope = this; scope != null; scope = scope.outer) {
            String fresh = scope.ctes.get(lower);
            if (fresh != null) {
                return Optional.of(fresh);
            }
        }
        return Optional.empty();
    }

    /** True when {@code namespace.table} names an item without an alias of its own, here or around. */
    boolean isQualifiedItem(String namespace, String table) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            for (FromItem item : scope.items) {
                if (item.namespace().equalsIgnoreCase(namespace) && item.alias().equalsIgnoreCase(table)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The item that an alias names, here or around. */
    Optional<FromItem> item(String alias) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            for (FromItem item : scope.items) {
                if (item.alias().equalsIgnoreCase(alias)) {
                    return Optional.of(item);
                }
            }
        }
        return Optional.empty();
    }

    /** True when no column can be named: neither this node nor one around it has a FROM clause. */
    boolean isEmpty() {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            if (!scope.items.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** The items of this node alone. */
    List<FromItem> items() {
        return items;
    }

    /**
     * An item of a FROM clause.
     *
     * @param alias the name that qualifies its columns
     * @param namespace of a table without an alias of its own, else empty
     * @param table true for a table, which can show system columns; false for CTEs, subqueries and functions
     * @param starred true when {@code *} includes it: false on the right of a semi or anti join
     */
    record FromItem(String alias, String namespace, boolean table, boolean starred) {}
}
