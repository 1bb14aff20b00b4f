package dev.firn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.flush.FlushSettings;
import dev.firn.engine.flush.OpenStore;
import dev.firn.engine.run.Run.Status;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is launched when, and what becomes of runs that fail, with a clock that tests set. */
class RunsTest {
    @TempDir
    private Path root;

    private final AtomicLong nanos = new AtomicLong(-5);
    private final TestingJob compaction = new TestingJob(JobType.COMPACTION);
    private final TestingJob scrub = new TestingJob(JobType.SCRUB);
    private OpenStore store;
    private Table table;

    /** A job of one step that does what a test says. */
    private static final class TestingJob implements SingleStepJob {
        final JobType type;
        final List<Due> due = new ArrayList<>();
        final List<String> ended = new ArrayList<>();

        TestingJob(JobType type) {
            this.type = type;
        }

        @Override
        public JobType type() {
            return type;
        }

        @Override
        public List<Due> due(ReadView view) {
            return due;
        }

        @Override
        public long rowsAhead(Commit commit, Run run) {
            return 10;
        }

        @Override
        public void execute(RunAttempt attempt) {
            attempt.done(new Work(10, 1_000, 1, "end"));
        }

        @Override
        public void ended(Run run) {
            ended.add(run.status().name());
        }
    }

