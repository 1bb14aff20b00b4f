package dev.firn.engine.statement;

import dev.firn.engine.query.QueryResult;

/** What one statement answers. */
public sealed interface StatementResult {
    /** Rows, still open: the reader closes them. */
    record Rows(QueryResult rows) implements StatementResult {}

    /**
     * A count and a sentence, for DDL, DML and commands.
     *
     * @param message as the contract spells it: {@code Inserted 1 row(s)}
     */
    record Done(long rowCount, String message) implements StatementResult {}
}
