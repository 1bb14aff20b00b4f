package dev.firn.engine.commit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.flush.FlushSettings;
import dev.firn.engine.flush.OpenStore;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Generator;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitterTest {
    private static final TableScope SCOPE = new TableScope.Shared();
    /** Two of them do not fit into the queue. */
    private static final int TEXT_BYTES = 40 << 20;

    @TempDir
    private Path root;

    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicReference<@Nullable CountDownLatch> stall = new AtomicReference<>();
    private OpenStore store;
    private Committer committer;
    private Table table;

    @BeforeEach
    void openStore() {
        open();
        committer.createNamespace("ns", "admin");
        table = committer.createTable(new Committer.NewTable(
                new TableName("ns", "t"),
                TableKind.SHARED,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("rows:1000000"),
                List.of(new Column(0, "id", ColumnType.BIGINT, false), new Column(0, "n", ColumnType.INT, true)),
                "id"));
    }

    private void open() {
        StepListener steps = (step, runId) -> {
            CountDownLatch latch = stall.getAndSet(null);
            if (latch != null) {
                awaitUninterruptibly(latch);
            }
            if (failing.get()) {
                throw new IllegalStateException("disk gone");
            }
        };
        store = new OpenStore(root, steps, new FlushSettings(true, 1000));
        committer = store.committer;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void viewNeverShowsASequenceWithoutTheOnesBefore() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        ExecutorService writers = Executors.newFixedThreadPool(9);
        List<Future<?>> done = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            int first = writer * 1_000;
            done.add(writers.submit(() -> {
                for (int i = 0; i < 100; i++) {
                    insert(first + i * 3, first + i * 3 + 1, first + i * 3 + 2);
                }
            }));
        }
        Future<Integer> reader = writers.submit(() -> readWhile(writing));
        writers.shutdown();
        for (Future<?> each : done) {
            each.get();
        }
        writing.set(false);

        assertThat(reader.get()).isPositive();
        assertThat(rows()).hasSize(8 * 300);
    }

    private int readWhile(AtomicBoolean writing) {
        int reads = 0;
        do {
            TreeMap<Long, Long> seen = rows();
            if (!seen.isEmpty()) {
                long first = seen.values().stream().min(Long::compare).orElseThrow();
                long last = seen.values().stream().max(Long::compare).orElseThrow();
                assertThat(last - first + 1).isEqualTo(seen.size());
                assertThat(seen.size() % 3).as("batches are atomic").isZero();
            }
            reads++;
        } while (writing.get());
        return reads;
    }

    @Test
    void acknowledgedBatchesAreCoveredByWalSyncs() {
        long before = committer.walSyncs();
        for (int i = 0; i < 20; i++) {
            insert(i);
        }

        assertThat(committer.walSyncs() - before).isGreaterThanOrEqualTo(20);
    }

    @Test
    void oneOfManyInsertersOfTheSameKeyWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        ConcurrentSkipListSet<Integer> winners = new ConcurrentSkipListSet<>();
        List<Future<?>> inserters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int inserter = i;
            inserters.add(threads.submit(() -> {
                insert(42);
                winners.add(inserter);
            }));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(winners).hasSize(1);
        assertThat(rows()).containsOnlyKeys(42L);
    }

    @Test
    void batchWithATakenKeyStoresNothingAndNamesTheRow() {
        insert(3);

        expect(ErrorCode.CONSTRAINT_VIOLATION, () -> insert(1, 2, 3, 4));
        assertThatThrownBy(() -> insert(7, 7))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.details()).containsEntry("row", 1));

        assertThat(rows()).containsOnlyKeys(3L);
        insert(1, 2, 4);
    }

    @Test
    void versionThatWasReplacedMeanwhileIsAConflict() {
        long seq = insert(1);
        update(seq, 1, 1);

        expect(ErrorCode.TRANSACTION_CONFLICT, () -> update(seq, 1, 1));
        expect(ErrorCode.TRANSACTION_CONFLICT, () -> delete(seq, 1));
    }

    @Test
    void keyOfADeletedRowIsFree() {
        delete(insert(1), 1);

        insert(1);

        assertThat(rows()).hasSize(1);
    }

    @Test
    void keysMayBeSwappedWithinOneBatch() {
        long first = insert(1, 2);
        RowBatch swap = new RowBatch(table, 1);
        swap.update(SCOPE, first, 1L, new Object[] {2L, 0});
        swap.update(SCOPE, first + 1, 2L, new Object[] {1L, 0});
        committer.commit(swap);

        expect(ErrorCode.CONSTRAINT_VIOLATION, () -> insert(1));
        expect(ErrorCode.CONSTRAINT_VIOLATION, () -> insert(2));
    }

    @Test
    void updateToATakenKeyIsRefused() {
        long first = insert(1, 2);

        expect(ErrorCode.CONSTRAINT_VIOLATION, () -> update(first, 1, 2));

        assertThat(rows()).containsOnlyKeys(1L, 2L);
    }

    @Test
    void nullInANotNullColumnIsRefused() {
        RowBatch batch = new RowBatch(table, 1);

        assertThatThrownBy(() -> batch.insert(SCOPE, new Object[] {1L, null}))
                .hasMessage("NOT NULL column n of ns.t must not be NULL");
        assertThatThrownBy(() -> batch.insert(SCOPE, new Object[] {null, 1}))
                .hasMessage("PRIMARY KEY column id of ns.t must not be NULL");
    }

    @Test
    void sequencesGoOnAboveEverythingAfterAReopen() {
        long before = insert(1);
        store.close();
        open();

        assertThat(insert(2)).isGreaterThan(before);
        assertThat(rows()).containsOnlyKeys(1L, 2L);
        expect(ErrorCode.CONSTRAINT_VIOLATION, () -> insert(1));
    }

    @Test
    void heldViewStaysAsItWasWhileRowsAreWrittenAndTheTableIsDropped() {
        insert(1);
        try (ReadView held = committer.acquire()) {
            insert(2);
            committer.dropTable(table);

            assertThat(rows(held)).containsOnlyKeys(1L);
            assertThat(held.catalog().table(table.id())).isPresent();
        }
        expect(ErrorCode.TABLE_NOT_FOUND, () -> insert(3));
    }

    @Test
    void fullQueueRefusesWritersAfterAWhileAndStoresNothingOfThem() throws Exception {
        Table texts = committer.createTable(new Committer.NewTable(
                new TableName("ns", "texts"),
                TableKind.SHARED,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("rows:1000000"),
                List.of(new Column(0, "text", ColumnType.TEXT, false)),
                ""));
        CountDownLatch stalled = new CountDownLatch(1);
        stall.set(stalled);
        ExecutorService writers = Executors.newFixedThreadPool(2);
        List<Future<?>> queued = new ArrayList<>();
        queued.add(writers.submit(() -> insert(1)));
        await().until(() -> stall.get() == null);
        queued.add(writers.submit(() -> insertText(texts)));
        await().until(() -> committer.queuedBytes() >= TEXT_BYTES);

        expect(ErrorCode.RATE_LIMIT_EXCEEDED, () -> insertText(texts));

        stalled.countDown();
        for (Future<?> each : queued) {
            each.get();
        }
        writers.shutdown();
        try (ReadView view = committer.acquire()) {
            assertThat(view.buffered(texts.id()).rows()).isEqualTo(1);
        }
    }

    private void insertText(Table texts) {
        RowBatch batch = new RowBatch(texts, 1);
        batch.insert(SCOPE, new Object[] {"x".repeat(TEXT_BYTES)});
        committer.commit(batch);
    }

    @Test
    void failedWriteMakesTheStoreReadOnlyAndItsOutcomeUnknown() {
        insert(1);
        failing.set(true);
        assertThatThrownBy(() -> insert(2))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.details()).containsEntry("outcome", "unknown"));
        failing.set(false);

        expect(ErrorCode.STORAGE_UNAVAILABLE, () -> insert(3));
        assertThat(committer.writable()).isFalse();
        assertThat(rows()).containsOnlyKeys(1L);
    }

    @Test
    void countersAreTheSameAfterAReopen() {
        long first = insert(1, 2, 3);
        update(first, 1, 1);
        delete(first + 1, 2);
        ScopeView before = scope();
        store.close();
        open();

        assertThat(scope()).isEqualTo(before);
        assertThat(before.hotRows()).isEqualTo(5);
        assertThat(before.supersededRows()).isEqualTo(2);
    }

    private ScopeView scope() {
        try (ReadView view = committer.acquire()) {
            return view.scope(table.id(), SCOPE).orElseThrow();
        }
    }

    private long insert(int... ids) {
        RowBatch batch = new RowBatch(table, 1);
        for (int id : ids) {
            batch.insert(SCOPE, new Object[] {(long) id, 0});
        }
        return committer.commit(batch);
    }

    private void update(long oldSeq, long oldKey, long newKey) {
        RowBatch batch = new RowBatch(table, 1);
        batch.update(SCOPE, oldSeq, oldKey, new Object[] {newKey, 1});
        committer.commit(batch);
    }

    private void delete(long oldSeq, long key) {
        RowBatch batch = new RowBatch(table, 1);
        batch.delete(SCOPE, oldSeq, key);
        committer.commit(batch);
    }

    private static void expect(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private TreeMap<Long, Long> rows() {
        try (ReadView view = committer.acquire()) {
            return rows(view);
        }
    }

    /** {@code _seq} by id of the rows that are neither superseded nor deleted. */
    private TreeMap<Long, Long> rows(ReadView view) {
        TreeMap<Long, Long> idBySeq = new TreeMap<>();
        view.scope(table.id(), SCOPE).ifPresent(scope -> {
            try (RowCursor cursor = view.hotRows(scope)) {
                while (cursor.next()) {
                    Row row = RowFormat.decode(table, cursor.seq(), cursor.value());
                    if (!row.deleted()) {
                        idBySeq.put(cursor.seq(), (Long) row.value(0));
                    }
                }
            }
            view.superseded(scope, idBySeq::remove);
        });
        TreeMap<Long, Long> seqById = new TreeMap<>();
        for (Map.Entry<Long, Long> entry : idBySeq.entrySet()) {
            assertThat(seqById.put(entry.getValue(), entry.getKey())).isNull();
        }
        return seqById;
    }

    @Test
    void generatedIdsAscendOverRestartsWithAClockThatStepsBack() {
        Column id = new Column(1, "id", ColumnType.BIGINT, true).withDefault(Generator.SNOWFLAKE_ID);
        List<Object> given = new ArrayList<>();
        for (int start = 0; start < 3; start++) {
            store.close();
            Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(-start));
            store = new OpenStore(root, StepListener.NONE, new FlushSettings(true, 1000), clock);
            Defaults defaults = store.committer.defaults("alice", 0);
            for (int i = 0; i < 3; i++) {
                given.add(requireNonNull(defaults.value(id)));
            }
        }
        assertThat(given).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.comparing(Long.class::cast));
    }
}
