package dev.firn.engine.monitor;

import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which tables to list.
 *
 * @param namespace of tables of this namespace
 * @param name of tables with this in their name, in any case
 * @param kinds empty for every kind
 */
public record TableQuery(Optional<String> namespace, Optional<String> name, Set<TableKind> kinds, Paging<Sort> paging) {
    public TableQuery {
        kinds = Set.copyOf(kinds);
    }

    /** By what tables are sorted: {@code NAME} by namespace, then name. */
    public enum Sort {
        NAME,
        BUFFERED_ROWS,
        BUFFERED_BYTES,
        OLDEST,
        SHARE
    }

    boolean matches(Table table) {
        return namespace.map(table.name().namespace()::equalsIgnoreCase).orElse(true)
                && name.map(part -> table.name().table().contains(part.toLowerCase(Locale.ROOT)))
                        .orElse(true)
                && (kinds.isEmpty() || kinds.contains(table.kind()));
    }
}