    @BeforeEach
    void openStore() {
        store = open(new RunSettings(100, 3, 3, Duration.ofSeconds(20)));
        store.committer.createNamespace("chat", "admin");
        table = createTable("messages");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private OpenStore open(RunSettings settings) {
        OpenStore opened = new OpenStore(
                root,
                StepListener.NONE,
                new FlushSettings(true, 1_000),
                Clock.systemUTC(),
                new LocalFileCalls(),
                settings,
                nanos::get);
        opened.runs.register(compaction);
        opened.runs.register(scrub);
        return opened;
    }

    private Table createTable(String name) {
        return store.committer.createTable(new Committer.NewTable(
                new TableName("chat", name),
                TableKind.USER,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("rows:10"),
                List.of(new Column(0, "id", ColumnType.BIGINT, false)),
                "id"));
    }

    private void insert(Table into, int firstId, int rows) {
        RowBatch batch = new RowBatch(into, store.committer.nowMicros());
        for (int i = 0; i < rows; i++) {
            batch.insert(new TableScope.User("alice"), new Object[] {(long) firstId + i});
        }
        store.committer.commit(batch);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Launch launched() {
        List<Launch> launches = store.runs.takeLaunches();
        assertThat(launches).hasSize(1);
        return launches.get(0);
    }

    private void fail(Launch launch) {
        store.runs.failed(launch.runId(), launch.attempt(), new IllegalStateException("broken"));
    }

    private Run run(Launch launch) {
        return store.runs.find(launch.runId()).orElseThrow();
    }

    @Test
    void aFailedAttemptIsFollowedByTheNextOfTheSameRunAfterAGrowingWhile() {
        insert(table, 0, 10);
        Launch first = launched();
        fail(first);

        assertThat(run(first).status()).isEqualTo(Status.QUEUED);
        assertThat(run(first).state().message()).isEqualTo("IllegalStateException: broken");
        assertThat(store.runs.takeLaunches()).isEmpty();
        pass(Duration.ofSeconds(5));
        Launch second = launched();
        assertThat(second).isEqualTo(new Launch(JobType.FLUSH, first.runId(), 2, true));
        fail(second);
        pass(Duration.ofSeconds(5));
        assertThat(store.runs.takeLaunches()).isEmpty();
        pass(Duration.ofSeconds(5));
        new ChunkRunner(store.flushes, 100).run(launched());

        assertThat(run(first).status()).isEqualTo(Status.COMPLETED);
        assertThat(run(first).restarts()).isEqualTo(2);
        assertThat(run(first).attempts().get(0).message()).isEqualTo("IllegalStateException: broken");
    }

    private Launch failForGood() {
        insert(table, 0, 10);
        Launch launch = launched();
        fail(launch);
        for (int attempt = 2; attempt <= 3; attempt++) {
            pass(Duration.ofMinutes(5));
            launch = launched();
            fail(launch);
        }
        assertThat(run(launch).status()).isEqualTo(Status.FAILED);
        assertThat(run(launch).state().failures()).isEqualTo(3);
        assertThat(store.runs.takeLaunches()).isEmpty();
        return launch;
    }

    @Test
    void aTableWhoseRunFailedForGoodIsFlushedAgainWhenRowsArrive() {
        Launch failed = failForGood();
        insert(table, 10, 1);

        Launch again = launched();
        assertThat(again.runId()).isNotEqualTo(failed.runId());
        new ChunkRunner(store.flushes, 100).run(again);
        assertThat(run(again).progress().rowsWritten()).isEqualTo(11);
    }

    @Test
    void aTableWhoseRunFailedForGoodIsFlushedAgainAfterALongTime() {
        Launch failed = failForGood();
        pass(Duration.ofMinutes(29));
        assertThat(store.runs.takeLaunches()).isEmpty();
        pass(Duration.ofMinutes(1));

        assertThat(launched().runId()).isNotEqualTo(failed.runId());
    }

    @Test
    void aManualFlushDoesNotWaitForTheNextAttemptsTurn() {
        insert(table, 0, 10);
        Launch first = launched();
        fail(first);

        insert(table, 10, 5);
        assertThat(store.flushes.request(table)).map(Run::id).contains(first.runId());
        new ChunkRunner(store.flushes, 100).run(launched());

        assertThat(run(first).progress().rowsWritten()).isEqualTo(15);
        assertThat(run(first).progress().rowsTotal()).isEqualTo(15);
    }

    @Test
    void noMoreRunsThanSlotsAreExecutedAndTheOldestComeFirst() {
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tables.add(createTable("t" + i));
        }
        insert(tables.get(4), 0, 10);
        Launch oldest = launched();
        pass(Duration.ofSeconds(1));
        insert(tables.get(3), 0, 10);
        insert(tables.get(2), 0, 10);
        assertThat(store.runs.takeLaunches()).hasSize(2);
        insert(tables.get(1), 0, 10);
        assertThat(store.runs.takeLaunches()).isEmpty();
        pass(Duration.ofSeconds(1));
        insert(tables.get(0), 0, 10);
        assertThat(store.runs.takeLaunches()).isEmpty();

        new ChunkRunner(store.flushes, 100).run(oldest);

        assertThat(run(launched()).tableId()).isEqualTo(tables.get(1).id());
    }

    @Test
    void otherJobsLeaveASlotForFlushes() {
        for (int tableId = 0; tableId < 3; tableId++) {
            compaction.due.add(
                    new Due(tableId == 0 ? 0 : createTable("t" + tableId).id(), Trigger.SIZE));
        }
        scrub.due.add(new Due(0, Trigger.CHECK));
        assertThat(store.runs.takeLaunches()).hasSize(2);

        insert(table, 0, 10);

        assertThat(launched().type()).isEqualTo(JobType.FLUSH);
    }

    @Test
    void aStreamOfFlushesDoesNotStarveOtherJobs() {
        store.close();
        store = open(new RunSettings(100, 1, 3, Duration.ofSeconds(20)));
        insert(table, 0, 10);
        Launch flush = launched();
        compaction.due.add(new Due(table.id(), Trigger.SIZE));
        assertThat(store.runs.takeLaunches()).isEmpty();
        pass(Duration.ofSeconds(1));
        insert(table, 10, 10);
        new ChunkRunner(store.flushes, 100).run(flush);

        assertThat(launched().type()).isEqualTo(JobType.COMPACTION);
    }

    @Test
    void aJobOfOneStepIsExecutedAndCountsWhatItDid() {
        Run asked = store.runs
                .request(JobType.SCRUB, 0, Trigger.MANUAL, Map.of("deep", "yes"))
                .orElseThrow();
        Launch launch = launched();
        assertThat(launch).isEqualTo(new Launch(JobType.SCRUB, asked.id(), 1, false));
        assertThat(asked.id()).startsWith("SC-");

        store.runs.execute(launch.runId(), launch.attempt());

        Run over = run(launch);
        assertThat(over.status()).isEqualTo(Status.COMPLETED);
        assertThat(over.parameters()).containsExactly(Map.entry("deep", "yes"));
        assertThat(over.progress()).isEqualTo(new Run.Progress(10, 10, 1_000, 1, "end"));
        assertThat(over.namespace()).isEmpty();
        assertThat(scrub.ended).containsExactly("COMPLETED");
    }

    @Test
    void aRunThatWaitsIsJoinedOnlyWithItsParameters() {
        Run waiting =
                store.runs.request(JobType.SCRUB, 0, Trigger.MANUAL, Map.of()).orElseThrow();

        assertThat(store.runs.request(JobType.SCRUB, 0, Trigger.MANUAL, Map.of()))
                .map(Run::id)
                .contains(waiting.id());
        assertThatThrownBy(() -> store.runs.request(JobType.SCRUB, 0, Trigger.MANUAL, Map.of("deep", "yes")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(waiting.id());
    }

    @Test
    void anAttemptThatTheServerStoppedIsFollowedByTheNextAtOnce() {
        insert(table, 0, 10);
        Launch first = launched();
        store.runs.interrupted(first.runId(), first.attempt());

        assertThatThrownBy(() -> store.flushes.reader(first.runId(), first.attempt()))
                .isInstanceOf(EngineException.class);
        assertThat(launched()).isEqualTo(new Launch(JobType.FLUSH, first.runId(), 2, true));
    }

    @Test
    void theRunOfADroppedTableIsAbandoned() {
        insert(table, 0, 10);
        Launch launch = launched();
        store.committer.dropTable(table);
        fail(launch);

        assertThat(run(launch).status()).isEqualTo(Status.ABANDONED);
        assertThat(run(launch).state().message()).isEqualTo("the table was dropped");
    }

    @Test
    void theHistoryForgetsTheOldestRunsOfAllTypes() {
        store.close();
        store = open(new RunSettings(3, 3, 3, Duration.ofSeconds(20)));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            JobType type = i % 2 == 0 ? JobType.SCRUB : JobType.COMPACTION;
            store.runs.request(type, 0, Trigger.MANUAL, Map.of());
            Launch launch = launched();
            store.runs.execute(launch.runId(), launch.attempt());
            ids.add(0, launch.runId());
        }

        assertThat(store.runs.newest(10)).extracting(Run::id).hasSize(3).isSubsetOf(ids);
    }
}
