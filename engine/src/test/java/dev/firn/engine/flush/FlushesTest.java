package dev.firn.engine.flush;

import static dev.firn.engine.flush.ChunkRunner.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Launch;
import dev.firn.engine.run.Run;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads as the specification of a flush: insert(110) → expectFlushed(110) → expectHot(0). */
class FlushesTest {
    private static final int ITEM_COUNT = 100;

    @TempDir
    private Path root;

    private OpenStore store;
    private Table table;

    @BeforeEach
    void openStore() {
        store = open(1_000_000);
        store.committer.createNamespace("chat", "admin");
        table = createTable("messages", "rows:100");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private OpenStore open(int rowsPerFile) {
        return new OpenStore(root, StepListener.NONE, new FlushSettings(true, rowsPerFile));
    }

    private Table createTable(String name, String policy) {
        List<Column> columns =
                List.of(new Column(0, "id", ColumnType.BIGINT, false), new Column(0, "text", ColumnType.TEXT, false));
        return store.committer.createTable(new Committer.NewTable(
                new TableName("chat", name),
                TableKind.USER,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse(policy),
                columns,
                "id"));
    }

    @Test
    void tableBelowItsThresholdIsNotDue() {
        insert("alice", 0, 99);

        assertThat(store.runs.takeLaunches()).isEmpty();
        expectHot(99);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {ITEM_COUNT - 1, ITEM_COUNT, ITEM_COUNT + 1, 2 * ITEM_COUNT - 1, 2 * ITEM_COUNT, 2 * ITEM_COUNT + 1})
    void runsOfAnyLengthAroundAChunkAreFlushedWhole(int rows) {
        insert("alice", 0, rows);
        store.flushes.request(table);

        assertThat(runAll()).isEqualTo(1);

        expectHot(0);
        expectFlushed("alice", rows);
    }

    @Test
    void rowsOfSeveralUsersGoToFilesOfTheirOwn() {
        insert("alice", 0, 70);
        insert("Bob Ünal", 0, 40);

        assertThat(runAll()).isEqualTo(1);

        assertThat(files("alice"))
                .singleElement()
                .satisfies(
                        file -> assertThat(file.path()).matches("alice/tables/chat/messages/batch-[0-9]+\\.parquet"));
        assertThat(files("Bob Ünal"))
                .singleElement()
                .satisfies(file -> assertThat(file.path()).startsWith("_u426f6220c39c6e616c/tables/chat/messages/"));
        expectHot(0);
    }

    @Test
    void rowInsertedAfterTheCutStaysHot() {
        insert("alice", 0, 100);
        Launch launch = store.runs.takeLaunches().get(0);
        insert("alice", 100, 5);

        new ChunkRunner(store.flushes, ITEM_COUNT).run(launch);

        expectFlushed("alice", 100);
        expectHot(5);
    }

    @Test
    void secondRunOfATableWaitsForTheFirst() {
        insert("alice", 0, 100);
        Launch first = store.runs.takeLaunches().get(0);
        insert("alice", 100, 100);

        Run queued = store.flushes.request(table).orElseThrow();

        assertThat(queued.id()).isNotEqualTo(first.runId());
        assertThat(store.runs.takeLaunches()).isEmpty();
        new ChunkRunner(store.flushes, ITEM_COUNT).run(first);
        assertThat(store.runs.takeLaunches()).extracting(Launch::runId).containsExactly(queued.id());
    }

    @Test
    void manualFlushIsCoveredByARunningOneWithoutNewerRows() {
        insert("alice", 0, 100);
        Launch running = store.runs.takeLaunches().get(0);

        assertThat(store.flushes.request(table)).map(Run::id).contains(running.runId());
    }

    @Test
    void nothingBufferedMeansNoManualRun() {
        assertThat(store.flushes.request(table)).isEmpty();
    }

    @Test
    void interruptedRunReadsOnlyWhatWasNotCommitted() {
        store.close();
        store = open(40);
        insert("alice", 0, 100);
        Launch launch = store.runs.takeLaunches().get(0);
        try (FlushReader reader = store.flushes.reader(launch.runId(), launch.attempt(), WHOLE);
                FlushWriter writer = store.flushes.writer(launch.runId(), launch.attempt())) {
            for (int i = 0; i < 60; i++) {
                writer.write(List.of(reader.next()));
            }
        }
        store.close();
        store = open(40);

        Launch resumed = store.runs.takeLaunches().get(0);
        assertThat(resumed).isEqualTo(new Launch(JobType.FLUSH, launch.runId(), 2, true));
        new ChunkRunner(store.flushes, ITEM_COUNT).run(resumed);

        Run run = store.runs.find(launch.runId()).orElseThrow();
        assertThat(run.status()).isEqualTo(Run.Status.COMPLETED);
        assertThat(run.progress().rowsWritten()).isEqualTo(100);
        assertThat(run.attempts().get(1).rowsRead()).isEqualTo(60);
        assertThat(files("alice")).hasSize(3);
        expectHot(0);
        expectFlushed("alice", 100);
    }

    @Test
    void staleAttemptIsRefusedAndLeavesNoFile() throws IOException {
        insert("alice", 0, 100);
        Launch first = store.runs.takeLaunches().get(0);
        try (FlushReader reader = store.flushes.reader(first.runId(), first.attempt(), WHOLE);
                FlushWriter writer = store.flushes.writer(first.runId(), first.attempt())) {
            for (int i = 0; i < 1 + 100; i++) {
                writer.write(List.of(reader.next()));
            }
            store.runs.failed(first.runId(), first.attempt(), new IllegalStateException("reaped"));

            assertThatThrownBy(() -> writer.write(List.of(reader.next()))).isInstanceOf(EngineException.class);
        }

        expectHot(100);
        assertThat(files("alice")).isEmpty();
        assertThat(parquetFiles()).isEmpty();
    }

    @Test
    void duplicateKeyIsRefusedInBothTiers() {
        insert("alice", 0, 100);
        runAll();

        assertThatThrownBy(() -> insert("alice", 42, 1))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION));
        insert("bob", 42, 1);
    }

    @Test
    void droppedTableLosesItsRowsAndFiles() {
        insert("alice", 0, 100);
        runAll();
        store.committer.dropTable(table);
        Table again = createTable("messages", "rows:100");

        assertThat(again.id()).isNotEqualTo(table.id());
        await().untilAsserted(() -> assertThat(parquetFiles()).isEmpty());
    }

    private List<Path> parquetFiles() {
        return TestingFileCalls.parquetFiles(root.resolve("data"));
    }

    private void insert(String user, int firstId, int rows) {
        RowBatch batch = new RowBatch(table, store.committer.nowMicros());
        for (int i = 0; i < rows; i++) {
            batch.insert(new TableScope.User(user), new Object[] {(long) firstId + i, "text " + i});
        }
        store.committer.commit(batch);
    }

    private int runAll() {
        return new ChunkRunner(store.flushes, ITEM_COUNT).runAll();
    }

    private void expectHot(long rows) {
        try (ReadView view = store.committer.acquire()) {
            long counted = 0;
            long stored = 0;
            for (ScopeView scope : view.scopes(table.id())) {
                counted += scope.hotRows();
                try (RowCursor cursor = view.hotRows(scope)) {
                    while (cursor.next()) {
                        stored++;
                    }
                }
            }
            assertThat(counted).isEqualTo(rows);
            assertThat(stored).isEqualTo(rows);
            assertThat(view.buffered(table.id()).rows()).isEqualTo(rows);
        }
    }

    private void expectFlushed(String user, long rows) {
        assertThat(files(user).stream().mapToLong(DataFile::rows).sum()).isEqualTo(rows);
        files(user).forEach(file -> assertThat(store.data.resolve(file.path())).hasSize(file.bytes()));
    }

    private List<DataFile> files(String user) {
        try (ReadView view = store.committer.acquire()) {
            return view.scope(table.id(), new TableScope.User(user))
                    .map(scope -> List.copyOf(view.dataFiles(scope)))
                    .orElse(List.of());
        }
    }
}
