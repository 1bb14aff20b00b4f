package dev.firn.engine.commit;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.cold.Damage;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.cold.Quarantine;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.hot.SupersededCursor;
import dev.firn.engine.store.Family;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreSnapshot;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * One consistent, immutable view of both tiers. Acquiring it pins the files and rows it shows until it is closed; every
 * acquirer closes it once. Cursors are closed before their view.
 */
public final class ReadView implements AutoCloseable {
    private final long version;
    private final State state;
    private final StoreSnapshot snapshot;
    private final LongConsumer onLastRelease;
    private final AtomicInteger references;
    private final long instantMicros;

    ReadView(long version, State state, StoreSnapshot snapshot, LongConsumer onLastRelease) {
        this(version, state, snapshot, onLastRelease, new AtomicInteger(1), 0);
    }

    private ReadView(
            long version,
            State state,
            StoreSnapshot snapshot,
            LongConsumer onLastRelease,
            AtomicInteger references,
            long instantMicros) {
        this.version = version;
        this.state = state;
        this.snapshot = snapshot;
        this.onLastRelease = onLastRelease;
        this.references = references;
        this.instantMicros = instantMicros;
    }

    /** This view as one acquirer sees it, for whom it is a certain time; both count the same references. */
    ReadView at(long micros) {
        return new ReadView(version, state, snapshot, onLastRelease, references, micros);
    }

    /** The time, UTC microseconds, by which the reader sees rows of STREAM tables expire. */
    public long instantMicros() {
        return instantMicros;
    }

    /** False when the last reference is gone: the acquirer takes the newer view then. */
    boolean tryRetain() {
        int seen = references.get();
        while (seen > 0) {
            if (references.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = references.get();
        }
        return false;
    }

    /** This view once more, for another reader that closes it; the caller has not closed it yet. */
    public ReadView retained() {
        references.incrementAndGet();
        return this;
    }

    long version() {
        return version;
    }

    State state() {
        return state;
    }

    public Catalog catalog() {
        return state.catalog();
    }

    public Manifest manifest() {
        return state.manifest();
    }

    /** What is known of damaged and lost files. */
    public Damage damage() {
        return state.damage();
    }

    /** The listed data files that cannot be read. */
    public Stream<Quarantine> quarantined() {
        return damage().quarantined().stream().filter(file -> manifest().lists(file.tableId(), file.fileId()));
    }

    /** The highest {@code _seq} that this view shows. */
    public long horizon() {
        return state.lastSeq();
    }

    /** Encoded bytes of the buffered rows that flushes take out: those of STREAM tables are not among them. */
    public long bufferedBytes() {
        return state.buffer().flushedBytes();
    }

    /** The buffer's counters of every table with buffered rows, by table id. */
    public Map<Integer, Buffer.TableCounters> bufferedTables() {
        return state.buffer().tables();
    }

    /** The buffer's counters of a table. */
    public Buffer.TableCounters buffered(int tableId) {
        return state.buffer().table(tableId);
    }

    /** The scope, when it has held a row. */
    public Optional<ScopeView> scope(int tableId, TableScope scope) {
        return catalog().scopeId(tableId, scope).map(id -> view(id, scope));
    }

    /** The scope of that id, when it has held a row. */
    public Optional<ScopeView> scope(ScopeId id) {
        return Optional.ofNullable(catalog().scopes(id.tableId()).get(id.number()))
                .map(scope -> view(id, scope));
    }

    /** All scopes of a table that have held a row, in order of scope id. */
    public Collection<ScopeView> scopes(int tableId) {
        List<ScopeView> views = new ArrayList<>();
        catalog().scopes(tableId).forEach((number, scope) -> views.add(view(new ScopeId(tableId, number), scope)));
        return views;
    }

    private ScopeView view(ScopeId id, TableScope scope) {
        Buffer.Counters counters = state.buffer().scope(id);
        long visibleFrom = catalog()
                .table(id.tableId())
                .filter(table -> table.kind() == TableKind.STREAM)
                .map(table -> table.expiredBefore(instantMicros))
                .orElse(Long.MIN_VALUE);
        return new ScopeView(
                id.tableId(),
                id.number(),
                scope,
                state.manifest().flushedThrough(id),
                counters.rows(),
                counters.tombstones(),
                counters.bytes(),
                counters.oldestMicros(),
                counters.superseded(),
                visibleFrom);
    }

    /** The hot row versions of a scope: {@code flushedThrough < _seq <= horizon}. */
    public RowCursor hotRows(ScopeView scope) {
        return hotRows(scope, horizon());
    }

    /** The hot row versions of a scope up to a {@code _seq}. */
    public RowCursor hotRows(ScopeView scope, long through) {
        return HotRowRepository.rows(snapshot, scope.id(), scope.flushedThrough(), Math.min(through, horizon()));
    }

    /** The encoded hot row version of that {@code _seq}, which is in the buffer. */
    public byte[] hotRow(ScopeView scope, long seq) {
        return HotRowRepository.row(snapshot, scope.id(), seq)
                .orElseThrow(() -> new EngineException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        "Cannot read a row: the key index names one that is not stored"));
    }

