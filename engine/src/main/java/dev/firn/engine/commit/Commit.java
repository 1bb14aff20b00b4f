package dev.firn.engine.commit;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.catalog.Namespace;
import dev.firn.engine.catalog.User;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group of changes on its way into one write batch: the state as the changes so far leave it. Only the committer's
 * thread uses it. Its parts say what becomes of rows, data files, old versions and damaged files.
 */
public final class Commit {
    /** {@code _seq}s reserved at a time. */
    private static final long SEQ_BLOCK = 100_000;

    private final Staging staging;
    private final StoreBatch batch;
    private final StreamRows streams;
    private final StagedRows rows;
    private final StagedFiles files;
    private final StagedHistory history;
    private final StagedDamage damage;

    Commit(
            State state,
            StoreBatch batch,
            HotRowRepository rows,
            KeptAnswers keptAnswers,
            StreamRows streams,
            long nowMicros) {
        this.staging = new Staging(state, batch, rows, nowMicros);
        this.batch = batch;
        this.streams = streams;
        this.rows = new StagedRows(staging, streams, keptAnswers);
        this.files = new StagedFiles(staging);
        this.history = new StagedHistory(staging);
        this.damage = new StagedDamage(staging);
    }

    /** Applies a change whole, or leaves everything as it was and throws what it threw. */
    <R> R apply(Change<R> change) {
        return staging.apply(change, this);
    }

    /** Stages the reservation of {@code _seq}s when the block is used up, and answers the state to publish. */
    State finish() {
        State state = staging.state();
        if (state.lastSeq() > state.reservedSeq()) {
            long reserved = state.lastSeq() + SEQ_BLOCK;
            byte[] value =
                    ByteBuffer.allocate(9).put((byte) 1).putLong(reserved).array();
            batch.put(Family.CATALOG, StoreKeys.RESERVED_SEQ, value);
            staging.become(state.withSeq(state.lastSeq(), reserved));
        }
        return staging.state();
    }

    /** The last millisecond of the newest reservation of generated ids, 0 for none. */
    static long reservedIdMillis(Store store) {
        return store.get(Family.CATALOG, StoreKeys.RESERVED_IDS)
                .map(value -> ByteBuffer.wrap(value).getLong(1))
                .orElse(0L);
    }

    /** Lets ids be generated up to a millisecond. */
    long reserveIds(long throughMillis) {
        byte[] value =
                ByteBuffer.allocate(9).put((byte) 1).putLong(throughMillis).array();
        batch.put(Family.CATALOG, StoreKeys.RESERVED_IDS, value);
        return throughMillis;
    }

    /** The tables to which rows were written. */
    Set<Integer> appendedTables() {
        return staging.appendedTables();
    }

    /** The tables of which other data files can be read than before. */
    Set<Integer> refiledTables() {
        return staging.refiledTables();
    }

    /** The commit's time, UTC microseconds. */
    public long nowMicros() {
        return staging.nowMicros();
    }

    public Catalog catalog() {
        return staging.catalog();
    }

    public Manifest manifest() {
        return staging.manifest();
    }

    /** The highest {@code _seq} handed out. */
    public long lastSeq() {
        return staging.state().lastSeq();
    }

    /** The buffer's counters of a table. */
    public Buffer.TableCounters buffered(int tableId) {
        return staging.buffered(tableId);
    }

    /** The buffer's counters. */
    Buffer buffer() {
        return staging.state().buffer();
    }

    /** Writes of rows. */
    StagedRows rows() {
        return rows;
    }

    /** Data files that are listed anew. */
    public StagedFiles files() {
        return files;
    }

    /** Old versions that are forgotten. */
    public StagedHistory history() {
        return history;
    }

    /** Damaged and lost files. */
    public StagedDamage damage() {
        return damage;
    }

    // Catalog

    public void create(Namespace namespace) {
        staging.become(catalog().create(namespace, batch));
    }

    public void dropNamespace(String name) {
        staging.become(catalog().dropNamespace(name, batch));
    }

    public void create(Table table) {
        staging.become(catalog().create(table, batch));
    }

