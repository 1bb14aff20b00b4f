package dev.firn.engine.query;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names and parameters of one statement. Every table and every CTE gets a new name that nobody can guess, so no name
 * that a user chose is ever looked up in a catalog: where the checker and DuckDB saw scopes differently, a query would
 * fail instead of reaching another relation.
 */
final class SelectNames {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_MENTIONS = 1_000;

    private final Optional<String> defaultNamespace;
    private final String token = "r" + Long.toHexString(RANDOM.nextLong()) + Long.toHexString(RANDOM.nextLong());
    private final Map<String, CheckedSelect.Reference> tables = new LinkedHashMap<>();
    private Optional<CheckedSelect.Reference> target = Optional.empty();
    private final Map<String, String> originals = new LinkedHashMap<>();
    private final List<BoundValue> bound = new ArrayList<>();
    private final List<CheckedSelect.Mention> mentions = new ArrayList<>();

    SelectNames(Optional<String> defaultNamespace) {
        this.defaultNamespace = defaultNamespace.map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** The table that a name means, both parts in lower case. */
    TableName table(String schema, String name, int position) {
        String namespace = schema.isEmpty()
                ? defaultNamespace.orElseThrow(() -> new EngineException(
                                ErrorCode.NAMESPACE_NOT_FOUND,
                                "Cannot find table " + name + ": it has no namespace and the request names none")
                        .at(Math.max(1, position)))
                : schema;
        return new TableName(namespace.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
    }

    /** A new name for one mention of a table. */
    String view(TableName name, int position) {
        String view = fresh(name.toString());
        tables.put(view, new CheckedSelect.Reference(name, view, position, List.of()));
        return view;
    }

    /** Notes what the rows of the mention under a new name must fulfil; a CTE's are not noted. */
    void restrict(String view, List<Condition> conditions) {
        tables.computeIfPresent(
                view, (unused, table) -> new CheckedSelect.Reference(table.name(), view, table.position(), conditions));
    }

    /** The new name of the rows that a statement returns; the table itself may be named beside them. */
    String target(TableName table) {
        String view = fresh(table.toString());
        target = Optional.of(new CheckedSelect.Reference(table, view, 0, List.of()));
        return view;
    }

    /** A new name for a relation that the user calls by the original one. */
    String fresh(String original) {
        String name = token + "_" + originals.size();
        originals.put(name, original);
        return name;
    }

    /** The place, from 1, of a value among the bound ones. */
    int bind(BoundValue value) {
        int index = bound.indexOf(value);
        if (index < 0) {
            bound.add(value);
            index = bound.size() - 1;
        }
        return index + 1;
    }

    /** Remembers where a column or table is named, for the position of a later error. */
    void mention(String name, SqlText source, long byteOffset) {
        if (mentions.size() < MAX_MENTIONS) {
            mentions.add(new CheckedSelect.Mention(name, source, byteOffset));
        }
    }

    boolean isFresh(String name) {
        return originals.containsKey(name);
    }

    CheckedSelect checked(String sql, CheckedSelect.Needs needs, Optional<Shortcut> shortcut) {
        return new CheckedSelect(
                sql,
                needs,
                shortcut,
                List.copyOf(tables.values()),
                target,
                Map.copyOf(originals),
                List.copyOf(bound),
                List.copyOf(mentions));
    }
}
