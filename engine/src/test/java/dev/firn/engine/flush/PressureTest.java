package dev.firn.engine.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.store.DiskSpace;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds writers back before memory or a disk is at risk, and what is never held back. */
class PressureTest {
    private static final TableScope SCOPE = new TableScope.Shared();
    private static final int TEXT_BYTES = 512 << 10;
    private static final long HARD_BYTES = 2L << 20;

    @TempDir
    private Path root;

    private TestingFileCalls files;
    private OpenStore store;
    private Table table;
    private Table other;
    private long nextId;

    @BeforeEach
    void openStore() {
        files = new TestingFileCalls(root);
        open(new PressureSettings(1, 2, 512));
        store.committer.createNamespace("ns", "admin");
        table = createTable(store, "large");
        other = createTable(store, "small");
    }

    private void open(PressureSettings limits) {
        store = new OpenStore(
                root, StepListener.NONE, new FlushSettings(false, 1_000_000), Clock.systemUTC(), files, limits);
    }

    static Table createTable(OpenStore store, String name) {
        return store.committer.createTable(new Committer.NewTable(
                new TableName("ns", name),
                TableKind.SHARED,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("rows:1000000"),
                List.of(new Column(0, "id", ColumnType.BIGINT, false), new Column(0, "text", ColumnType.TEXT, true)),
                "id"));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void rowsAreRefusedAtTheHardLimitAndWelcomeAgainAfterAFlush() {
        long stored = fill();

        assertThat(buffered()).isLessThanOrEqualTo(HARD_BYTES).isGreaterThan(HARD_BYTES - 2 * TEXT_BYTES);
        assertThat(store.committer.pressure().level()).isEqualTo(Pressure.Level.HARD);
        assertThatThrownBy(this::insert)
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.details()).containsEntry(EngineException.RETRY_AFTER_SECONDS, 5));
        assertThat(rows()).isEqualTo(stored);

        flush();

        assertThat(buffered()).isZero();
        assertThat(store.committer.pressure().level()).isEqualTo(Pressure.Level.OK);
        insert();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void deletesAndUpdatesAreWritesButDroppingATableIsNot() {
        insert();
        fill();

        expect(ErrorCode.RATE_LIMIT_EXCEEDED, () -> {
            RowBatch batch = batch();
            for (long seq = 1; seq <= 50_000; seq++) {
                batch.delete(SCOPE, seq, seq);
            }
            store.committer.commit(batch);
        });
        expect(ErrorCode.RATE_LIMIT_EXCEEDED, () -> {
            RowBatch batch = batch();
            batch.update(SCOPE, 1, 1L, new Object[] {1L, "y".repeat(TEXT_BYTES)});
            store.committer.commit(List.of(batch));
        });

        store.committer.dropTable(table);
        assertThat(buffered()).isZero();
        assertThat(store.committer.pressure().level()).isEqualTo(Pressure.Level.OK);
    }

    @Test
    void rowsOfStreamTablesHoldNobodyElseBack() {
        Table stream = store.committer.createTable(new Committer.NewTable(
                new TableName("ns", "stream"),
                TableKind.STREAM,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("rows:1000000"),
                table.schema().columns(),
                "id",
                3_600));
        for (int i = 0; i < 6; i++) {
            insert(stream, TEXT_BYTES);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(buffered()).isZero();
            assertThat(store.committer.pressure().level()).isEqualTo(Pressure.Level.OK);
            store.close();
            open(new PressureSettings(1, 2, 512));
        }

        fill();

        try (ReadView view = store.committer.acquire()) {
            assertThat(pressed(view)).containsExactly(table.id());
        }
        insert(stream, TEXT_BYTES);
        flush();
        assertThat(buffered()).isZero();
        assertThat(store.committer.pressure().level()).isEqualTo(Pressure.Level.OK);
        insert();
        store.committer.dropTable(stream);
        assertThat(buffered()).isBetween((long) TEXT_BYTES, 2L * TEXT_BYTES);
    }

    @Test
    void moreThanTheHardLimitAtOnceNeverFits() {
        RowBatch batch = batch();
        batch.insert(SCOPE, new Object[] {1L, "x".repeat((int) HARD_BYTES)});

        expect(ErrorCode.RESOURCE_LIMIT_EXCEEDED, () -> store.committer.commit(batch));
    }

