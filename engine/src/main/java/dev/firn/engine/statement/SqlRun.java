package dev.firn.engine.statement;

import dev.firn.engine.query.QueryResult;
import dev.firn.engine.sql.SqlScript;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one request, parsed and authorised as a whole, run one by one as the reader asks for their results.
 * A failure of a statement ends the run; earlier statements stay committed. One thread reads it; only {@link #cancel}
 * may come from another.
 */
public final class SqlRun implements AutoCloseable {
    private final List<Task> tasks;
    private final boolean endsInRows;
    private final Runnable onClose;
    private int next;
    private @Nullable QueryResult open;
    private volatile boolean cancelled;

    SqlRun(List<Task> tasks, boolean endsInRows, Runnable onClose) {
        this.tasks = List.copyOf(tasks);
        this.endsInRows = endsInRows;
        this.onClose = onClose;
    }

    /** True when the last statement, if it succeeds, has rows. */
    public boolean endsInRows() {
        return endsInRows;
    }

    /** True while a statement is left. */
    public boolean hasNext() {
        return next < tasks.size();
    }

    /** Runs the next statement; rows of the one before are closed first. */
    public StatementResult next() {
        closeRows();
        int index = next++;
        try {
            requireNotCancelled();
            StatementResult result = tasks.get(index).run();
            if (!(result instanceof StatementResult.Rows rows)) {
                return result;
            }
            open = rows.rows();
            return tasks.size() == 1
                    ? rows
                    : new StatementResult.Rows(new BatchRows(rows.rows(), index), rows.message());
        } catch (EngineException e) {
            next = tasks.size();
            throw tasks.size() == 1 ? e : e.prefixed(SqlScript.failedPrefix(index));
        }
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
        next = tasks.size();
        try {
            closeRows();
        } finally {
            onClose.run();
        }
    }
}
