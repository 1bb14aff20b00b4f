package dev.firn.engine.integrity;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.Due;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Launch;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.Runs;
import dev.firn.engine.run.Work;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrubTest {
    @TempDir
    private Path root;

    private TestingEngine engine;
    private DataFiles files;
    private List<DataFile> ofNotes;

    /** Three files of 10 rows each. */
    @BeforeEach
    void open() {
        engine = new TestingEngine(root);
        files = new DataFiles(engine, root);
        engine.run(ADMIN, "CREATE NAMESPACE chat; CREATE SHARED TABLE chat.notes (id BIGINT PRIMARY KEY)");
        for (int from = 0; from < 30; from += 10) {
            engine.run(ADMIN, "INSERT INTO chat.notes SELECT i FROM range(" + from + ", " + (from + 10) + ") t(i)");
            engine.flush("chat.notes");
        }
        ofNotes = files.of("chat.notes");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Runs runs() {
        return engine.engine().runs();
    }

    private Run newestScrub() {
        return runs().newest(100).stream()
                .filter(run -> run.type() == JobType.SCRUB)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsWhatRotsUnseenAndReleasesWhatIsWholeAgain() throws IOException {
        DataFile second = ofNotes.get(1);
        byte[] whole = files.bytes(second);
        assertThat(engine.value(ADMIN, "SELECT sum(id) FROM chat.notes")).hasToString("435");
        files.rot(second, DataFiles.withFlippedBit(whole, 50));

        engine.run(ADMIN, "STORAGE SCRUB TABLE chat.notes");
        engine.flushDue();

        files.expectUnavailable(second, ADMIN, "SELECT sum(id) FROM chat.notes");
        Run scrub = newestScrub();
        assertThat(scrub.status()).isEqualTo(Run.Status.COMPLETED);
        assertThat(scrub.id()).startsWith("SC-");
        assertThat(scrub.progress().rowsTotal()).isEqualTo(30);
        assertThat(scrub.progress().rowsWritten()).isEqualTo(20);
        assertThat(scrub.progress().files()).isEqualTo(3);
        assertThat(scrub.progress().bytesWritten())
                .isEqualTo(ofNotes.stream().mapToLong(DataFile::bytes).sum());
        assertThat(scrub.progress().checkpoint())
                .isEqualTo(String.valueOf(ofNotes.get(2).id()));
        assertThat(engine.rows(ADMIN, "SELECT job_type, status FROM system.jobs WHERE job_id = '" + scrub.id() + "'"))
                .containsExactly(List.of("scrub", "completed"));

        files.rot(second, whole);
        engine.run(ADMIN, "STORAGE SCRUB ALL IN chat");
        engine.flushDue();
        assertThat(engine.engine().quarantinedFiles()).isZero();
        assertThat(engine.value(ADMIN, "SELECT sum(id) FROM chat.notes")).hasToString("435");
    }

    @Test
    void aLaterAttemptGoesOnBehindTheLastFileThatWasNoted() {
        int table = ofNotes.get(0).tableId();
        runs().request(JobType.SCRUB, table, Trigger.MANUAL, Map.of());
        Launch launch = runs().takeLaunches().get(0);
        RunAttempt first = runs().attempt(launch.runId(), launch.attempt());
        engine.engine().committer().submit(commit -> {
            first.done(commit, new Work(20, 1, 2, String.valueOf(ofNotes.get(1).id())));
            return launch;
        });
        runs().interrupted(launch.runId(), launch.attempt());
        long before = engine.engine().fileChecks().filesRead();

        engine.flushDue();

        assertThat(engine.engine().fileChecks().filesRead() - before).isEqualTo(1);
        Run scrub = newestScrub();
        assertThat(scrub.status()).isEqualTo(Run.Status.COMPLETED);
        assertThat(scrub.attempt()).isEqualTo(2);
        assertThat(scrub.progress().files()).isEqualTo(3);
    }

    @Test
    void aTableIsDueAnIntervalAfterItsLastScrubAndNeverWhenTheIntervalIsZero() {
        Scrub always = new Scrub(
                engine.engine().committer(), engine.engine().fileChecks(), new ScrubSettings(Duration.ofNanos(1), 64));
        Scrub daily = new Scrub(
                engine.engine().committer(), engine.engine().fileChecks(), new ScrubSettings(Duration.ofDays(1), 64));
        Scrub never = new Scrub(
                engine.engine().committer(), engine.engine().fileChecks(), new ScrubSettings(Duration.ZERO, 64));
        int table = ofNotes.get(0).tableId();

        try (ReadView view = engine.engine().committer().acquire()) {
            assertThat(view.damage().scrubbedAtMicros(table)).isEmpty();
            assertThat(always.due(view)).containsExactly(new Due(table, Trigger.CHECK));
            assertThat(daily.due(view)).isEmpty();
            assertThat(never.due(view)).isEmpty();
        }
        engine.run(ADMIN, "STORAGE SCRUB TABLE chat.notes");
        engine.flushDue();
        engine.reopen();
        try (ReadView view = engine.engine().committer().acquire()) {
            assertThat(view.damage().scrubbedAtMicros(table)).isPresent();
        }
    }

    @Test
    void aScrubIsForOperatorsAndTellsItsRun() {
        assertThat(catchThrowableOfType(
                                EngineException.class, () -> engine.run(ALICE, "STORAGE SCRUB TABLE chat.notes"))
                        .code())
                .isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(catchThrowableOfType(EngineException.class, () -> engine.run(ALICE, "STORAGE SCRUB ALL"))
                        .code())
                .isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(engine.message(ADMIN, "STORAGE SCRUB TABLE chat.notes"))
                .matches("Storage scrub started for table 'chat.notes'\\. Job ID: SC-\\w{12}");
        engine.run(ADMIN, "CREATE SHARED TABLE chat.empty (id BIGINT)");
        assertThat(engine.message(ADMIN, "STORAGE SCRUB TABLE chat.empty"))
                .isEqualTo("Storage scrub skipped: table 'chat.empty' has no data files");
        assertThat(engine.message(ADMIN, "STORAGE SCRUB ALL")).startsWith("Storage scrub started for 1 table(s).");
    }
}
