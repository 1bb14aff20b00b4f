package dev.firn.engine.commit;

import dev.firn.engine.catalog.User;
import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes a store. It drains a bounded queue of changes, applies each to the newest state, writes
 * one synced batch for the group, publishes a {@link ReadView} and only then answers: the order of {@code _seq} is the
 * order of commit and of visibility. Every method that changes something blocks until that is durable and visible.
 */
public final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /** What a change takes in the queue at least. */
    private static final int CHANGE_BYTES = 1024;

    private final Store store;
    private final HotRowRepository rows;
    private final KeptAnswers keptAnswers;
    private final StepListener steps;
    private final Clock clock;
    private final Pressure pressure;
    private final Views views;
    private final GeneratedIds ids;
    private final StreamRows streams;
    private final Nudges nudges;
    /** The failure after which only a reopen tells what is stored; only the committer's thread uses it. */
    private @Nullable EngineException broken;

    private final ChangeQueue queue = new ChangeQueue();
    private final Thread thread;

    /** A table to create. */
    public record NewTable(
            TableName name,
            TableKind kind,
            AccessLevel accessLevel,
            String creator,
            FlushPolicy flushPolicy,
            List<Column> columns,
            String keyColumn,
            long ttlSeconds) {
        /**
         * @param columns without ids: the committer gives them from 1
         * @param keyColumn the PRIMARY KEY column's name, empty for an append-only table
         * @param ttlSeconds how long its rows live; 0 without end
         */
        public NewTable {
            columns = List.copyOf(columns);
        }

        /** A table whose rows live without end. */
        public NewTable(
                TableName name,
                TableKind kind,
                AccessLevel accessLevel,
                String creator,
                FlushPolicy flushPolicy,
                List<Column> columns,
                String keyColumn) {
            this(name, kind, accessLevel, creator, flushPolicy, columns, keyColumn, 0);
        }
    }

    /**
     * Starts the committer of an open store.
     *
     * @param activeRuns the runs that the store says are not over, by id
     */
    public Committer(
            Store store,
            DataDirectory data,
            TreePMap<String, RunEntry> activeRuns,
            StepListener steps,
            Clock clock,
            Pressure pressure) {
        this.store = store;
        this.pressure = pressure;
        this.rows = new HotRowRepository(store);
        this.keptAnswers = new KeptAnswers(store);
        this.steps = steps;
        this.clock = clock;
        State state = State.load(store, activeRuns, nowMicros());
        this.streams = new StreamRows(newestStreamWrite(state));
        this.nudges = new Nudges(pressure, streams);
        this.views = new Views(store, data, state, this::forgetUnlinked);
        pressure.published(state.buffer());
        this.ids = new GeneratedIds(
                clock::millis, Commit.reservedIdMillis(store), millis -> submit(commit -> commit.reserveIds(millis)));
        this.thread = new Thread(this::run, "firn-committer");
        thread.setDaemon(true);
        thread.start();
        views.unlinkFree();
    }

    /**
     * Registers what to call when a table's buffer reaches its policy's rows, or all together the soft limit: in the
     * committer's thread, so that it returns at once and throws nothing.
     */
    public void onDue(Runnable nudge) {
        nudges.onDue(nudge);
    }

    /**
     * Registers what to call with the id of a table that lists other data files than before: in the committer's thread, so
     * that it returns at once and throws nothing.
     */
    public void onRefiled(IntConsumer tableId) {
        nudges.onRefiled(tableId);
    }

    private long newestStreamWrite(State state) {
        return state.catalog().tables().stream()
                .filter(table -> table.kind() == TableKind.STREAM)
                .flatMap(table -> state.scopes(table.id()).stream())
                .mapToLong(rows::newestWrittenAtMicros)
                .max()
                .orElse(0);
    }

    /**
     * Bounds the encoded bytes of each STREAM table: a write that would exceed twice the bound fails.
     *
     * @param onExceeded called when a table holds more, in the committer's thread, so that it returns at once
     */
    public void limitStreams(long bytes, Runnable onExceeded) {
        streams.limit(bytes, onExceeded);
    }

    /** The newest view; the caller closes it. */
    public ReadView acquire() {
        return views.acquire(streams.instant(nowMicros()));
    }

    /** True while changes are accepted: false after a failed write and while RocksDB takes none. */
    public boolean writable() {
        return queue.isOpen();
    }

    /** What holds writers back. */
    public Pressure pressure() {
        return pressure;
    }

    /** How often the WAL was synced since the store was opened. */
    public long walSyncs() {
        return store.walSyncs();
    }

    /** Bytes of the changes that wait for the committer's thread. */
    int queuedBytes() {
        return queue.bytes();
    }

    /** The time that a row written now carries, UTC microseconds. */
    public long nowMicros() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /** The defaults of one statement of a user. */
    public Defaults defaults(String userId, long nowMicros) {
        return new Defaults(ids, nowMicros, userId);
    }

    /**
     * Stores the batch whole or not at all.
     *
     * @return the {@code _seq} of its first row; the others follow in order without a gap
     * @throws EngineException CONSTRAINT_VIOLATION for a taken key, TRANSACTION_CONFLICT when an old version was
     *     replaced meanwhile, TABLE_NOT_FOUND when the table was dropped, RATE_LIMIT_EXCEEDED or STORAGE_FULL when there is
     *     no room ({@link Pressure})
     */
    public long commit(RowBatch batch) {
        return write(commit -> commit.rows().store(batch), List.of(batch), 0);
    }

    /** Stores batches of several tables, all or none; the same failures. */
    public void commit(List<RowBatch> batches) {
        write(commit -> store(commit, batches), batches, 0);
    }

    /**
     * The same, with the answer that a repeated request gets: both or neither are stored.
     *
     * @param part of the request, from 0
     * @throws EngineException also IDEMPOTENCY_CONFLICT when an answer is kept under the key already
     */
    public void commit(List<RowBatch> batches, IdempotencyKey key, int part, KeptAnswer answer) {
        Change<Integer> change = commit -> {
            commit.rows().keep(key, part, answer);
            return store(commit, batches);
        };
        write(change, batches, answer.answer().length);
    }

    /**
     * Applies a change that stores rows, when there is room for them.
     *
     * @param moreBytes what the change takes in the queue beside the rows
     */
    private <R> R write(Change<R> change, List<RowBatch> batches, long moreBytes) {
        long streamBytes = rowBytes(batches, true);
        long flushedBytes = rowBytes(batches, false);
        if (flushedBytes > 0) {
            delay();
        }
        return submit(
                commit -> {
                    pressure.admit(commit.buffer(), flushedBytes, streamBytes);
                    return change.apply(commit);
                },
                bytes(batches) + moreBytes);
    }

    private void delay() {
        try {
            pressure.delay();
        } catch (InterruptedException e) {
            throw ChangeQueue.interrupted(e);
        }
    }

    private static long rowBytes(List<RowBatch> batches, boolean stream) {
        return batches.stream()
                .filter(batch -> (batch.table().kind() == TableKind.STREAM) == stream)
                .mapToLong(RowBatch::bytes)
                .sum();
    }

    private static int store(Commit commit, List<RowBatch> batches) {
        batches.forEach(commit.rows()::store);
        return batches.size();
    }

    private static long bytes(List<RowBatch> batches) {
        long bytes = 0;
        for (RowBatch batch : batches) {
            bytes += batch.bytes() + (long) batch.size() * Long.BYTES;
        }
        return bytes;
    }

    /** Applies a small change. */
    public <R> R submit(Change<R> change) {
        return submit(change, CHANGE_BYTES);
    }

    private <R> R submit(Change<R> change, long bytes) {
        return queue.submit(change, Math.max(bytes, CHANGE_BYTES));
    }

    private void run() {
        while (!queue.isClosed()) {
            try {
                List<Request<?>> group = queue.take();
                Optional<EngineException> refusal = refusal();
                if (refusal.isPresent()) {
                    queue.refuse(refusal.get());
                    group.forEach(request -> request.fail(refusal.get()));
                } else {
                    queue.accept();
                    commitWithRoom(group);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
        queue.failAll();
    }

    /** Why nothing can be written: after a failed write for good, unless RocksDB found no space and has some now. */
    private Optional<EngineException> refusal() {
        return broken == null ? store.refusal() : Optional.of(broken);
    }

    private void commitWithRoom(List<Request<?>> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            pressure.requireRoomForBookkeeping(
                    group.stream().mapToLong(request -> request.bytes()).sum());
        } catch (EngineException e) {
            group.forEach(request -> request.fail(e));
            return;
        }
        commitGroup(group);
    }

    private void commitGroup(List<Request<?>> group) {
        List<Request<?>> applied = new ArrayList<>(group.size());
        State before = views.newest();
        try (StoreBatch batch = store.batch()) {
            Commit commit = new Commit(before, batch, rows, keptAnswers, streams, nowMicros());
            for (Request<?> request : group) {
                if (request.apply(commit)) {
                    applied.add(request);
                }
            }
            State after = commit.finish();
            if (!batch.isEmpty()) {
                store.write(batch);
                steps.reached(StepListener.Step.WAL_WRITTEN, "");
                views.publish(after);
                pressure.published(after.buffer());
            }
            applied.forEach(Request::succeed);
            nudges.committed(commit, before, after);
        } catch (RuntimeException e) { // whatever failed here, nobody knows what is on disk
            LOG.error("A write to the store failed: it is read-only now", e);
            EngineException failure = e instanceof EngineException known
                    ? known
                    : new EngineException(
                                    ErrorCode.STORAGE_UNAVAILABLE,
                                    "a write to the store failed; it is read-only until the server is restarted",
                                    e)
                            .with("outcome", "unknown");
            broken = store.mayGoOn() ? null : failure;
            queue.refuse(failure);
            applied.forEach(request -> request.fail(failure));
        }
    }

    private void forgetUnlinked(List<Long> fileIds) {
        submit(commit -> {
            commit.unlinked(fileIds);
            return fileIds.size();
        });
    }

    // DDL and users: CatalogChanges says what each does and when it fails

    public void createNamespace(String name, String creator) {
        submit(CatalogChanges.createNamespace(name, creator));
    }

    /** Drops a namespace that holds no table. */
    public void dropNamespace(String name) {
        submit(CatalogChanges.dropNamespace(name));
    }

    /** Drops a namespace with its tables, all at once; answers how many. */
    public int dropNamespaceAndTables(String name) {
        return submit(CatalogChanges.dropNamespaceAndTables(name));
    }

    public Table createTable(NewTable wanted) {
        return submit(CatalogChanges.createTable(wanted));
    }

    /** Makes of a table what a change says; writers who prepared rows for the old schema get a TRANSACTION_CONFLICT. */
    public Table alterTable(Table seen, TableChange change) {
        return submit(commit -> commit.alter(seen, change));
    }

    /** Drops a table with its rows; its files are unlinked when no view needs them. */
    public void dropTable(Table table) {
        submit(CatalogChanges.dropTable(table));
    }

    /** Creates a user; the id of a dropped one is free again when none of their rows is stored. */
    public void createUser(User user) {
        submit(CatalogChanges.createUser(user));
    }

    /** Replaces a user by what the change makes of them; no other change comes between. */
    public void alterUser(String id, UnaryOperator<User> change) {
        submit(CatalogChanges.alterUser(id, change));
    }

    public void dropUser(String id) {
        submit(CatalogChanges.dropUser(id));
    }

    /** Ends the thread, then waits until every view is closed and nothing is being unlinked; false when that took longer. */
    public boolean close(long timeout, TimeUnit unit) throws InterruptedException {
        queue.close();
        thread.join(unit.toMillis(timeout));
        pressure.close();
        return views.close(timeout, unit);
    }
}
