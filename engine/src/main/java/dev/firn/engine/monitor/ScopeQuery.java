package dev.firn.engine.monitor;

import dev.firn.engine.table.TableScope;
import java.util.Locale;
import java.util.Optional;

/**
 * Which scopes of a table to list.
 *
 * @param user of users with this in their id, in any case
 */
public record ScopeQuery(Optional<String> user, Paging<Sort> paging) {
    /** By what scopes are sorted: {@code USER} by the user's id. */
    public enum Sort {
        USER,
        BUFFERED_ROWS,
        BUFFERED_BYTES,
        OLDEST
    }

    boolean matches(TableScope scope) {
        return user.map(part -> scope.userId().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }
}
