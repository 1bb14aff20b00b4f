package dev.firn.engine.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.hot.RowCursor;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls to the file system that a flush makes: their order, and what one that fails leaves behind. */
class FailingFilesTest {
    private static final int ROWS = 5;
    private static final String PATH = "data/eve/tables/chat/messages";

    @TempDir
    private Path root;

    private final AtomicBoolean breaking = new AtomicBoolean();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private TestingFileCalls files;
    private OpenStore store;
    private Table table;

    @BeforeEach
    void openStore() {
        files = new TestingFileCalls(root);
        open();
        store.committer.createNamespace("chat", "admin");
        table = store.committer.createTable(new Committer.NewTable(
                new TableName("chat", "messages"),
                TableKind.USER,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("rows:1000000"),
                List.of(new Column(0, "id", ColumnType.BIGINT, false), new Column(0, "text", ColumnType.TEXT, false)),
                "id"));
    }

    private void open() {
        StepListener steps = (step, runId) -> {
            if (step == Step.WAL_WRITTEN) {
                files.note("commit");
                if (claimed.get() && breaking.get()) {
                    throw new IllegalStateException("disk gone");
                }
            }
            claimed.set(step == Step.FILE_CLAIMED);
        };
        store = new OpenStore(root, steps, new FlushSettings(false, 1_000), Clock.systemUTC(), files);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void namesOfANewStoreAreDurableBeforeItsFirstCommit() {
        assertThat(files.calls().stream().filter(call -> !call.startsWith("walk")))
                .startsWith(
                        "mkdir data",
                        "sync ",
                        "mkdir data/_firn",
                        "sync data",
                        "mkdir state",
                        "sync ",
                        "mkdir state/rocksdb",
                        "sync state",
                        "sync data/_firn",
                        "commit");
    }

    @Test
    void fileIsForcedThenClaimedThenItsDirectoriesThenTheManifest() {
        insert("eve", 0);
        Launch launch = launch();
        files.forgetCalls();

        new ChunkRunner(store.flushes, 2).run(launch);

        assertThat(files.calls().stream().map(call -> call.replaceAll("batch-[0-9]+", "batch")))
                .containsSubsequence(
                        "commit", // the intent
                        "mkdir data/eve",
                        "sync data",
                        "mkdir data/eve/tables",
                        "sync data/eve",
                        "mkdir data/eve/tables/chat",
                        "sync data/eve/tables",
                        "mkdir " + PATH,
                        "sync data/eve/tables/chat",
                        "create " + PATH + "/.batch.parquet.tmp",
                        "write " + PATH + "/.batch.parquet.tmp",
                        "force " + PATH + "/.batch.parquet.tmp",
                        "close " + PATH + "/.batch.parquet.tmp",
                        "read " + PATH + "/.batch.parquet.tmp",
                        "link " + PATH + "/batch.parquet",
                        "delete " + PATH + "/.batch.parquet.tmp",
                        "sync " + PATH,
                        "commit"); // the manifest
    }

    @Test
    void directoryThatAFailedAttemptDidNotForceIsForcedByTheNext() {
        insert("eve", 0);
        files.failWhile(call -> call.equals("sync data/eve/tables"), "Input/output error");
        assertThat(catchThrowable(this::flush)).isInstanceOf(EngineException.class);
        files.failWhile(call -> false, "");
        files.forgetCalls();

        flush();

        assertThat(files.calls()).doesNotContain("mkdir data/eve/tables/chat").contains("sync data/eve/tables");
        expectRows(Set.of("eve 0", "eve 1", "eve 2", "eve 3", "eve 4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Input/output error", "No space left on device", "Permission denied"})
    void whicheverCallFailsNothingIsLostOrDoubledAndALaterRunSucceeds(String why) throws IOException {
        Set<String> expected = new TreeSet<>();
        List<String> failures = new ArrayList<>();
        boolean clean = false;
        for (int n = 1; !clean; n++) {
            String user = "user" + n;
            insert(user, 0);
            for (int i = 0; i < ROWS; i++) {
                expected.add(user + " " + i);
            }
            Launch launch = launch();
            files.failNth(n, why);
            Throwable failure = catchThrowable(() -> new ChunkRunner(store.flushes, 2).run(launch));
            String failed = files.failed();
            clean = failed == null;
            expectRows(expected);
            if (!clean) {
                failures.add(failed.substring(0, failed.indexOf(' ')));
                expectFailed(launch, failure, why);
                flush();
                expectRows(expected);
            }
            expectNothingLeftOver();
        }
        store.close();
        open();
        expectRows(expected);
        assertThat(failures).contains("mkdir", "sync", "create", "write", "force", "close", "read", "link", "delete");
    }

    private void expectFailed(Launch launch, Throwable failure, String why) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code())
                                .isEqualTo(
                                        why.startsWith("No space")
                                                ? ErrorCode.STORAGE_FULL
                                                : ErrorCode.STORAGE_UNAVAILABLE));
        Run run = store.runs.find(launch.runId()).orElseThrow();
        assertThat(run.status()).isEqualTo(Run.Status.QUEUED);
        assertThat(run.state().message()).contains(why).doesNotContain(root.toString());
    }

    @Test
    void fileOfACommitThatMayHaveHappenedIsLeftToTheNextStart() throws IOException {
        insert("eve", 0);
        breaking.set(true);
        assertThat(catchThrowable(this::flush)).isInstanceOf(EngineException.class);
        assertThat(store.committer.writable()).isFalse();
        assertThat(parquetFiles()).hasSize(1);
        breaking.set(false);
        store.close();

        open();

        expectRows(Set.of("eve 0", "eve 1", "eve 2", "eve 3", "eve 4"));
        expectNothingLeftOver();
    }

    @Test
    void namesOfUnlinkedFilesCannotComeBackWhenTheManifestForgetsThem() {
        insert("eve", 0);
        flush();
        files.forgetCalls();

        store.committer.dropTable(table);

        await().until(() -> Collections.frequency(files.calls(), "commit") == 2);
        assertThat(files.calls()).hasSize(4).startsWith("commit").endsWith("sync " + PATH, "commit");
        assertThat(files.calls().get(1)).startsWith("delete " + PATH);
    }

    @Test
    void fileWhoseUnlinkingMayNotLastIsUnlinkedAgainByTheNextStart() throws IOException {
        insert("eve", 0);
        flush();
        files.failWhile(call -> call.equals("sync " + PATH), "Input/output error");
        store.committer.dropTable(table);
        await().until(() -> parquetFiles().isEmpty());
        store.close();
        files.failWhile(call -> false, "");
        files.forgetCalls();

        open();

        await().until(() -> files.calls().contains("sync " + PATH));
        assertThat(files.calls()).anyMatch(call -> call.startsWith("delete " + PATH));
    }

    @Test
    void nameThatSomebodyElseTookIsLeftAndAnotherOneTaken() throws IOException {
        insert("eve", 0);
        Launch launch = launch();
        files.failWhile(
                call -> {
                    takeName(call);
                    return false;
                },
                "");

        new ChunkRunner(store.flushes, 100).run(launch);

        expectRows(Set.of("eve 0", "eve 1", "eve 2", "eve 3", "eve 4"));
        try (ReadView view = store.committer.acquire()) {
            assertThat(view.manifest().intents()).isEmpty();
        }
        assertThat(parquetFiles())
                .hasSize(2)
                .anySatisfy(
                        path -> assertThat(path).hasBinaryContent("somebody else's".getBytes(StandardCharsets.UTF_8)));
    }

    /** Just before the first file is linked under its name, somebody puts another one there. */
    private void takeName(String call) {
        try {
            if (call.startsWith("link ") && parquetFiles().size() == 1) {
                Files.writeString(root.resolve(call.substring(5)), "somebody else's");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void insert(String user, int firstId) {
        RowBatch batch = new RowBatch(table, store.committer.nowMicros());
        for (int i = 0; i < ROWS; i++) {
            batch.insert(new TableScope.User(user), new Object[] {(long) firstId + i, "text " + i});
        }
        store.committer.commit(batch);
    }

    private Launch launch() {
        store.flushes.request(table);
        List<Launch> launches = store.runs.takeLaunches();
        assertThat(launches).hasSize(1);
        return launches.get(0);
    }

    private void flush() {
        new ChunkRunner(store.flushes, 2).run(launch());
    }

    /** The rows of both tiers, each once: hot by their bytes, cold by what the manifest counts of existing files. */
    private void expectRows(Set<String> expected) {
        Set<String> found = new TreeSet<>();
        long rows = 0;
        try (ReadView view = store.committer.acquire()) {
            for (ScopeView scope : view.scopes(table.id())) {
                String user = ((TableScope.User) scope.scope()).userId();
                long cold = 0;
                for (DataFile file : view.dataFiles(scope)) {
                    assertThat(store.data.resolve(file.path())).hasSize(file.bytes());
                    cold += file.rows();
                }
                long hot = 0;
                try (RowCursor cursor = view.hotRows(scope)) {
                    while (cursor.next()) {
                        hot++;
                    }
                }
                for (int i = 0; i < cold + hot; i++) {
                    found.add(user + " " + i);
                }
                rows += cold + hot;
            }
        }
        assertThat(found).isEqualTo(expected);
        assertThat(rows).isEqualTo(expected.size());
    }

    private void expectNothingLeftOver() throws IOException {
        try (ReadView view = store.committer.acquire()) {
            assertThat(view.manifest().intents()).isEmpty();
            assertThat(parquetFiles())
                    .containsExactlyInAnyOrderElementsOf(view.manifest().files().stream()
                            .map(file -> store.data.resolve(file.path()))
                            .toList());
        }
    }

    private List<Path> parquetFiles() {
        return TestingFileCalls.parquetFiles(store.data);
    }
}
