package dev.firn.engine.integrity;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static dev.firn.engine.TestingEngine.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.AtStep;
import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.security.TestingClock;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retention and compaction of a table of which a data file is damaged, missing or given up. */
class UpkeepOfDamagedTablesTest {
    private static final Duration LONGER_THAN_TTL = Duration.ofSeconds(1_001);

    @TempDir
    private Path root;

    private final TestingClock clock = new TestingClock();
    private final AtStep meanwhile = new AtStep("CO-");
    private TestingEngine engine;
    private DataFiles files;

    @BeforeEach
    void open() {
        engine = new TestingEngine(
                root,
                meanwhile,
                clock,
                "firn.retention.check-seconds",
                "86400",
                "firn.compaction.min-files",
                "1000",
                "firn.flush.bundle-scopes",
                "1");
        files = new DataFiles(engine, root);
        engine.run(ADMIN, "CREATE NAMESPACE n");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void create(String key) {
        engine.run(ADMIN, "CREATE SHARED TABLE n.t (id INT" + key + ", v TEXT) TTL 1000");
    }

    private void runAndFlush(String sql) {
        engine.run(ADMIN, sql);
        engine.flush("n.t");
    }

    /**
     * Five files: rows 1 to 6; newer versions of 1 and 2; row 7, a newer version of 1 and the tombstone of 3; the tombstones
     * of 2, 4 and 7; row 8 and the next version of 5.
     */
    private List<DataFile> fiveFiles() {
        runAndFlush("INSERT INTO n.t VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'a'), (5, 'a'), (6, 'a')");
        runAndFlush("UPDATE n.t SET v = 'b' WHERE id <= 2");
        runAndFlush(
                "INSERT INTO n.t VALUES (7, 'c'); UPDATE n.t SET v = 'c' WHERE id = 1; DELETE FROM n.t WHERE id = 3");
        runAndFlush("DELETE FROM n.t WHERE id IN (2, 4, 7)");
        runAndFlush("INSERT INTO n.t VALUES (8, 'e'); UPDATE n.t SET v = 'e' WHERE id = 5");
        List<DataFile> five = files.of("n.t");
        assertThat(five).hasSize(5);
        return five;
    }

    private static final Map<Integer, String> OF_FIVE_FILES = Map.of(1, "c", 5, "e", 6, "a", 8, "e");

    /** Lets a statement find out that the file is missing; answers its bytes. */
    private byte[] lose(DataFile file) {
        try {
            byte[] whole = files.bytes(file);
            Files.delete(files.path(file));
            files.expectUnavailable(file, ADMIN, "SELECT max(v) FROM n.t");
            return whole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void dropFile(DataFile file) {
        engine.run(ADMIN, "STORAGE DROP FILE '" + file.id() + "' FROM TABLE n.t");
    }

    /** What shows is what the map says, and what the counters say, now and after a start. */
    private void expect(Map<Integer, String> rows) {
        for (int i = 0; i < 2; i++) {
            Map<Integer, String> visible = new TreeMap<>();
            engine.rows(ADMIN, "SELECT id, v FROM n.t")
                    .forEach(row -> assertThat(visible.put((Integer) row.get(0), (String) row.get(1)))
                            .as("row %s shows twice", row)
                            .isNull());
            assertThat(visible).isEqualTo(new TreeMap<>(rows));
            assertThat(engine.value(ADMIN, "SELECT count(*) FROM n.t")).isEqualTo((long) rows.size());
            engine.reopen();
        }
    }

    private void expectListedFilesOnly() {
        Awaitility.await().untilAsserted(() -> {
            try (ReadView view = engine.engine().committer().acquire()) {
                assertThat(view.manifest().intents()).isEmpty();
                assertThat(TestingFileCalls.parquetFiles(root.resolve("data")))
                        .containsExactlyInAnyOrderElementsOf(view.manifest().files().stream()
                                .map(files::path)
                                .toList());
            }
        });
    }

    // Retention

    @ParameterizedTest
    @ValueSource(strings = {" PRIMARY KEY", ""})
    void anExpiredFileThatIsQuarantinedGoesLikeAnyOther(String key) {
        create(key);
        DataFile lost = fiveFiles().get(1);
        lose(lost);
        clock.advance(LONGER_THAN_TTL);
        assertThat(engine.rows(ADMIN, "STORAGE RETENTION TABLE n.t DRY RUN")).hasSize(5);

        engine.applyRetention("n.t");

        assertThat(engine.files("n.t")).isZero();
        assertThat(engine.engine().quarantinedFiles()).isZero();
        assertThatThrownBy(() -> dropFile(lost)).hasMessageContaining("no such file");
        expect(Map.of());
        assertThat(engine.engine().quarantinedFiles()).isZero();
        engine.run(ADMIN, "INSERT INTO n.t VALUES (1, 'new'), (2, 'new'), (3, 'new')");
        expect(Map.of(1, "new", 2, "new", 3, "new"));
        expectListedFilesOnly();
    }

    @Test
    void aQuarantinedFileThatIsNotExpiredStaysAndKeepsWhatIsBehindIt() throws IOException {
        create(" PRIMARY KEY");
        runAndFlush("INSERT INTO n.t VALUES (1, 'a'), (2, 'a')");
        clock.advance(Duration.ofSeconds(600));
        runAndFlush("INSERT INTO n.t VALUES (3, 'b'); DELETE FROM n.t WHERE id = 1");
        DataFile young = files.of("n.t").get(1);
        byte[] whole = lose(young);
        clock.advance(Duration.ofSeconds(600));
        engine.run(ADMIN, "INSERT INTO n.t VALUES (4, 'hot')");

        engine.applyRetention("n.t");

        assertThat(files.of("n.t")).extracting(DataFile::id).containsExactly(young.id());
        files.expectUnavailable(young, ADMIN, "SELECT max(v) FROM n.t");
        assertThat(engine.value(ADMIN, "SELECT count(*) FROM n.t")).isEqualTo(2L);
        assertThat(engine.value(ADMIN, "SELECT v FROM n.t WHERE id = 4")).isEqualTo("hot");
        files.overwrite(young, whole);
        expect(Map.of(3, "b", 4, "hot"));
    }

    @Test
    void aFileWhoseLossIsBeingAcceptedGoesOnce() {
        create(" PRIMARY KEY");
        DataFile lost = fiveFiles().get(0);
        lose(lost);
        engine.engine().committer().submit(commit -> {
            commit.damage().acceptLoss(lost);
            return lost.id();
        });
        engine.run(ADMIN, "INSERT INTO n.t VALUES (6, 'anew')");
        clock.advance(LONGER_THAN_TTL);
        engine.run(ADMIN, "INSERT INTO n.t VALUES (9, 'hot')");

        engine.applyRetention("n.t");

        assertThatThrownBy(() -> dropFile(lost)).hasMessageContaining("no such file");
        assertThat(engine.engine().quarantinedFiles()).isZero();
        expect(Map.of(9, "hot"));
        engine.run(ADMIN, "INSERT INTO n.t VALUES (1, 'new'), (5, 'new'), (6, 'new')");
        expect(Map.of(1, "new", 5, "new", 6, "new", 9, "hot"));
        expectListedFilesOnly();
    }

    @ParameterizedTest
    @ValueSource(strings = {" PRIMARY KEY", ""})
    void whatAFileThatWasGivenUpLeavesBehindExpires(String key) {
        create(key);
        DataFile lost = fiveFiles().get(2);
        lose(lost);
        dropFile(lost);
        expect(Map.of(5, "e", 6, "a", 8, "e"));
        clock.advance(LONGER_THAN_TTL);
        engine.run(ADMIN, "UPDATE n.t SET v = 'hot' WHERE id = 6");

        engine.applyRetention("n.t");

        assertThat(engine.files("n.t")).isZero();
        expect(Map.of(6, "hot"));
    }

    // Compaction

    @ParameterizedTest
    @ValueSource(strings = {" PRIMARY KEY", ""})
    void filesOnBothSidesOfAQuarantinedOneAreMergedAndWhatHidesItsRowsStays(String key) throws IOException {
        create(key);
        List<DataFile> five = fiveFiles();
        DataFile lost = five.get(2);
        byte[] whole = lose(lost);

        engine.compact("n.t");

        assertThat(files.of("n.t"))
                .hasSize(3)
                .extracting(DataFile::id)
                .contains(lost.id())
                .doesNotContain(
                        five.get(0).id(),
                        five.get(1).id(),
                        five.get(3).id(),
                        five.get(4).id());
        files.expectUnavailable(lost, ADMIN, "SELECT max(v) FROM n.t");
        files.overwrite(lost, whole);
        expect(OF_FIVE_FILES);
        engine.compact("n.t");
        assertThat(engine.files("n.t")).isOne();
        expect(OF_FIVE_FILES);
        expectListedFilesOnly();
    }

    @ParameterizedTest
    @ValueSource(strings = {" PRIMARY KEY", ""})
    void filesOnBothSidesOfOneThatWasGivenUpBecomeOneAndItsTombstonesGo(String key) {
        create(key);
        DataFile lost = fiveFiles().get(2);
        lose(lost);
        dropFile(lost);

        engine.compact("n.t");

        List<DataFile> left = files.of("n.t");
        assertThat(left).hasSize(1);
        assertThat(left.get(0).rows()).isEqualTo(left.get(0).liveRows());
        expect(Map.of(5, "e", 6, "a", 8, "e"));
        engine.run(ADMIN, "INSERT INTO n.t VALUES (1, 'new'), (3, 'new'), (7, 'new')");
        expect(Map.of(1, "new", 3, "new", 5, "e", 6, "a", 7, "new", 8, "e"));
    }

    @Test
    void bundlesOnBothSidesOfAQuarantinedOneAreMerged() throws IOException {
        engine.run(ADMIN, "CREATE USER TABLE n.t (id INT PRIMARY KEY, v TEXT)");
        List<Caller> users = List.of(ADMIN, ALICE, BOB);
        for (int round = 0; round < 5; round++) {
            String write = "INSERT INTO n.t VALUES (" + round + ", 'a'), (" + (round + 10) + ", 'a'), (" + (round + 20)
                    + ", 'a');"
                    + "DELETE FROM n.t WHERE id = " + (round + 9) + "; UPDATE n.t SET v = 'b' WHERE id = "
                    + (round - 2);
            users.forEach(user -> engine.run(user, write));
            engine.flush("n.t");
        }
        users.forEach(user -> engine.run(user, "DELETE FROM n.t WHERE id = 21"));
        Map<Integer, String> rows =
                Map.of(0, "b", 1, "b", 2, "b", 3, "a", 4, "a", 14, "a", 20, "a", 22, "a", 23, "a", 24, "a");
        DataFile lost = files.of("n.t").get(2);
        assertThat(lost.parts()).hasSize(3);
        byte[] whole = lose(lost);

        engine.compact("n.t");

        assertThat(files.of("n.t")).hasSize(3).extracting(DataFile::id).contains(lost.id());
        users.forEach(user -> files.expectUnavailable(lost, user, "SELECT max(v) FROM n.t"));
        files.overwrite(lost, whole);
        for (Caller user : users) {
            assertThat(engine.rows(user, "SELECT id, v FROM n.t ORDER BY id"))
                    .hasToString("[[0, b], [1, b], [2, b], [3, a], [4, a], [14, a], [20, a], [22, a], [23, a],"
                            + " [24, a]]");
        }
        expect(rows);
        engine.compact("n.t");
        assertThat(engine.files("n.t")).isOne();
        expect(rows);
    }

    @Test
    void aFileThatIsFoundDamagedIsNamedAndTheNextAttemptLeavesItOut() throws IOException {
        create(" PRIMARY KEY");
        DataFile bad = fiveFiles().get(4);
        byte[] whole = files.bytes(bad);
        files.overwrite(bad, DataFiles.withFlippedBit(whole, 40));

        EngineException failure = catchThrowableOfType(EngineException.class, () -> engine.compact("n.t"));

        assertThat(failure.code()).isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("data file " + bad.id() + " is quarantined");
        assertThat(engine.files("n.t")).isEqualTo(5);
        engine.compact("n.t");
        assertThat(files.of("n.t")).hasSize(2).extracting(DataFile::id).contains(bad.id());
        files.overwrite(bad, whole);
        expect(OF_FIVE_FILES);
        expectListedFilesOnly();
    }

    /** Else rows that nobody can read again would be replaced by whatever the merge has seen of them. */
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED"})
    void aFileThatIsQuarantinedWhileItIsMergedStaysAndTheRunGoesOnWithoutIt(Step step) throws IOException {
        create(" PRIMARY KEY");
        List<DataFile> five = fiveFiles();
        byte[][] whole = new byte[1][];
        meanwhile.next(step, () -> whole[0] = lose(five.get(1)));

        engine.compact("n.t");

        meanwhile.expectReached();
        assertThat(files.of("n.t"))
                .extracting(DataFile::id)
                .contains(five.get(1).id());
        assertThat(engine.value(ADMIN, "SELECT status FROM system.jobs WHERE job_type = 'compaction'"))
                .isEqualTo("completed");
        files.overwrite(five.get(1), whole[0]);
        expect(OF_FIVE_FILES);
        engine.compact("n.t");
        assertThat(engine.files("n.t")).isOne();
        expect(OF_FIVE_FILES);
        expectListedFilesOnly();
    }

    /** DuckDB reads some damaged pages as other values: they must not get a checksum of their own. */
    @Test
    void bytesThatRottedUnseenAreNotMerged() throws IOException {
        create(" PRIMARY KEY");
        runAndFlush("INSERT INTO n.t SELECT i, 'v' || (i * 7919 % 1000) FROM range(200) r(i)");
        runAndFlush("INSERT INTO n.t VALUES (1000, 'other')");
        DataFile file = files.of("n.t").get(0);
        List<?> before = engine.rows(ADMIN, "SELECT id, v FROM n.t ORDER BY id");
        byte[] whole = files.bytes(file);
        int place = 4;
        while (!showsOtherRows(file, whole, place, before)) {
            place++;
        }

        EngineException failure = catchThrowableOfType(EngineException.class, () -> engine.compact("n.t"));

        assertThat(failure).as("a bit flipped at byte %d was merged", place).isNotNull();
        assertThat(failure.code()).isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
        files.expectUnavailable(file, ADMIN, "SELECT max(v) FROM n.t");
        files.overwrite(file, whole);
        assertThat(engine.rows(ADMIN, "SELECT id, v FROM n.t ORDER BY id")).isEqualTo(before);
        engine.compact("n.t");
        assertThat(engine.rows(ADMIN, "SELECT id, v FROM n.t ORDER BY id")).isEqualTo(before);
        assertThat(engine.files("n.t")).isOne();
    }

    /** Leaves the file damaged, with nothing to show it, if so. */
    private boolean showsOtherRows(DataFile file, byte[] whole, int place, List<?> before) throws IOException {
        files.rot(file, DataFiles.withFlippedBit(whole, place));
        try {
            List<?> after = engine.rows(ADMIN, "SELECT id, v FROM n.t ORDER BY id");
            if (!after.equals(before) && after.size() == before.size()) {
                return true;
            }
        } catch (EngineException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
        }
        files.overwrite(file, whole);
        assertThat(engine.rows(ADMIN, "SELECT id, v FROM n.t ORDER BY id")).isEqualTo(before);
        return false;
    }
}
