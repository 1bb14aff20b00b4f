package dev.firn.engine.statement;

import dev.firn.engine.query.QueryResult;
import dev.firn.engine.sql.SqlScript;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one request, parsed and authorised as a whole, run one by one as the reader asks for their results.
 * A failure of a statement ends the run and takes back the transaction that it belongs to; what was committed before
 * stays. One thread reads it; only {@link #cancel} may come from another.
 */
public final class SqlRun implements AutoCloseable {
    private final List<Step> steps;
    private final boolean endsInRows;
    private final Runnable onClose;
    private int next;
    private @Nullable QueryResult open;
    private volatile boolean cancelled;

    /** A statement that is ready to run, with the transaction that it begins, belongs to or ends. */
    record Step(Task task, Optional<Transaction> transaction) {}

    SqlRun(List<Step> steps, boolean endsInRows, Runnable onClose) {
        this.steps = List.copyOf(steps);
        this.endsInRows = endsInRows;
        this.onClose = onClose;
    }

    /** True when the last statement, if it succeeds, has rows. */
    public boolean endsInRows() {
        return endsInRows;
    }

    /** True while a statement is left. */
    public boolean hasNext() {
        return next < steps.size();
    }

    /** Runs the next statement; rows of the one before are closed first. */
    public StatementResult next() {
        closeRows();
        int index = next;
        next = steps.size();
        Step step = steps.get(index);
        try {
            requireNotCancelled();
            step.transaction().ifPresent(Transaction::work);
            StatementResult result = step.task().run();
            step.transaction().ifPresent(Transaction::rest);
            next = index + 1;
            if (!(result instanceof StatementResult.Rows rows)) {
                return result;
            }
            open = rows.rows();
            return steps.size() == 1 ? rows : new StatementResult.Rows(batchRows(index, rows.rows()), rows.message());
        } catch (EngineException e) {
            throw failed(index, e);
        }
    }

    /** Each row that is read shows that the client is still there. */
    private QueryResult batchRows(int index, QueryResult rows) {
        Optional<Transaction> transaction = steps.get(index).transaction();
        return new BatchRows(rows, () -> transaction.ifPresent(Transaction::rest), e -> {
            next = steps.size();
            return failed(index, e);
        });
    }

    /** Takes back the transaction of a statement that failed, and says in the failure what that concerns. */
    private EngineException failed(int index, EngineException failure) {
        EngineException failed = steps.size() == 1 ? failure : failure.prefixed(SqlScript.failedPrefix(index));
        Optional<Transaction> transaction = steps.get(index).transaction();
        if (transaction.isEmpty()) {
            return failed;
        }
        transaction.get().close();
        int first = index;
        while (first > 0 && steps.get(first - 1).transaction().equals(transaction)) {
            first--;
        }
        return failed.with("rolled_back", index - first);
    }

    /** Lets no further statement begin. */
    void cancel() {
        cancelled = true;
    }

    private void requireNotCancelled() {
        if (cancelled) {
            throw new EngineException(ErrorCode.QUERY_CANCELLED, "the request was cancelled");
        }
    }

    private void closeRows() {
        QueryResult rows = open;
        open = null;
        if (rows != null) {
            rows.close();
        }
    }

    @Override
    public void close() {
        next = steps.size();
        try {
            closeRows();
        } finally {
            steps.forEach(step -> step.transaction().ifPresent(Transaction::close));
            onClose.run();
        }
    }
}
