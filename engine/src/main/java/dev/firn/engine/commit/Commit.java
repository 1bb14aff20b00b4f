package dev.firn.engine.commit;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.catalog.Namespace;
import dev.firn.engine.catalog.User;
import dev.firn.engine.cold.Damage;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.cold.Loss;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.cold.Quarantine;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.hot.HotRowRepository.KeyEntry;
import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A group of changes on its way into one write batch: the state as the changes so far leave it. Only the committer's
 * thread uses it.
 */
public final class Commit {
    /** {@code _seq}s reserved at a time. */
    private static final long SEQ_BLOCK = 100_000;

    private final StoreBatch batch;
    private final HotRowRepository rows;
    private final StagedVersions versions;
    private final KeptAnswers keptAnswers;
    private final StreamRows streams;
    private final long nowMicros;
    private State state;
    private final Set<ByteBuffer> keptNow = new HashSet<>();
    private final Set<Integer> appendedTables = new HashSet<>();
    private final Set<Integer> refiledTables = new HashSet<>();
    /** What takes back the change under way in the heap, the newest step first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Commit(
            State state,
            StoreBatch batch,
            HotRowRepository rows,
            KeptAnswers keptAnswers,
            StreamRows streams,
            long nowMicros) {
        this.state = state;
        this.batch = batch;
        this.rows = rows;
        this.versions = new StagedVersions(rows, batch, undo::push, this::isGone);
        this.keptAnswers = keptAnswers;
        this.streams = streams;
        this.nowMicros = nowMicros;
    }

    /** Applies a change whole, or leaves everything as it was and throws what it threw. */
    <R> R apply(Change<R> change) {
        State before = state;
        undo.clear();
        batch.mark();
        boolean applied = false;
        try {
            R result = change.apply(this);
            applied = true;
            return result;
        } finally {
            if (applied) {
                batch.keep();
            } else {
                batch.takeBack();
                state = before;
                undo.forEach(Runnable::run);
            }
        }
    }

    /** Stages the reservation of {@code _seq}s when the block is used up, and answers the state to publish. */
    State finish() {
        if (state.lastSeq() > state.reservedSeq()) {
            long reserved = state.lastSeq() + SEQ_BLOCK;
            byte[] value =
                    ByteBuffer.allocate(9).put((byte) 1).putLong(reserved).array();
            batch.put(Family.CATALOG, StoreKeys.RESERVED_SEQ, value);
            state = state.withSeq(state.lastSeq(), reserved);
        }
        return state;
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
        return appendedTables;
    }

    /** The tables of which other data files are listed than before. */
    Set<Integer> refiledTables() {
        return refiledTables;
    }

    /** The commit's time, UTC microseconds. */
    public long nowMicros() {
        return nowMicros;
    }

    public Catalog catalog() {
        return state.catalog();
    }

    public Manifest manifest() {
        return state.manifest();
    }

    /** The highest {@code _seq} handed out. */
    public long lastSeq() {
        return state.lastSeq();
    }

    /** The buffer's counters of a table. */
    public Buffer.TableCounters buffered(int tableId) {
        return state.buffer().table(tableId);
    }

    /** Encoded bytes of all buffered rows. */
    long bufferedBytes() {
        return state.buffer().bytes();
    }

    // Rows

    /** Stores a batch of row writes and answers the {@code _seq} of the first. */
    public long store(RowBatch rowBatch) {
        Table table = unchanged(rowBatch.table());
        List<RowBatch.Write> writes = rowBatch.writes();
        long first = state.lastSeq() + 1;
        long writtenAt = prepareStream(table, rowBatch);
        freeReplacedKeys(table, writes, first);
        ScopeSums sums = new ScopeSums();
        for (int i = 0; i < writes.size(); i++) {
            RowBatch.Write write = writes.get(i);
            ScopeId scope = scopeId(table, write.scope());
            requireHistory(table, scope, write, rowBatch.horizon());
            store(table, scope, write, first + i, i);
            sums.add(scope, write);
        }
        appendedTables.add(table.id());
        long last = first + writes.size() - 1;
        state = state.withSeq(last, state.reservedSeq());
        sums.scopes.forEach((scope, sum) -> state = state.with(
                state.buffer().appended(scope, new Buffer.Counters(sum[0], sum[3], sum[1], writtenAt, sum[2]), last)));
        return first;
    }

