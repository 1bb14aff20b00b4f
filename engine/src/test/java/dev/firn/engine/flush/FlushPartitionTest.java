package dev.firn.engine.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.Launch;
import dev.firn.engine.run.Run;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlushPartitionTest {
    private static final int USERS = 4;
    private static final int ROWS = 100;
    private static final int PARTITION_ROWS = 50;

    @TempDir
    private Path root;

    private volatile Consumer<Step> onStep = step -> {};
    private OpenStore store;

    @BeforeEach
    void open() {
        store = open(64);
    }

    private OpenStore open(int bundleScopes) {
        return new OpenStore(
                root,
                (step, runId) -> onStep.accept(step),
                new FlushSettings(true, 1_000_000, bundleScopes, 1_000, PARTITION_ROWS));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void scopesAreSplitIntoPartitionsOfAboutEqualRowsThatShareNone() {
        assertThat(FlushPartition.split(List.of(), 50, 2)).containsExactly(partition(0, Long.MAX_VALUE, 0));
        assertThat(FlushPartition.split(scopes(10, 20, 30), 50, 4)).containsExactly(partition(0, Long.MAX_VALUE, 3));
        assertThat(FlushPartition.split(scopes(60, 10, 40, 30), 50, 2))
                .containsExactly(partition(0, 2, 4), partition(3, Long.MAX_VALUE, 4));
        assertThat(FlushPartition.split(scopes(60, 60, 60, 60), 50, 4))
                .containsExactly(
                        partition(0, 1, 4), partition(2, 2, 4), partition(3, 3, 4), partition(4, Long.MAX_VALUE, 4));
        assertThat(FlushPartition.split(scopes(1_000), 50, 4)).containsExactly(partition(0, Long.MAX_VALUE, 1));
    }

    private static FlushPartition partition(long first, long last, int scopes) {
        return new FlushPartition(first, last, scopes);
    }

    private static List<ScopeView> scopes(long... rows) {
        List<ScopeView> scopes = new ArrayList<>();
        for (long hotRows : rows) {
            long id = scopes.size() + 1L;
            scopes.add(new ScopeView(1, id, new TableScope.User("u" + id), 0, hotRows, 0, 0, 0, 0, Long.MIN_VALUE));
        }
        return scopes;
    }

    @Test
    void partitionsCommitTheirScopesAtTheSameTime() {
        Table table = createTable(store.committer);
        CyclicBarrier bothClaimed = new CyclicBarrier(2);
        // Each file is committed only when one of the other partition is claimed too.
        onStep = step -> {
            if (step == Step.FILE_CLAIMED) {
                await(bothClaimed);
            }
        };

        Launch launch = store.runs.takeLaunches().get(0);
        new ChunkRunner(store.flushes, 10).run(launch);

        verifyFlushed(table, launch.runId(), 1);
    }

    @Test
    void bundlesAreForTheScopesOfAllPartitionsTogether() {
        store.close();
        store = open(3);
        Table table = createTable(store.committer);

        new ChunkRunner(store.flushes, 10).runAll();

        try (ReadView view = store.committer.acquire()) {
            assertThat(view.manifest().files())
                    .as("files of %s", table.name())
                    .hasSize(2)
                    .allSatisfy(file -> assertThat(file.parts()).hasSize(2));
        }
    }

    @Test
    void attemptAfterOneWhosePartitionsWereInterruptedFlushesEachRowOnce() {
        Table table = createTable(store.committer);
        CyclicBarrier oneCommittedOneClaimed = new CyclicBarrier(2);
        AtomicInteger claims = new AtomicInteger();
        ThreadLocal<Boolean> claimsLast = ThreadLocal.withInitial(() -> false);
        // One partition has committed its first file of two, the other has claimed one and not committed it.
        onStep = step -> {
            if (step == Step.FILE_CLAIMED && claims.incrementAndGet() == 2) {
                claimsLast.set(true);
                await(oneCommittedOneClaimed);
                throw interrupted();
            } else if (step == Step.FLUSH_COMMITTED && !claimsLast.get()) {
                await(oneCommittedOneClaimed);
                throw interrupted();
            }
        };
        Launch first = store.runs.takeLaunches().get(0);
        List<FlushPartition> partitions = store.flushes.partitions(first.runId(), first.attempt());
        assertThat(partitions).hasSize(2);
        ChunkRunner runner = new ChunkRunner(store.flushes, 10);
        assertThatThrownBy(() -> runner.partitions(first, partitions)).isInstanceOf(EngineException.class);
        assertThat(store.runs.find(first.runId()).orElseThrow().progress().rowsWritten())
                .isEqualTo(ROWS);

        store.close();
        onStep = step -> {};
        store = open(64);
        Launch second = store.runs.takeLaunches().get(0);
        assertThat(second).isEqualTo(new Launch(first.type(), first.runId(), 2, true));
        assertThat(store.flushes.partitions(second.runId(), 2)).hasSize(2);
        new ChunkRunner(store.flushes, 10).run(second);

        verifyFlushed(table, first.runId(), 2);
    }

    private static EngineException interrupted() {
        return new EngineException(ErrorCode.INTERNAL_ERROR, "the process ends here");
    }

    private void verifyFlushed(Table table, String runId, int attempts) {
        Run run = store.runs.find(runId).orElseThrow();
        assertThat(run.status()).isEqualTo(Run.Status.COMPLETED);
        assertThat(run.attempt()).isEqualTo(attempts);
        assertThat(run.progress().rowsWritten()).isEqualTo(USERS * ROWS);
        assertThat(run.progress().files()).isEqualTo(USERS);
        try (ReadView view = store.committer.acquire()) {
            assertThat(view.buffered(table.id()).rows()).isZero();
            assertThat(view.manifest().intents()).isEmpty();
            assertThat(view.scopes(table.id()))
                    .hasSize(USERS)
                    .allSatisfy(scope -> assertThat(view.dataFiles(scope))
                            .singleElement()
                            .extracting(DataFile::rows)
                            .isEqualTo((long) ROWS));
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new AssertionError("the other partition did not get there", e);
        }
    }

    private static Table createTable(Committer committer) {
        committer.createNamespace("n", "admin");
        Table table = committer.createTable(new Committer.NewTable(
                new TableName("n", "t"),
                TableKind.USER,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("rows:" + USERS * ROWS),
                List.of(new Column(0, "id", ColumnType.BIGINT, false)),
                "id"));
        for (int user = 0; user < USERS; user++) {
            RowBatch batch = new RowBatch(table, committer.nowMicros());
            for (long id = 0; id < ROWS; id++) {
                batch.insert(new TableScope.User("user" + user), new Object[] {id});
            }
            committer.commit(batch);
        }
        return table;
    }
}
