package dev.firn.engine.monitor;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.AtStep;
import dev.firn.engine.TestingEngine;
import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.monitor.Attention.Kind;
import dev.firn.engine.monitor.Attention.Severity;
import dev.firn.engine.run.Operator;
import dev.firn.engine.run.Run;
import dev.firn.engine.store.DiskSpace;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreMonitorTest {
    private static final Operator CAROL = new Operator("carol", "");
    private static final Caller SERVICE = new Caller("robot", Role.SERVICE);

    @TempDir
    private Path root;

    private TestingEngine engine;

    @BeforeEach
    void createTables() {
        engine = new TestingEngine(
                root,
                StepListener.NONE,
                "firn.flush.nudge",
                "false",
                "firn.jobs.attempts",
                "1",
                "firn.buffer.soft-mib",
                "1",
                "firn.buffer.hard-mib",
                "2");
        engine.run(ADMIN, """
                CREATE NAMESPACE m;
                CREATE USER TABLE m.own (id INT PRIMARY KEY) FLUSH ROWS 100;
                CREATE SHARED TABLE m.news (id INT, text VARCHAR) FLUSH ROWS 10 FLUSH SECONDS 600;
                CREATE SHARED TABLE m.hidden (id INT) WITH (ACCESS_LEVEL = 'DBA')""");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private StoreMonitor monitor() {
        return engine.engine().monitor().store();
    }

    private Overview overview() {
        return monitor().overview(SERVICE);
    }

    @Test
    void isForOperators() {
        assertThatThrownBy(() -> monitor().overview(ALICE))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
    }

    @Test
    void anIdleStoreNeedsNoAttention() {
        Overview overview = overview();

        assertThat(overview.attention()).isEmpty();
        assertThat(overview.tables()).isEmpty();
        assertThat(overview.lag()).isEmpty();
        assertThat(overview.buffer()).isEqualTo(new Overview.BufferLevel(0, 0, 1L << 20, 2L << 20, "ok"));
        assertThat(overview.disks()).extracting(Overview.Disk::name).containsExactly("data", "state");
        assertThat(overview.disks())
                .extracting(Overview.Disk::usableBytes)
                .as("data and state are on one disk, which is measured once")
                .containsOnly(overview.disks().get(0).usableBytes());
        assertThat(overview.disks()).allSatisfy(disk -> {
            assertThat(disk.usableBytes()).isBetween(1L, disk.totalBytes());
            assertThat(disk.reserveBytes()).isLessThanOrEqualTo(disk.totalBytes() / 10);
        });
        assertThat(overview.runs()).isEqualTo(new Overview.Counts(0, 0, 0));
    }

    @Test
    void showsTheTablesThatAreNearestToAFlush() {
        engine.run(ALICE, "INSERT INTO m.own SELECT * FROM range(50)");
        engine.run(ADMIN, "INSERT INTO m.news SELECT i, '' FROM range(9) t(i); INSERT INTO m.hidden VALUES (1)");

        Overview overview = overview();
        assertThat(overview.tables())
                .extracting(state -> state.table().name().table())
                .containsExactly("news", "own");
        assertThat(overview.bufferedTables())
                .as("those that the caller may know of")
                .isEqualTo(2);
        assertThat(overview.buffer().rows()).isEqualTo(60);
        assertThat(overview.lag().orElseThrow().overdueSeconds()).isZero();
        assertThat(monitor().overview(ADMIN).bufferedTables()).isEqualTo(3);

        engine.run(ADMIN, "STORAGE FLUSH TABLE m.news");
        assertThat(overview().runs()).isEqualTo(new Overview.Counts(0, 1, 0));
    }

    @Test
    void samplesCountRowsThatComeAndRowsThatAreFlushed() {
        try (Samples samples = new Samples(engine.engine().committer())) {
            engine.run(ADMIN, "INSERT INTO m.news SELECT i, '' FROM range(70) t(i)");
            Sample came = next(samples);
            assertThat(came.rowsInPerSecond()).isPositive();
            assertThat(came.rowsFlushedPerSecond()).isZero();
            assertThat(came.bufferedRows()).isEqualTo(70);

            engine.flush("m.news");
            Sample left = next(samples);
            assertThat(left.rowsInPerSecond()).isZero();
            assertThat(left.rowsFlushedPerSecond()).isPositive();
            assertThat(left.bufferedRows()).isZero();

            assertThat(next(samples).rowsFlushedPerSecond())
                    .as("each file once")
                    .isZero();
            engine.run(ADMIN, "DELETE FROM m.news WHERE id < 20");
            engine.flush("m.news");
            assertThat(next(samples).rowsFlushedPerSecond()).isPositive();
            engine.compact("m.news");
            assertThat(engine.files("m.news")).isEqualTo(1);
            assertThat(next(samples).rowsFlushedPerSecond()).as("merged files").isZero();
            for (int i = 0; i < 200; i++) {
                samples.take();
            }
            assertThat(samples.all()).hasSize(120);
        }
    }

    @Test
    void aFileThatIsListedLateIsCountedAndNoOtherTwice() {
        AtStep steps = new AtStep();
        engine.close();
        engine = new TestingEngine(root, steps, "firn.flush.nudge", "false");
        engine.run(ADMIN, "INSERT INTO m.news VALUES (1, 'a'); INSERT INTO m.hidden VALUES (1)");
        try (Samples samples = new Samples(engine.engine().committer())) {
            steps.next(Step.FILE_WRITTEN, () -> {
                engine.flush("m.hidden");
                assertThat(next(samples).rowsFlushedPerSecond())
                        .as("the younger file")
                        .isPositive();
                assertThat(next(samples).rowsFlushedPerSecond()).isZero();
            });
            engine.flush("m.news");

            steps.expectReached();
            assertThat(next(samples).rowsFlushedPerSecond())
                    .as("the older file")
                    .isPositive();
            assertThat(next(samples).rowsFlushedPerSecond()).isZero();
        }
    }

    private static Sample next(Samples samples) {
        samples.take();
        List<Sample> all = samples.all();
        return all.get(all.size() - 1);
    }

    @Test
    void tellsOfAFailedRunUntilAnotherMadeUpForIt() throws IOException {
        engine.run(ADMIN, "INSERT INTO m.news VALUES (1, 'a')");
        Path blocked = root.resolve("data/shared/m");
        Files.createDirectories(blocked.getParent());
        Files.createFile(blocked);
        engine.run(ADMIN, "STORAGE FLUSH TABLE m.news");
        assertThatThrownBy(() -> engine.flushDue()).isInstanceOf(RuntimeException.class);

        Attention failed = overview().attention().get(0);
        assertThat(failed.kind()).isEqualTo(Kind.FAILED_RUN);
        assertThat(failed.severity()).isEqualTo(Severity.DANGER);
        assertThat(failed.subject().table()).isEqualTo("news");
        assertThat(failed.message())
                .startsWith("Flush run " + failed.subject().runId() + " of m.news failed after 1 attempt: ")
                .doesNotContain(root.toString());
        assertThat(failed.action()).contains("restart");

        Files.delete(blocked);
        engine.engine().runs().restart(failed.subject().runId(), CAROL);
        assertThat(overview().attention()).as("it is under way again").isEmpty();
        engine.flushDue();
        assertThat(engine.engine()
                        .runs()
                        .find(failed.subject().runId())
                        .orElseThrow()
                        .status())
                .isEqualTo(Run.Status.COMPLETED);
        assertThat(overview().attention()).isEmpty();
    }

    @Test
    void tellsOfABufferThatIsTooFull() {
        engine.run(ADMIN, "INSERT INTO m.news SELECT i, repeat('x', 1000) FROM range(1300) t(i)");

        Attention pressure = overview().attention().get(0);
        assertThat(pressure.kind()).isEqualTo(Kind.PRESSURE);
        assertThat(pressure.severity()).isEqualTo(Severity.WARNING);
        assertThat(overview().buffer().level()).isEqualTo("soft");
    }

    @Test
    void tellsOfAQuarantinedFileToThoseWhoMayKnow() throws IOException {
        engine.run(ADMIN, "INSERT INTO m.hidden VALUES (1)");
        engine.flush("m.hidden");
        engine.close();
        Files.delete(TestingFileCalls.parquetFiles(root.resolve("data")).get(0));
        engine = new TestingEngine(root, StepListener.NONE, "firn.flush.nudge", "false");
        assertThatThrownBy(() -> engine.rows(ADMIN, "SELECT id FROM m.hidden")).isInstanceOf(EngineException.class);

        Attention quarantined = monitor().overview(ADMIN).attention().get(0);
        assertThat(quarantined.kind()).isEqualTo(Kind.QUARANTINED_FILE);
        assertThat(quarantined.message()).contains("m.hidden", "it is missing").doesNotContain(root.toString());
        assertThat(quarantined.action())
                .contains("STORAGE DROP FILE '" + quarantined.subject().fileId() + "' FROM TABLE m.hidden");
        assertThat(overview().attention()).isEmpty();
        assertThat(monitor().overview(ADMIN).attentionTotal()).isEqualTo(1);
    }

    @Test
    void problemsComeTheWorstFirst() {
        try (ReadView view = engine.engine().committer().acquire()) {
            Problems problems = new Problems(ADMIN, view);
            problems.pressure(Pressure.Level.SOFT);
            problems.overdue(engine.table("m.news"), 2_000, 600);
            problems.disk(new DiskSpace.Disk("state", 100, 1, 10, DiskSpace.Level.FULL));
            problems.readOnly();

            assertThat(problems.worstFirst())
                    .extracting(Attention::kind)
                    .containsExactly(Kind.DISK, Kind.READ_ONLY, Kind.PRESSURE, Kind.FLUSH_OVERDUE);
            assertThat(problems.worstFirst())
                    .allSatisfy(problem -> assertThat(problem.action()).isNotEmpty());
        }
    }
}
