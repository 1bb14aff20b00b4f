package dev.firn.engine.run;

import static dev.firn.engine.flush.ChunkRunner.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.flush.FlushItem;
import dev.firn.engine.flush.FlushReader;
import dev.firn.engine.flush.FlushSettings;
import dev.firn.engine.flush.FlushWriter;
import dev.firn.engine.flush.OpenStore;
import dev.firn.engine.run.Run.Status;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.store.LocalFileCalls;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is launched when, and what becomes of runs that fail, with a clock that tests set. */
class RunsTest {
    @TempDir
    private Path root;

    private static final Operator CAROL = new Operator("carol", "");

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
        store = open(new RunSettings(100, 3, 3, Duration.ofSeconds(20), 2));
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
        store = open(new RunSettings(100, 1, 3, Duration.ofSeconds(20), 2));
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
    void aRunThatIsDueAndWaitsForItsNextAttemptDoesWhatSomebodyAsksForAtOnce() {
        compaction.due.add(new Due(table.id(), Trigger.SIZE));
        Launch launch = launched();
        compaction.due.clear();
        store.runs.failed(launch.runId(), 1, new IllegalStateException("no space"));
        assertThat(store.runs.takeLaunches()).as("it waits").isEmpty();

        Run asked = store.runs
                .request(JobType.COMPACTION, table.id(), Trigger.MANUAL, Map.of())
                .orElseThrow();

        assertThat(asked.id()).isEqualTo(launch.runId());
        assertThat(asked.trigger()).isEqualTo(Trigger.MANUAL);
        assertThat(launched()).isEqualTo(new Launch(JobType.COMPACTION, asked.id(), 2, true));
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

        assertThatThrownBy(() -> store.flushes.reader(first.runId(), first.attempt(), WHOLE))
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
        store = open(new RunSettings(3, 3, 3, Duration.ofSeconds(20), 2));
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

    private void reopen() {
        store.close();
        store = open(new RunSettings(100, 3, 3, Duration.ofSeconds(20), 2));
    }

    @Test
    void aRunThatAnOperatorStopsEndsBetweenTwoRowsAndItsTableIsHeldForTenMinutes() {
        insert(table, 0, 10);
        Launch launch = launched();
        try (FlushReader reader = store.flushes.reader(launch.runId(), launch.attempt(), WHOLE)) {
            reader.next();
            assertThat(store.runs.stop(launch.runId(), CAROL).status()).isEqualTo(Status.RUNNING);

            Throwable ended = catchThrowable(reader::next);
            store.runs.failed(launch.runId(), launch.attempt(), ended);
        }

        assertThat(run(launch).status()).isEqualTo(Status.STOPPED);
        assertThat(run(launch).state().message()).isEqualTo("stopped by carol");
        assertThat(store.runs.takeLaunches()).isEmpty();
        reopen();
        assertThat(run(launch).status()).isEqualTo(Status.STOPPED);
        assertThat(store.runs.takeLaunches()).isEmpty();
        pass(Duration.ofMinutes(10));
        assertThat(launched().runId()).isNotEqualTo(launch.runId());
    }

    @Test
    void aManualFlushDoesNotHeedAnOperatorsStopOfTheRunBefore() {
        insert(table, 0, 10);
        store.flushes.request(table);
        Run stopped = store.runs.stop(store.runs.newest(1).get(0).id(), CAROL);
        assertThat(stopped.status()).isEqualTo(Status.STOPPED);
        assertThat(store.runs.takeLaunches()).isEmpty();

        store.flushes.request(table);

        new ChunkRunner(store.flushes, 100).run(launched());
    }

    @Test
    void aRunThatWasToStopWhenTheProcessEndedIsNotResumed() {
        insert(table, 0, 10);
        Launch launch = launched();
        store.runs.stop(launch.runId(), CAROL);
        reopen();

        assertThat(store.runs.takeLaunches()).isEmpty();
        assertThat(run(launch).status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void aRunWhoseExecutionTheServerStoppedOnAnOrderIsStopped() {
        List<Long> executions = Collections.synchronizedList(new ArrayList<>());
        store.runs.onStop(executions::add);
        insert(table, 0, 10);
        Launch launch = launched();
        store.runs.executing(launch.runId(), launch.attempt(), 77);
        store.runs.stop(launch.runId(), CAROL);
        await().until(() -> executions.equals(List.of(77L)));

        store.runs.interrupted(launch.runId(), launch.attempt());

        assertThat(run(launch).status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void aRunRemembersTheNewestOrdersOfOperatorsAndWhy() {
        Launch launch = failForGood();
        store.runs.restart(launch.runId(), new Operator("dave", "disk freed"));
        assertThat(run(launch).orders())
                .extracting(Run.Order::kind, Run.Order::by)
                .containsExactly(tuple(Run.OrderKind.RESTART, new Operator("dave", "disk freed")));

        for (int restart = 0; restart < 20; restart++) {
            store.runs.restart(launch.runId(), new Operator("carol", "again " + restart));
        }
        store.runs.abandon(launch.runId(), CAROL);
        reopen();

        assertThat(run(launch).orders()).hasSize(16);
        assertThat(run(launch).orders().get(0).by().reason()).isEqualTo("again 5");
        assertThat(run(launch).orders().get(15).kind()).isEqualTo(Run.OrderKind.ABANDON);
    }

    @Test
    void anOrderThatIsRefusedIsNotRemembered() {
        insert(table, 0, 10);
        Launch launch = launched();
        assertThatThrownBy(() -> store.runs.restart(launch.runId(), CAROL)).isInstanceOf(EngineException.class);

        assertThat(run(launch).orders()).isEmpty();
    }

    @Test
    void aRunThatFailedForGoodIsRestartedUnderItsId() {
        Launch failed = failForGood();

        Run waiting = store.runs.restart(failed.runId(), CAROL);
        assertThat(waiting.status()).isEqualTo(Status.QUEUED);
        Launch again = launched();
        assertThat(again).isEqualTo(new Launch(JobType.FLUSH, failed.runId(), 4, true));
        new ChunkRunner(store.flushes, 100).run(again);
        assertThat(run(again).status()).isEqualTo(Status.COMPLETED);
        assertThat(run(again).attempts()).hasSize(4);
    }

    @Test
    void anAbandonedRunRefusesWhateverStillWorksOnIt() {
        insert(table, 0, 10);
        Launch launch = launched();
        assertThatThrownBy(() -> store.runs.abandon(launch.runId(), CAROL))
                .hasMessage("Cannot abandon job " + launch.runId() + ": it is running; stop it first");
        try (FlushReader reader = store.flushes.reader(launch.runId(), launch.attempt(), WHOLE);
                FlushWriter writer = store.flushes.writer(launch.runId(), launch.attempt())) {
            FlushItem row = reader.next();
            store.runs.stop(launch.runId(), CAROL);
            store.runs.abandon(launch.runId(), CAROL);

            assertThatThrownBy(() -> writer.write(List.of(row)))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT));
        }
        assertThat(run(launch).status()).isEqualTo(Status.ABANDONED);
        assertThat(launched().runId()).isNotEqualTo(launch.runId());
    }

    @Test
    void ordersThatDoNotFitAreRefusedWithHowTheRunStands() {
        insert(table, 0, 10);
        Launch launch = launched();
        String id = launch.runId();
        refused("Cannot restart job " + id + ": it is running", () -> store.runs.restart(id, CAROL));
        new ChunkRunner(store.flushes, 100).run(launch);
        refused("Cannot stop job " + id + ": it is completed", () -> store.runs.stop(id, CAROL));
        refused("Cannot restart job " + id + ": it is completed", () -> store.runs.restart(id, CAROL));
        refused("Cannot abandon job " + id + ": it is completed", () -> store.runs.abandon(id, CAROL));
        assertThatThrownBy(() -> store.runs.stop("FL-000000000000", CAROL))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        insert(table, 10, 1);
        Run stopped = store.runs.stop(store.flushes.request(table).orElseThrow().id(), CAROL);
        Run waiting = store.flushes.request(table).orElseThrow();
        refused(
                "Cannot restart job " + stopped.id() + ": job " + waiting.id() + " waits for the same work",
                () -> store.runs.restart(stopped.id(), CAROL));
        store.committer.dropTable(table);
        refused(
                "Cannot restart job " + stopped.id() + ": its table was dropped",
                () -> store.runs.restart(stopped.id(), CAROL));
    }

    private static void refused(String message, ThrowingCallable order) {
        assertThatThrownBy(order)
                .hasMessage(message)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_STATE_CONFLICT));
    }

    @Test
    void anAttemptWithoutProgressIsStuckAndGivesWayToTheNext() {
        insert(table, 0, 10);
        Launch launch = launched();
        RunAttempt attempt = store.runs.attempt(launch.runId(), launch.attempt());
        pass(Duration.ofSeconds(59));
        assertThat(store.runs.stuck()).isEmpty();
        attempt.heartbeat();
        pass(Duration.ofSeconds(60));

        assertThat(store.runs.stuck()).extracting(Run::id).containsExactly(launch.runId());
        assertThat(run(launch).state().message()).isEqualTo("stuck: no progress for 60 s");
        attempt.read(256);
        assertThat(store.runs.stuck()).isEmpty();
        pass(Duration.ofSeconds(60));
        store.runs.interrupted(launch.runId(), launch.attempt());
        assertThat(launched()).isEqualTo(new Launch(JobType.FLUSH, launch.runId(), 2, true));
        assertThatThrownBy(() -> store.committer.submit(attempt::require)).isInstanceOf(EngineException.class);
    }

    @Test
    void whoWatchesRunsSeesEachChange() {
        insert(table, 0, 10);
        try (RunEvents.Subscription watched =
                store.runs.events().subscribe(run -> run.namespace().equals("chat"))) {
            Launch launch = launched();
            assertThat(watched.poll()).map(Run::status).contains(Status.RUNNING);
            RunAttempt attempt = store.runs.attempt(launch.runId(), launch.attempt());
            attempt.read(300);
            assertThat(watched.poll()).isEmpty();
            pass(Duration.ofSeconds(1));
            attempt.read(300);
            assertThat(watched.poll()).map(Run::rowsRead).contains(600L);
            fail(launch);
            assertThat(watched.poll()).map(Run::status).contains(Status.QUEUED);
            store.runs.stop(launch.runId(), CAROL);
            store.runs.restart(launch.runId(), CAROL);
            assertThat(watched.poll()).map(Run::status).contains(Status.QUEUED);
            assertThat(watched.poll()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(RunQuery.Sort.class)
    void pagesTogetherHoldEveryRunOnceInOrder(RunQuery.Sort sort) {
        for (int i = 0; i < 25; i++) {
            store.runs.request(i % 2 == 0 ? JobType.SCRUB : JobType.COMPACTION, 0, Trigger.MANUAL, Map.of());
            Launch launch = launched();
            if (i % 3 == 0) {
                store.runs.stop(launch.runId(), CAROL);
                fail(launch);
            } else {
                store.runs.execute(launch.runId(), launch.attempt());
            }
        }
        RunQuery.Filter completed = new RunQuery.Filter(
                Set.of(JobType.SCRUB, JobType.FLUSH),
                Set.of(Status.COMPLETED),
                Optional.of(""),
                Optional.empty(),
                0,
                Long.MAX_VALUE);
        for (RunQuery.Direction direction : RunQuery.Direction.values()) {
            List<Run> all = pages(new RunQuery(RunQuery.Filter.ALL, sort, direction, Optional.empty(), 4));
            assertThat(all).hasSize(25).doesNotHaveDuplicates();
            Comparator<Run> ascending = Comparator.comparingLong(sort::value).thenComparing(Run::id, RunWalk.BY_AGE);
            assertThat(all)
                    .isSortedAccordingTo(direction == RunQuery.Direction.ASCENDING ? ascending : ascending.reversed());
            assertThat(pages(new RunQuery(completed, sort, direction, Optional.empty(), 3)))
                    .containsExactlyElementsOf(all.stream()
                            .filter(run -> run.type() == JobType.SCRUB && run.status() == Status.COMPLETED)
                            .toList());
        }
    }

    private List<Run> pages(RunQuery first) {
        List<Run> all = new ArrayList<>();
        RunPage page = store.runs.page(first, run -> true);
        all.addAll(page.runs());
        while (page.next().isPresent()) {
            assertThat(page.runs()).hasSize(first.limit());
            page = store.runs.page(
                    new RunQuery(first.filter(), first.sort(), first.direction(), page.next(), first.limit()),
                    run -> true);
            all.addAll(page.runs());
        }
        return all;
    }

    @Test
    void runsAreListedByTheTimeOfTheirCreation() {
        store.runs.request(JobType.SCRUB, 0, Trigger.MANUAL, Map.of());
        Run run = store.runs.newest(1).get(0);
        long created = run.times().createdAtMicros();

        assertThat(createdWithin(created, created + 1)).containsExactly(run.id());
        assertThat(createdWithin(created + 1, Long.MAX_VALUE)).isEmpty();
        assertThat(createdWithin(0, created)).isEmpty();
        assertThatThrownBy(() -> store.runs.page(
                        new RunQuery(
                                RunQuery.Filter.ALL,
                                RunQuery.Sort.CREATED,
                                RunQuery.Direction.ASCENDING,
                                Optional.of("nonsense"),
                                1),
                        unused -> true))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER));
    }

    private List<String> createdWithin(long from, long until) {
        RunQuery.Filter filter =
                new RunQuery.Filter(Set.of(), Set.of(), Optional.empty(), Optional.empty(), from, until);
        return pages(new RunQuery(filter, RunQuery.Sort.CREATED, RunQuery.Direction.ASCENDING, Optional.empty(), 5))
                .stream()
                .map(Run::id)
                .toList();
    }
}
