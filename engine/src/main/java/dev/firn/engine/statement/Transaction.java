package dev.firn.engine.statement;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.KeptAnswer;
import dev.firn.engine.commit.PendingRows;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.HeldView;
import dev.firn.engine.query.Queries;
import dev.firn.engine.query.Relation;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements that read one view and what they have written themselves, and whose net effect is committed as a whole:
 * snapshot isolation, the first committer wins. One thread works on it at a time.
 */
final class Transaction implements Work, AutoCloseable {
    private final Committer committer;
    private final Queries queries;
    private final Map<Integer, PendingRows> pending = new LinkedHashMap<>();
    private @Nullable HeldView held;

    Transaction(Committer committer, Queries queries) {
        this.committer = committer;
        this.queries = queries;
    }

    /** Begins, or goes on after a rest; QUERY_CANCELLED when the rest was too long. */
    void work() {
        if (held == null) {
            held = queries.hold(committer.acquire());
        }
        held.work();
    }

    /** Rests until {@link #work}; for so long only the client holds the view. */
    void rest() {
        if (held != null) {
            held.rest();
        }
    }

    @Override
    public ReadView acquire() {
        if (held == null) {
            throw new IllegalStateException("the transaction has not begun");
        }
        return held.retained();
    }

    @Override
    public Relation.ScopeRows rows(ReadView view, Table table, TableScope scope) {
        PendingRows written = pending.get(table.id());
        if (written == null) {
            return new Relation.ScopeRows(table, view.scope(table.id(), scope));
        }
        List<Relation.HeldRow> rows = new ArrayList<>();
        written.forEachRow(scope, (row, seq) -> rows.add(new Relation.HeldRow(seq, row)));
        List<Long> replaced = new ArrayList<>();
        written.forEachReplaced(scope, replaced::add);
        return new Relation.ScopeRows(
                table, view.scope(table.id(), scope), new Relation.HeldRows(table, rows), replaced);
    }

    @Override
    public void write(RowBatch batch) {
        long bytes = batch.heldBytes();
        for (PendingRows rows : pending.values()) {
            bytes += rows.heldBytes();
        }
        if (bytes > RowChange.MAX_BYTES) {
            throw new EngineException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "Cannot run the transaction: it writes more than 256 MiB; nothing is stored");
        }
        Table table = batch.table();
        try (ReadView view = acquire()) {
            pending.computeIfAbsent(table.id(), id -> new PendingRows(table, view))
                    .add(batch);
        }
    }

    @Override
    public boolean reruns() {
        return false;
    }

    @Override
    public Optional<Transaction> transaction() {
        return Optional.of(this);
    }

    /** Stores what the statements wrote, and ends. */
    StatementResult commit() {
        return commit(net -> {
            if (!net.isEmpty()) {
                committer.commit(net);
            }
        });
    }

    /** The same, with the answer that a repeated request gets. */
    void commit(IdempotencyKey key, KeptAnswer answer) {
        work();
        commit(net -> committer.commit(net, key, 0, answer));
    }

    private StatementResult commit(Consumer<List<RowBatch>> store) {
        try {
            store.accept(net());
        } catch (EngineException e) {
            throw e.code() == ErrorCode.CONSTRAINT_VIOLATION ? keyTaken(e) : e;
        } finally {
            close();
        }
        return new StatementResult.Done(0, "Transaction committed");
    }

    private List<RowBatch> net() {
        return pending.values().stream()
                .map(PendingRows::net)
                .filter(batch -> batch.size() > 0)
                .toList();
    }

    /** Its own keys were free in its view, so that another transaction has committed one of them since. */
    private static EngineException keyTaken(EngineException cause) {
        return new EngineException(
                ErrorCode.TRANSACTION_CONFLICT,
                "Cannot commit: a key that the transaction writes was taken meanwhile; try again",
                cause);
    }

    StatementResult rollback() {
        close();
        return new StatementResult.Done(0, "Transaction rolled back");
    }

    /** Gives up what is not committed. */
    @Override
    public void close() {
        pending.clear();
        if (held != null) {
            held.close();
        }
    }
}
