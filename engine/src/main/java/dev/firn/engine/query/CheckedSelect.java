package dev.firn.engine.query;

import dev.firn.engine.table.TableName;
import java.util.List;

/** A SELECT that passed the checker: it can reach nothing but the tables that it names. Made only by {@link Queries}. */
public final class CheckedSelect {
    CheckedSelect() {}

    /** The tables that the statement names, each once, in the order of their first mention. */
    public List<TableReference> tables() {
        throw new UnsupportedOperationException();
    }

    /** The highest {@code n} of its parameters {@code $n}, 0 without parameters. */
    public int highestParameter() {
        throw new UnsupportedOperationException();
    }

    /**
     * A table named in a FROM clause.
     *
     * @param position the character of the request's SQL, counted from 1, of its first mention; 0 when unknown
     */
    public record TableReference(TableName name, int position) {}
}
