package dev.firn.engine.query;

import dev.firn.engine.table.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query that passed the checker: it can reach nothing but the tables that it names. Made only by {@link Queries}; holds
 * for every run of the same text, whoever runs it.
 */
public final class CheckedSelect {
    private final String sql;
    private final Needs needs;
    private final Optional<Shortcut> shortcut;
    private final List<Reference> references;
    private final Optional<Reference> target;
    private final Map<String, String> originalNames;
    private final List<BoundValue> bound;
    private final List<Mention> mentions;

    CheckedSelect(
            String sql,
            Needs needs,
            Optional<Shortcut> shortcut,
            List<Reference> references,
            Optional<Reference> target,
            Map<String, String> originalNames,
            List<BoundValue> bound,
            List<Mention> mentions) {
        this.sql = sql;
        this.needs = needs;
        this.shortcut = shortcut;
        this.references = references;
        this.target = target;
        this.originalNames = originalNames;
        this.bound = bound;
        this.mentions = mentions;
    }

    /** SQL that the engine has made itself, which names no table. */
    static CheckedSelect ofEngine(String sql) {
        return new CheckedSelect(
                sql,
                new Needs(false, false),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of());
    }

    /** The tables that the statement names, each once, in the order of their first mention. */
    public List<TableReference> tables() {
        Map<TableName, TableReference> tables = new LinkedHashMap<>();
        for (Reference reference : references) {
            tables.putIfAbsent(reference.name(), new TableReference(reference.name(), reference.position()));
        }
        return List.copyOf(tables.values());
    }

    /** The highest {@code n} of its parameters {@code $n}, 0 without parameters. */
    public int highestParameter() {
        return bound.stream()
                .mapToInt(value -> value instanceof BoundValue.Parameter parameter ? parameter.number() : 0)
                .max()
                .orElse(0);
    }

    /** The text that DuckDB runs, in which every table stands under its new name. */
    String sql() {
        return sql;
    }

    Needs needs() {
        return needs;
    }

    /** The way around DuckDB, when the statement has the form of one. */
    Optional<Shortcut> shortcut() {
        return shortcut;
    }

    List<Reference> references() {
        return references;
    }

    /** The rows that a RETURNING clause reads. */
    Optional<Reference> target() {
        return target;
    }

    /** New names of tables and CTEs, to the names that the user wrote. */
    Map<String, String> originalNames() {
        return originalNames;
    }

    /** The values to bind, in the order of the text's parameters. */
    List<BoundValue> bound() {
        return bound;
    }

    /** The position of the first mention of a name, ignoring case; 0 when unknown. */
    int positionOf(String name) {
        for (Mention mention : mentions) {
            if (mention.name().equalsIgnoreCase(name)) {
                return mention.source().positionOfByte(mention.byteOffset());
            }
        }
        return 0;
    }

    /**
     * A table named in a FROM clause.
     *
     * @param position the character of the request's SQL, counted from 1, of its first mention; 0 when unknown
     */
    public record TableReference(TableName name, int position) {}

    /**
     * What the statement needs of its relations.
     *
     * @param systemColumns that they show {@code _seq} and {@code _deleted}
     * @param hiddenValues that no value of a superseded version reaches an expression, see {@link FallibleExpressions}
     */
    record Needs(boolean systemColumns, boolean hiddenValues) {}

    /**
     * One mention of a table with its new name.
     *
     * @param conditions what the rows of this mention must fulfil to count
     */
    record Reference(TableName name, String view, int position, List<Condition> conditions) {
        Reference {
            conditions = List.copyOf(conditions);
        }
    }

    /** A name in a piece of the SQL. */
    record Mention(String name, SqlText source, long byteOffset) {}
}
