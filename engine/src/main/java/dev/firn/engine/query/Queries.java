package dev.firn.engine.query;

import dev.firn.engine.commit.ReadView;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks and runs SELECTs in the one DuckDB instance of a store. Checking needs no table: {@link #check} can be called
 * for a whole request before anything runs. Every position in an error counts characters of the request's SQL from 1.
 */
public final class Queries implements AutoCloseable {
    private Queries() {}

    /** Opens the instance and locks its configuration. */
    public static Queries open(QuerySettings settings) {
        throw new UnsupportedOperationException();
    }

    /**
     * Checks a query: one SELECT, WITH, VALUES, FROM or TABLE statement, nothing after it but {@code ;}.
     *
     * @param namespace of unqualified table names; empty makes one NAMESPACE_NOT_FOUND
     * @throws dev.firn.engine.table.EngineException INVALID_SQL for everything that is not allowed, with its position
     */
    public CheckedSelect check(SqlText select, Optional<String> namespace) {
        throw new UnsupportedOperationException();
    }

    /**
     * Checks what an UPDATE or DELETE reads: for each row that fulfils the predicate {@code _seq} (result column 0), the
     * named columns, then the expressions, in this order. Each expression and the predicate must be one single
     * expression over the table's columns; subqueries are allowed.
     */
    public CheckedSelect checkMatch(Match match, Optional<String> namespace) {
        throw new UnsupportedOperationException();
    }

    /** Checks expressions that name no column, as in INSERT … VALUES; the result is one row. */
    public CheckedSelect checkConstants(List<SqlText> expressions, Optional<String> namespace) {
        throw new UnsupportedOperationException();
    }

    /**
     * Runs a checked statement on one view. The view now belongs to the result, which closes it; when this method
     * throws, the view is closed.
     */
    public QueryResult run(CheckedSelect select, QueryContext context, ReadView view, Relations relations) {
        throw new UnsupportedOperationException();
    }

    /** Cancels every run of that id; false when there is none. */
    public boolean cancel(UUID queryId) {
        throw new UnsupportedOperationException();
    }

    /** Cancels what runs, waits for it and closes the instance. */
    @Override
    public void close() {}
}
