package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.Relation;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A statement that writes rows: tried anew on a fresh view when another writer was faster. */
abstract class RowChange implements Task {
    static final int MAX_TRIES = 10;
    static final long MAX_BYTES = 256L << 20;

    final Session session;
    private final Optional<TableName> changed;
    private final Returning returning;

    /** @param changed the table whose stored rows the statement may change; new rows overtake nobody */
    RowChange(Session session, Optional<TableName> changed, Returning returning) {
        this.session = session;
        this.changed = changed;
        this.returning = returning;
    }

    @Override
    public final StatementResult run() {
        try (Turns.Turn turn = session.turns().of(changedRows())) {
            for (int tries = 1; ; tries++) {
                turn.await(tries > 1);
                try (ReadView view = session.work().acquire()) {
                    return attempt(view);
                } catch (EngineException e) {
                    boolean overtaken = e.code() == ErrorCode.TRANSACTION_CONFLICT;
                    if (!overtaken || tries == MAX_TRIES || !session.work().reruns()) {
                        throw located(e);
                    }
                }
            }
        }
    }

    /** What stands for the stored rows that the statement may change: those with equal ones can overtake each other. */
    private Optional<Object> changedRows() {
        return session.work().reruns()
                ? changed.map(name -> List.of(name, session.caller().userId()))
                : Optional.empty();
    }

    /** Stores everything or nothing, by what one view shows. */
    abstract StatementResult attempt(ReadView view);

    /** The character of the request's SQL at which a row of the batch comes from. */
    abstract int position(int row);

    /** A row that is refused is named by its index in the batch; the client finds it by its position. */
    private EngineException located(EngineException failure) {
        if (failure.details().get("row") instanceof Integer row) {
            int position = failure.position().orElseGet(() -> position(row));
            return new EngineException(failure.code(), String.valueOf(failure.getMessage()), failure).at(position);
        }
        return failure;
    }

    /** Stores the rows of an INSERT or UPDATE, which it returns as they are now. */
    final StatementResult store(ReadView view, RowBatch batch, String verb) {
        return store(view, batch, returning.isEmpty() ? List.of() : held(batch.rows()), verb);
    }

    /**
     * Stores the rows and answers. What RETURNING says is computed before, so that nothing is stored when it fails.
     *
     * @param returned the rows to return, when the statement returns any
     */
    final StatementResult store(ReadView view, RowBatch batch, List<Relation.HeldRow> returned, String verb) {
        Optional<QueryResult> rows = returning.compute(view, new Relation.HeldRows(batch.table(), returned));
        if (batch.size() > 0) {
            session.work().write(batch);
        }
        String message = verb + " " + batch.size() + " row(s)";
        return rows.<StatementResult>map(result -> new StatementResult.Rows(result, Optional.of(message)))
                .orElseGet(() -> new StatementResult.Done(batch.size(), message));
    }

    private static List<Relation.HeldRow> held(List<byte[]> rows) {
        List<Relation.HeldRow> held = new ArrayList<>(rows.size());
        for (byte[] row : rows) {
            held.add(new Relation.HeldRow(0, row));
        }
        return held;
    }

    /** A batch for rows of a table, and for those that they replace on a view. */
    final RowBatch batch(Table table, ReadView view) {
        return new RowBatch(table, session.nowMicros(), view.horizon());
    }

    static void requireWithinLimit(long bytes) {
        if (bytes > MAX_BYTES) {
            throw new EngineException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "Cannot run the statement: it writes more than 256 MiB; nothing is stored");
        }
    }
}