    /** The write time of a batch's rows; those of a STREAM table get the commit's. */
    private long prepareStream(Table table, RowBatch rowBatch) {
        if (table.kind() != TableKind.STREAM) {
            return rowBatch.writtenAtMicros();
        }
        streams.requireRoom(table, buffered(table.id()).bytes(), rowBatch.bytes());
        long instant = streams.instant(nowMicros);
        rowBatch.writes().forEach(write -> RowFormat.withWrittenAt(write.row(), instant));
        return instant;
    }

    /** Rows, bytes, superseded entries and tombstones by scope. */
    private static final class ScopeSums {
        final Map<ScopeId, long[]> scopes = new HashMap<>();

        void add(ScopeId scope, RowBatch.Write write) {
            long[] sum = scopes.computeIfAbsent(scope, unused -> new long[4]);
            sum[0]++;
            sum[1] += write.row().length;
            sum[2] += write.oldSeq() == 0 ? 0 : 1;
            sum[3] += RowFormat.isTombstone(write.row()) ? 1 : 0;
        }
    }

    private Table unchanged(Table seen) {
        Table table = catalog()
                .table(seen.id())
                .orElseThrow(() -> new EngineException(
                        ErrorCode.TABLE_NOT_FOUND, "table " + seen.name() + " was dropped meanwhile"));
        if (table.schema().version() != seen.schema().version()) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT, "table " + seen.name() + " was altered meanwhile");
        }
        return table;
    }

    private ScopeId scopeId(Table table, TableScope scope) {
        Optional<ScopeId> known = catalog().scopeId(table.id(), scope);
        if (known.isPresent()) {
            return known.get();
        }
        state = state.with(catalog().addScope(table.id(), scope, batch));
        return catalog().scopeId(table.id(), scope).orElseThrow();
    }

    /** Keys that this batch gives up are free for its own rows, in whichever order they come. */
    private void freeReplacedKeys(Table table, List<RowBatch.Write> writes, long first) {
        for (int i = 0; i < writes.size(); i++) {
            byte[] oldKey = writes.get(i).oldKey();
            if (oldKey != null && !Arrays.equals(oldKey, writes.get(i).newKey())) {
                ScopeId scope = scopeId(table, writes.get(i).scope());
                checkKeyIsAt(table, scope, oldKey, writes.get(i).oldSeq());
                versions.putKey(scope, oldKey, new KeyEntry(first + i, true));
            }
        }
    }

    private void store(Table table, ScopeId scope, RowBatch.Write write, long seq, int index) {
        byte[] newKey = write.newKey();
        if (write.oldSeq() != 0) {
            supersede(table, scope, write.oldSeq(), seq);
        }
        if (newKey != null) {
            if (write.oldSeq() != 0 && Arrays.equals(newKey, write.oldKey())) {
                checkKeyIsAt(table, scope, newKey, write.oldSeq());
            } else {
                checkKeyIsFree(table, scope, newKey, index);
            }
            versions.putKey(scope, newKey, new KeyEntry(seq, false));
        }
        rows.put(scope, seq, write.row(), batch);
    }

    /** Without a key, only the superseded set tells that an old version was replaced; and compaction forgets it with it. */
    private void requireHistory(Table table, ScopeId scope, RowBatch.Write write, long horizon) {
        boolean keyless = write.oldSeq() != 0 && write.oldKey() == null;
        if (keyless && horizon < state.historyMarks().getOrDefault(scope, 0L)) {
            throw replacedMeanwhile(table);
        }
    }

    private void supersede(Table table, ScopeId scope, long oldSeq, long newSeq) {
        if (isGone(scope, oldSeq) || versions.isSuperseded(scope, oldSeq)) {
            throw replacedMeanwhile(table);
        }
        versions.supersede(scope, oldSeq, newSeq);
    }

    private void checkKeyIsFree(Table table, ScopeId scope, byte[] key, int index) {
        boolean taken = versions.key(scope, key)
                .filter(entry -> !entry.deleted() && !isExpired(table, scope, entry.seq()))
                .isPresent();
        if (taken) {
            throw duplicateKey(table, index);
        }
    }

    /** True for a version that is in neither tier any more: retention has forgotten it, or its file was given up. */
    private boolean isGone(ScopeId scope, long seq) {
        return seq <= manifest().historyFloor(scope) || damage().isLost(scope, seq);
    }

    /** True for a version of a STREAM table that is too old and not evicted yet; one that this group has staged is not. */
    private boolean isExpired(Table table, ScopeId scope, long seq) {
        if (table.kind() != TableKind.STREAM) {
            return false;
        }
        long visibleFrom = table.expiredBefore(streams.instant(nowMicros));
        return rows.row(scope, seq)
                .filter(row -> RowFormat.writtenAtMicros(row) < visibleFrom)
                .isPresent();
    }

    /** @param index of the row in its batch */
    static EngineException duplicateKey(Table table, int index) {
        return new EngineException(
                        ErrorCode.CONSTRAINT_VIOLATION,
                        "duplicate key: a row with this PRIMARY KEY exists in " + table.name())
                .with("row", index);
    }

    private void checkKeyIsAt(Table table, ScopeId scope, byte[] key, long seq) {
        if (!versions.isAt(scope, key, seq)) {
            throw replacedMeanwhile(table);
        }
    }

    private static EngineException replacedMeanwhile(Table table) {
        return new EngineException(
                ErrorCode.TRANSACTION_CONFLICT, "a row of " + table.name() + " was changed meanwhile; try again");
    }

    /**
     * Keeps an answer with what the change stores.
     *
     * @throws EngineException IDEMPOTENCY_CONFLICT when one is kept under the key already
     */
    public void keep(IdempotencyKey key, int part, KeptAnswer answer) {
        byte[] stored = KeptAnswers.stored(key, part);
        ByteBuffer name = ByteBuffer.wrap(stored);
        if (keptNow.contains(name) || keptAnswers.find(stored, nowMicros).isPresent()) {
            throw KeptAnswer.conflict();
        }
        keptNow.add(name);
        undo.push(() -> keptNow.remove(name));
        keptAnswers.put(stored, answer, batch);
    }

    // Catalog

    public void create(Namespace namespace) {
        state = state.with(catalog().create(namespace, batch));
    }

    public void dropNamespace(String name) {
        state = state.with(catalog().dropNamespace(name, batch));
    }

    public void create(Table table) {
        state = state.with(catalog().create(table, batch));
    }

    /** Makes of a table what a change says. */
    public Table alter(Table seen, TableChange change) {
        Table table = catalog()
                .table(seen.id())
                .orElseThrow(() -> new EngineException(
                        ErrorCode.TABLE_NOT_FOUND, "table " + seen.name() + " was dropped meanwhile"));
        Table altered = withExpired(table, change.apply(table, holdsRows(table)));
        if (!altered.equals(table)) {
            state = state.with(catalog().replace(altered, batch));
        }
        return altered;
    }

    /** A longer time to live does not bring rows back. */
    private Table withExpired(Table before, Table altered) {
        boolean changed = before.kind() == TableKind.STREAM && before.ttlSeconds() != altered.ttlSeconds();
        return changed ? altered.withExpiredBefore(before.expiredBefore(streams.instant(nowMicros))) : altered;
    }

    private boolean holdsRows(Table table) {
        return buffered(table.id()).rows() > 0 || !manifest().files(table.id()).isEmpty();
    }

    /** Removes a table with its rows; its files become obsolete, its active runs are forgotten. */
    public void drop(Table table) {
        List<ScopeId> scopes = catalog().scopes(table.id()).keySet().stream()
                .map(number -> new ScopeId(table.id(), number))
                .toList();
        rows.dropTable(table.id(), batch);
        state = state.with(catalog().drop(table, batch))
                .with(manifest().drop(table.id(), scopes, batch))
                .with(damage().dropped(table.id(), batch))
                .with(state.buffer().dropped(table.id(), scopes))
                .withoutHistoryMarks(scopes);
        refiledTables.add(table.id());
    }

    public void put(User user) {
        state = state.with(catalog().put(user, batch));
    }

    public void dropUser(String id) {
        state = state.with(catalog().dropUser(id, batch));
        KeptAnswers.forgetUser(id, batch);
    }

    // Runs and files

    public Map<String, RunEntry> activeRuns() {
        return state.runs();
    }

    /** Stores a run that is not over. */
    public void putActiveRun(RunEntry run) {
        batch.put(Family.RUNS, runKey(run.id()), run.record());
        state = state.with(state.runs().plus(run.id(), run));
    }

    /** Stores a run that is over. */
    public void putFinishedRun(RunEntry run) {
        batch.put(Family.RUNS, runKey(run.id()), run.record());
        state = state.with(state.runs().minus(run.id()));
    }

    /** Forgets a run of the history. */
    public void forgetRun(String runId) {
        batch.delete(Family.RUNS, runKey(runId));
    }

    /** The active run, when the attempt is its current one; else a TRANSACTION_CONFLICT. */
    public RunEntry requireAttempt(String runId, int attempt) {
        RunEntry run = state.runs().get(runId);
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

    /** Records that a file is about to be written to a path, and gives it its id. */
    public Intent intend(String path, String runId) {
        Intent intent = new Intent(catalog().nextFileId(), path, runId);
        state = state.with(catalog().takeFileId(batch));
        return intend(intent);
    }

    /** Records an intent, in place of the one before it for the same file. */
    public Intent intend(Intent intent) {
        state = state.with(manifest().intend(intent, batch));
        return intent;
    }

    public void forget(Intent intent) {
        state = state.with(manifest().forget(intent, batch));
    }

    /** Forgets obsolete files that were unlinked. */
    public void unlinked(List<Long> fileIds) {
        state = state.with(manifest().unlinked(fileIds, batch));
    }

    /**
     * What leaves the buffer of one scope.
     *
     * @param flushedThrough the watermark that the writer started from
     * @param encodedBytes what the rows took in the buffer
     * @param seqs the rows' {@code _seq}s when they are fewer than 64, else any longer array
     */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    public record FlushedScope(long scopeId, long flushedThrough, long encodedBytes, long[] seqs) {}

    /**
     * Moves rows from the hot to the cold tier: lists the file and removes the hot rows that it covers, those of all its
     * scopes at once.
     *
     * @param flushed the scopes of the file's parts, in their order
     * @throws EngineException TRANSACTION_CONFLICT when a scope's watermark is another now, or the table was dropped
     */
    public void publish(DataFile file, Intent intent, List<FlushedScope> flushed) {
        if (catalog().table(file.tableId()).isEmpty()) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT, "Cannot publish " + file.path() + ": its table was dropped");
        }
        requireSameScopes(file, flushed);
        for (FlushedScope scope : flushed) {
            requireFlushedThrough(file, scope);
        }
        Buffer buffer = state.buffer();
        for (FlushedScope scope : flushed) {
            buffer = trim(buffer, file, scope);
        }
        refiledTables.add(file.tableId());
        state = state.with(manifest().publish(file, intent, batch)).with(buffer);
    }

    /** Else rows would leave the buffer that the file does not hold, or stay there unseen. */
    private static void requireSameScopes(DataFile file, List<FlushedScope> flushed) {
        List<Long> written = file.parts().stream().map(FilePart::scopeId).toList();
        if (!written.equals(flushed.stream().map(FlushedScope::scopeId).toList())) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR,
                    "Cannot publish " + file.path() + ": its scopes are not those whose rows leave the buffer");
        }
    }

    private void requireFlushedThrough(DataFile file, FlushedScope scope) {
        long current = manifest().flushedThrough(new ScopeId(file.tableId(), scope.scopeId()));
        if (current != scope.flushedThrough()) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot publish " + file.path() + ": scope " + scope.scopeId() + " is flushed through " + current
                            + ", not " + scope.flushedThrough());
        }
        if (file.part(new ScopeId(file.tableId(), scope.scopeId())).minSeq() <= current) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot publish " + file.path() + ": rows of scope " + scope.scopeId()
                            + " have left the buffer since they were read");
        }
    }

    private Buffer trim(Buffer buffer, DataFile file, FlushedScope flushed) {
        ScopeId scope = new ScopeId(file.tableId(), flushed.scopeId());
        FilePart part = file.part(scope);
        boolean leavesNone = buffer.scope(scope).rows() == part.rows();
        long oldestLeft = leavesNone
                ? 0
                : rows.oldestWrittenAtMicros(scope, part.maxSeq()).orElse(nowMicros);
        rows.trim(scope, flushed.flushedThrough(), part.maxSeq(), flushed.seqs(), batch);
        return buffer.trimmed(
                scope,
                new Buffer.Counters(part.rows(), part.rows() - part.liveRows(), flushed.encodedBytes(), oldestLeft, 0));
    }

    /**
     * Lists a replacement's outputs in place of its inputs, and forgets the versions that the outputs leave out.
     *
     * @throws EngineException TRANSACTION_CONFLICT when an input is listed no longer or quarantined
     */
    public void replace(Replacement replacement) {
        Manifest next = manifest();
        for (DataFile input : replacement.inputs()) {
            requireReplaceable(input);
            next = next.remove(input, batch);
        }
        for (Replacement.Output output : replacement.outputs()) {
            next = next.list(output.file(), output.intent(), batch);
        }
        state = state.with(next);
        replacement.dropped().forEach(this::forget);
        refiledTables.add(replacement.tableId());
    }

    private void requireReplaceable(DataFile input) {
        if (!manifest().lists(input) || damage().isQuarantined(input.id())) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot replace data file " + input.id() + ": it is no longer listed, or damaged");
        }
    }

    private void forget(Replacement.Dropped dropped) {
        dropped.single().forEach(seq -> rows.forgetSuperseded(dropped.scope(), seq, batch));
        dropped.ranges().forEach(range -> rows.deleteSuperseded(dropped.scope(), range.from(), range.through(), batch));
        state = state.with(state.buffer().released(dropped.scope(), dropped.versions()))
                .withHistoryMark(dropped.scope(), dropped.lastSuccessor());
    }

    /** Forgets the keys of tombstones whose rows no tier holds; one that another version has by now stays. */
    public void freeKeys(List<Tombstone> tombstones) {
        tombstones.forEach(tombstone -> versions.freeKey(tombstone.scope(), tombstone.key(), tombstone.seq()));
    }

    /** A tombstone of a scope and its normalised key. */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    public record Tombstone(ScopeId scope, byte[] key, long seq) {}

    /**
     * Notes that the table's buffered rows were all written after a moment.
     *
     * @param nanos that moment, by {@link System#nanoTime()}
     */
    public void bufferedSince(int tableId, long nanos) {
        state = state.with(state.buffer().bufferedSince(tableId, nanos));
    }

    /**
     * Forgets the oldest versions of scopes of a table, with the files that hold nothing else.
     *
     * @throws EngineException TRANSACTION_CONFLICT when the table, its TTL, a watermark or the list of files is no longer
     *     as the view showed it, or when a flush is reading the rows
     */
    public void forgetHistory(Table seen, List<HistoryCut> cuts, List<DataFile> files) {
        boolean same = catalog()
                .table(seen.id())
                .filter(table -> table.ttlSeconds() == seen.ttlSeconds())
                .isPresent();
        if (!same) {
            throw notForgotten(seen, "it was dropped or its TTL was altered meanwhile");
        }
        if (!files.stream().allMatch(manifest()::lists)) {
            throw notForgotten(seen, "a data file of it was replaced meanwhile");
        }
        for (HistoryCut cut : cuts) {
            forget(seen, cut);
        }
        files.forEach(this::remove);
    }

    private void remove(DataFile file) {
        state = state.with(manifest().remove(file, batch));
        refiledTables.add(file.tableId());
        if (damage().isQuarantined(file.id())) {
            state = state.with(damage().release(file.id(), batch));
        }
    }

    private void forget(Table table, HistoryCut cut) {
        ScopeId scope = cut.scope();
        boolean same = manifest().historyFloor(scope) == cut.after()
                && manifest().flushedThrough(scope) == cut.flushedThrough();
        if (!same || (cut.hot().rows() > 0 && isFlushing(table.id()))) {
            throw notForgotten(table, "its rows are flushed or were forgotten meanwhile");
        }
        long[] superseded = Stream.of(
                        cut.superseded(),
                        rows.replacedSince(scope, cut.horizon(), cut.after(), cut.through()),
                        versions.superseded(scope, cut.after(), cut.through()))
                .flatMapToLong(LongStream::of)
                .toArray();
        rows.removeSuperseded(scope, superseded, cut.through(), batch);
        rows.trim(scope, cut.flushedThrough(), cut.through(), cut.hot().seqs(), batch);
        cut.hot().keys().forEach(key -> versions.forgetKey(scope, key, cut.through()));
        state = state.with(manifest().forgetHistory(scope, cut.through(), cut.keysToo(), batch))
                .with(state.buffer().trimmed(scope, left(cut, superseded.length)));
    }

    private Buffer.Counters left(HistoryCut cut, long superseded) {
        long oldestLeft = cut.hot().rows() == 0
                ? state.buffer().scope(cut.scope()).oldestMicros()
                : rows.oldestWrittenAtMicros(cut.scope(), cut.through()).orElse(nowMicros);
        return new Buffer.Counters(
                cut.hot().rows(), cut.hot().tombstones(), cut.hot().bytes(), oldestLeft, superseded);
    }

    private boolean isFlushing(int tableId) {
        return state.runs().values().stream().anyMatch(run -> run.isFlushUnderWay(tableId));
    }

    private static EngineException notForgotten(Table table, String why) {
        return new EngineException(
                ErrorCode.TRANSACTION_CONFLICT, "Cannot forget rows of " + table.name() + ": " + why);
    }

    /**
     * Removes entries of the key index that name forgotten versions of a scope.
     *
     * @param through the scope's history floor
     */
    public void forgetKeys(ScopeId scope, List<byte[]> keys, long through) {
        keys.forEach(key -> versions.forgetKey(scope, key, through));
    }

    /** Notes that the key index holds no version of the scope up to a {@code _seq}; nothing when the table is gone. */
    public void forgotKeys(ScopeId scope, long through) {
        if (catalog().table(scope.tableId()).isPresent()) {
            state = state.with(manifest().forgotKeys(scope, through, batch));
        }
    }

    // Damaged and lost files

    public Damage damage() {
        return state.damage();
    }

    /** Notes why a file cannot be read; false when that is known, or the manifest does not list the file. */
    public boolean quarantine(DataFile file, Quarantine.Reason reason) {
        boolean known = damage().quarantine(file.id())
                .filter(before -> before.reason() == reason)
                .isPresent();
        if (known || !manifest().lists(file)) {
            return false;
        }
        Quarantine found = new Quarantine(file.id(), file.tableId(), reason, nowMicros);
        state = state.with(damage().quarantine(found, batch));
        return true;
    }

    /** Notes that a quarantined file is whole again; false when it was not quarantined or its loss was accepted. */
    public boolean release(long fileId) {
        if (!damage().isQuarantined(fileId) || damage().isLossAccepted(fileId)) {
            return false;
        }
        state = state.with(damage().release(fileId, batch));
        return true;
    }

    /** Notes that all files of a table were checked. */
    public void scrubbed(int tableId) {
        if (catalog().table(tableId).isPresent()) {
            state = state.with(damage().scrubbed(tableId, nowMicros, batch));
        }
    }

    /**
     * Accepts the loss of a quarantined file. From now on its keys are free and none of its rows can be replaced; the
     * manifest lists it until {@link #dropLost}.
     */
    public void acceptLoss(DataFile file) {
        if (!manifest().lists(file) || !damage().isQuarantined(file.id())) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT, "Cannot drop file " + file.id() + ": it was changed meanwhile");
        }
        if (!damage().isLossAccepted(file.id())) {
            state = state.with(damage().accept(Loss.of(file), batch));
        }
    }

    /**
     * Makes a file obsolete whose loss was accepted, with the superseded entries of its rows; false when the manifest lists
     * it no more.
     *
     * @param superseded how many entries there are, by scope: since the loss was accepted there can be no more
     */
    public boolean dropLost(DataFile file, Map<ScopeId, Long> superseded) {
        if (!manifest().lists(file) || !damage().isLossAccepted(file.id())) {
            return false;
        }
        Buffer counters = state.buffer();
        for (Loss.Range range : Loss.of(file).ranges()) {
            ScopeId scope = new ScopeId(file.tableId(), range.scopeId());
            long count = superseded.getOrDefault(scope, 0L);
            if (count > 0) {
                rows.deleteSuperseded(scope, range.minSeq(), range.maxSeq(), batch);
                counters = counters.released(scope, count);
            }
        }
        state = state.with(manifest().remove(file, batch))
                .with(damage().release(file.id(), batch))
                .with(counters);
        return true;
    }

    /** Removes the entries of keys that name lost rows, unless they name others now; answers how many. */
    public int forgetLostKeys(List<ScopeKey> keys) {
        int forgotten = 0;
        for (ScopeKey key : keys) {
            forgotten += versions.forgetGoneKey(key.scope(), key.key()) ? 1 : 0;
        }
        return forgotten;
    }

    /** A key of a scope, normalised. */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    public record ScopeKey(ScopeId scope, byte[] key) {}

    private static byte[] runKey(String runId) {
        return runId.getBytes(StandardCharsets.UTF_8);
    }
}