    /** True when a row version of the scope at or below a {@code _seq} is still stored in the hot tier. */
    public boolean holdsHotRow(ScopeView scope, long through) {
        try (RowCursor cursor = HotRowRepository.rows(snapshot, scope.id(), 0, through)) {
            return cursor.next();
        }
    }

    /** The data files of a scope, oldest first. */
    public Collection<DataFile> dataFiles(ScopeView scope) {
        return state.manifest().files(scope.id());
    }

    /** Hands over each superseded {@code _seq} of a scope in ascending order. */
    public void superseded(ScopeView scope, LongConsumer each) {
        HotRowRepository.superseded(snapshot, scope.id(), each);
    }

    /** How many entries of a scope's superseded set lie in a range, both ends included. */
    public long countSuperseded(ScopeId scope, long minSeq, long maxSeq) {
        return HotRowRepository.countSuperseded(snapshot, scope, minSeq, maxSeq);
    }

    /** Hands over each key entry of a scope, in the order of the keys. */
    public void keys(ScopeId scope, HotRowRepository.KeyVisitor each) {
        HotRowRepository.keys(snapshot, scope, each);
    }

    /** The superseded versions of a scope with {@code from <= _seq <= through}. */
    public SupersededCursor superseded(ScopeId scope, long from, long through) {
        return HotRowRepository.superseded(snapshot, scope, from, through);
    }

    /** True while a superseded version is stored in either tier. */
    public boolean isSuperseded(ScopeId scope, long seq) {
        return HotRowRepository.isSuperseded(snapshot, scope, seq);
    }

    /** Superseded versions of a scope that are stored, in either tier. */
    public long supersededRows(ScopeId scope) {
        return state.buffer().scope(scope).superseded();
    }

    /** What is kept of a part of a request, from 0, in the last 24 hours. */
    public Optional<KeptAnswer> kept(IdempotencyKey key, int part, long nowMicros) {
        return KeptAnswers.find(snapshot, KeptAnswers.stored(key, part), nowMicros);
    }

    /** The {@code _seq} of the live row with a key, over both tiers; 0 without one. */
    public long seqOfKey(ScopeView scope, byte[] normalisedKey) {
        return HotRowRepository.key(snapshot, scope.id(), normalisedKey)
                .filter(entry -> !entry.deleted() && !damage().isLost(scope.id(), entry.seq()))
                .map(HotRowRepository.KeyEntry::seq)
                .filter(seq -> seq > state.manifest().historyFloor(scope.id()) && !isExpired(scope, seq))
                .orElse(0L);
    }

    private boolean isExpired(ScopeView scope, long seq) {
        return scope.mayHoldExpired() && RowFormat.writtenAtMicros(hotRow(scope, seq)) < scope.visibleFromMicros();
    }

    /** Hands over each key of a scope whose entry names a forgotten version. */
    public void forgottenKeys(ScopeView scope, Consumer<byte[]> each) {
        long floor = state.manifest().historyFloor(scope.id());
        HotRowRepository.keys(snapshot, scope.id(), (key, entry) -> {
            if (entry.seq() <= floor) {
                each.accept(key);
            }
        });
    }

    /** The superseded {@code _seq}s of a scope with {@code after < _seq <= through}, ascending. */
    public long[] supersededSeqs(ScopeView scope, long after, long through) {
        return scope.supersededRows() == 0
                ? new long[0]
                : HotRowRepository.supersededSeqs(snapshot, scope.id(), after, through);
    }

    /** The runs that are not over, by id. */
    public Map<String, RunEntry> activeRuns() {
        return state.runs();
    }

    /**
     * A walk over the stored records of runs by id; the caller closes it before this view.
     *
     * @param from the first id, or the beginning of one
     * @param to after the last id
     */
    public StoreCursor runRecords(String from, String to) {
        return snapshot.scan(Family.RUNS, from.getBytes(StandardCharsets.UTF_8), to.getBytes(StandardCharsets.UTF_8));
    }

    /** The stored record of a run. */
    public Optional<byte[]> runRecord(String runId) {
        return snapshot.get(Family.RUNS, runId.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (references.decrementAndGet() == 0) {
            snapshot.close();
            onLastRelease.accept(version);
        }
    }
}
