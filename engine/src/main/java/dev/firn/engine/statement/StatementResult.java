package dev.firn.engine.statement;

import dev.firn.engine.query.QueryResult;
import java.util.Optional;

/** What one statement answers. */
public sealed interface StatementResult {
    /**
     * Rows, still open: the reader closes them.
     *
     * @param message of a statement that changed the rows that it returns, as {@link Done} has it; of DESCRIBE, the table's
     *     options
     */
    record Rows(QueryResult rows, Optional<String> message) implements StatementResult {}

    /**
     * A count and a sentence, for DDL, DML and commands.
     *
     * @param message as the contract spells it: {@code Inserted 1 row(s)}
     */
    record Done(long rowCount, String message) implements StatementResult {}
}