    /** Makes of a table what a change says. */
    public Table alter(Table seen, TableChange change) {
        Table table = catalog()
                .table(seen.id())
                .orElseThrow(() -> new EngineException(
                        ErrorCode.TABLE_NOT_FOUND, "table " + seen.name() + " was dropped meanwhile"));
        Table altered = withExpired(table, change.apply(table, holdsRows(table)));
        if (!altered.equals(table)) {
            staging.become(catalog().replace(altered, batch));
        }
        return altered;
    }

    /** A longer time to live does not bring rows back. */
    private Table withExpired(Table before, Table altered) {
        boolean changed = before.kind() == TableKind.STREAM && before.ttlSeconds() != altered.ttlSeconds();
        return changed ? altered.withExpiredBefore(before.expiredBefore(streams.instant(nowMicros()))) : altered;
    }

    private boolean holdsRows(Table table) {
        return buffered(table.id()).rows() > 0 || !manifest().files(table.id()).isEmpty();
    }

    /** Removes a table with its rows; its files become obsolete, its active runs are forgotten. */
    public void drop(Table table) {
        List<ScopeId> scopes = staging.state().scopes(table.id());
        staging.rows().dropTable(table.id(), batch);
        State state = staging.state();
        staging.become(state.with(state.catalog().drop(table, batch))
                .with(state.manifest().drop(table.id(), scopes, batch))
                .with(state.damage().dropped(table.id(), batch))
                .with(state.buffer().dropped(table.id(), scopes))
                .withoutHistoryMarks(scopes));
        staging.refiled(table.id());
    }

    public void put(User user) {
        staging.become(catalog().put(user, batch));
    }

    public void dropUser(String id) {
        staging.become(catalog().dropUser(id, batch));
        KeptAnswers.forgetUser(id, batch);
    }

    // Runs

    public Map<String, RunEntry> activeRuns() {
        return staging.state().runs();
    }

    /** Stores a run that is not over. */
    public void putActiveRun(RunEntry run) {
        batch.put(Family.RUNS, runKey(run.id()), run.record());
        staging.become(staging.state().with(staging.state().runs().plus(run.id(), run)));
    }

    /** Stores a run that is over. */
    public void putFinishedRun(RunEntry run) {
        batch.put(Family.RUNS, runKey(run.id()), run.record());
        staging.become(staging.state().with(staging.state().runs().minus(run.id())));
    }

    /** Forgets a run of the history. */
    public void forgetRun(String runId) {
        batch.delete(Family.RUNS, runKey(runId));
    }

    /** The active run, when the attempt is its current one; else a TRANSACTION_CONFLICT. */
    public RunEntry requireAttempt(String runId, int attempt) {
        RunEntry run = activeRuns().get(runId);
        if (run == null || run.attempt() != attempt) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot go on with attempt " + attempt + " of run " + runId + ": "
                            + (run == null
                                    ? "the run is over"
                                    : run.attempt() == 0 ? "it is over" : "attempt " + run.attempt() + " has begun"));
        }
        return run;
    }

    private static byte[] runKey(String runId) {
        return runId.getBytes(StandardCharsets.UTF_8);
    }

    // Intents and obsolete files

    /** Records that a file is about to be written to a path, and gives it its id. */
    public Intent intend(String path, String runId) {
        Intent intent = new Intent(catalog().nextFileId(), path, runId);
        staging.become(catalog().takeFileId(batch));
        return intend(intent);
    }

    /** Records an intent, in place of the one before it for the same file. */
    public Intent intend(Intent intent) {
        staging.become(manifest().intend(intent, batch));
        return intent;
    }

    public void forget(Intent intent) {
        staging.become(manifest().forget(intent, batch));
    }

    /** Forgets obsolete files that were unlinked. */
    public void unlinked(List<Long> fileIds) {
        staging.become(manifest().unlinked(fileIds, batch));
    }

    /**
     * Notes that the table's buffered rows were all written after a moment.
     *
     * @param nanos that moment, by {@link System#nanoTime()}
     */
    public void bufferedSince(int tableId, long nanos) {
        staging.become(staging.state().buffer().bufferedSince(tableId, nanos));
    }
}