    @Test
    void storeThatOpensAboveItsLimitRefusesRowsUntilTheyAreFlushed() {
        long stored = fill();
        store.close();
        open(new PressureSettings(1, 1, 512));

        assertThat(store.committer.pressure().level()).isEqualTo(Pressure.Level.HARD);
        expect(ErrorCode.RATE_LIMIT_EXCEEDED, this::insert);
        assertThat(rows()).isEqualTo(stored);
        assertThat(flush()).isEqualTo(1);
        insert();
    }

    @Test
    void delayGrowsSmoothlyFromTheSoftToTheHardLimit() {
        Pressure pressure = store.committer.pressure();
        long soft = HARD_BYTES / 2;
        long before = 0;
        for (long bytes = 0; bytes <= 2 * HARD_BYTES; bytes += HARD_BYTES / 64) {
            long delay = pressure.delayNanos(bytes);
            assertThat(delay).isBetween(before, before + 70_000_000);
            assertThat(delay == 0).isEqualTo(bytes <= soft);
            before = delay;
        }
        assertThat(before).isEqualTo(1_000_000_000);
    }

    @Test
    void fullDiskOfDataOrStateRefusesRowsButNotWhatFreesSpace() {
        insert();
        for (String disk : List.of("data", "state")) {
            files.leave(root.resolve(disk), 100L << 20);
            await().until(() -> store.committer.pressure().diskLevel() == DiskSpace.Level.LOW);
            expect(ErrorCode.STORAGE_FULL, this::insert);

            flush();
            store.committer.dropTable(createTable(store, "dropped"));

            assertThat(buffered()).isZero();
            files.leave(root.resolve(disk), 1L << 40);
            await().until(() -> store.committer.pressure().diskLevel() == DiskSpace.Level.OK);
            insert();
        }
    }

    @Test
    void nothingIsWrittenToAStateDiskWithoutRoomAndWorkResumesWhenThereIsSome() {
        insert();
        files.leave(root.resolve("state"), 1L << 20);
        await().until(() -> store.committer.pressure().diskLevel() == DiskSpace.Level.FULL);
        long syncs = store.committer.walSyncs();

        expect(ErrorCode.STORAGE_FULL, this::insert);
        expect(ErrorCode.STORAGE_FULL, () -> store.committer.createNamespace("more", "admin"));

        assertThat(store.committer.walSyncs()).isEqualTo(syncs);
        assertThat(rows()).isEqualTo(1);
        assertThat(store.committer.writable()).isTrue();
        files.leave(root.resolve("state"), 1L << 40);
        await().until(() -> store.committer.pressure().diskLevel() == DiskSpace.Level.OK);
        insert();
        flush();
        assertThat(buffered()).isZero();
    }

    @Test
    void largestBuffersAreFlushedUntilHalfTheSoftLimitIsLeft() {
        try (ReadView view = store.committer.acquire()) {
            assertThat(pressed(view)).isEmpty();
        }
        insert(other, 100);
        fill();
        try (ReadView view = store.committer.acquire()) {
            assertThat(pressed(view)).containsExactly(table.id());
        }
    }

    private List<Integer> pressed(ReadView view) {
        return PressedTables.largest(
                view.bufferedTables(), store.committer.pressure().bytesToFlush(view.bufferedBytes()));
    }

    /** Inserts until it is refused; answers how many rows the table holds. */
    private long fill() {
        while (true) {
            try {
                insert();
            } catch (EngineException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
                return rows();
            }
        }
    }

    private void insert() {
        insert(table, TEXT_BYTES);
    }

    private void insert(Table into, int textBytes) {
        RowBatch batch = new RowBatch(into, store.committer.nowMicros());
        TableScope scope = into.kind() == TableKind.STREAM ? new TableScope.User("eve") : SCOPE;
        batch.insert(scope, new Object[] {nextId++, "x".repeat(textBytes)});
        store.committer.commit(batch);
    }

    private RowBatch batch() {
        return new RowBatch(table, store.committer.nowMicros());
    }

    private int flush() {
        store.flushes.request(table);
        return new ChunkRunner(store.flushes, 100).runAll();
    }

    private long buffered() {
        try (ReadView view = store.committer.acquire()) {
            return view.bufferedBytes();
        }
    }

    private long rows() {
        try (ReadView view = store.committer.acquire()) {
            return view.buffered(table.id()).rows();
        }
    }

    private static void expect(ErrorCode code, ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
