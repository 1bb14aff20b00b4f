package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What falls between the steps of a compaction: each row shows once, in its newest version, and no file is left behind. Each
 * case has tables of its own, one with a key and one without.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompactionInterleavingTest {
    private static final int ROWS = 100;
    private static final int ROWS_A_FILE = 20;

    @TempDir
    private static Path root;

    private final AtStep meanwhile = new AtStep("CO-");
    private TestingEngine engine;
    private int cases;
    private String keyed = "";
    private String keyless = "";
    private final TreeMap<Integer, Integer> expected = new TreeMap<>();

    @BeforeAll
    void open() {
        engine = new TestingEngine(
                root,
                meanwhile,
                "firn.durability",
                "process",
                "firn.flush.rows-per-file",
                Integer.toString(ROWS_A_FILE),
                "firn.compaction.min-files",
                "20");
        engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE n");
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @BeforeEach
    void fillFiles() {
        keyed = "n.t" + ++cases;
        keyless = "n.log" + cases;
        expected.clear();
        engine.run(
                TestingEngine.ADMIN,
                "CREATE USER TABLE " + keyed + " (id INT PRIMARY KEY, v INT) FLUSH ROWS 100000;" + "CREATE USER TABLE "
                        + keyless + " (id INT, v INT) FLUSH ROWS 100000");
        for (String table : List.of(keyed, keyless)) {
            run("INSERT INTO " + table + " VALUES "
                    + IntStream.range(0, ROWS).mapToObj(id -> "(" + id + ", 0)").collect(Collectors.joining(", ")));
            run("UPDATE " + table + " SET v = v + 1 WHERE id % 3 = 0");
            run("DELETE FROM " + table + " WHERE id % 5 = 0");
            engine.flush(table);
            assertThat(engine.files(table)).isEqualTo(8);
        }
        IntStream.range(0, ROWS).filter(id -> id % 5 != 0).forEach(id -> expected.put(id, id % 3 == 0 ? 1 : 0));
    }

    /** The later ones see nothing of the case's tables. */
    @AfterEach
    void drop() {
        engine.run(TestingEngine.ADMIN, "DROP TABLE IF EXISTS " + keyed + "; DROP TABLE IF EXISTS " + keyless);
        expectListedFilesOnly();
    }

    private void run(String sql) {
        engine.run(TestingEngine.ALICE, sql);
    }

    /** Rows in every file are changed, deleted, deleted and inserted again. */
    private void writeMeanwhile() {
        for (int id = 1; id < ROWS; id += 10) {
            write("UPDATE n.% SET v = v + 1 WHERE id = " + id);
            expected.merge(id, 1, Integer::sum);
            write("DELETE FROM n.% WHERE id = " + (id + 1));
            expected.remove(id + 1);
            write("DELETE FROM n.% WHERE id = " + (id + 2) + "; INSERT INTO n.% VALUES (" + (id + 2) + ", 7)");
            expected.put(id + 2, 7);
            // Deleted before the compaction began.
            write("INSERT INTO n.% VALUES (" + (id + 4) + ", 9)");
            expected.put(id + 4, 9);
        }
        expectRows();
    }

    private void write(String sql) {
        run(sql.replace("n.%", keyed) + "; " + sql.replace("n.%", keyless));
    }

    /** Without a key no tombstone's key is freed. */
    static Stream<Arguments> stepsOfBoth() {
        return Stream.of(
                        Step.CHUNK_APPENDED,
                        Step.FILE_WRITTEN,
                        Step.FILE_CLAIMED,
                        Step.COMPACTION_KEYS_FREED,
                        Step.COMPACTION_COMMITTED)
                .flatMap(step -> Stream.of(true, false).map(hasKey -> Arguments.of(step, hasKey)))
                .filter(arguments -> arguments.get()[0] != Step.COMPACTION_KEYS_FREED
                        || (boolean) arguments.get()[1]);
    }

    @ParameterizedTest(name = "at {0}, with a key: {1}")
    @MethodSource("stepsOfBoth")
    void rowsWrittenMeanwhileShowOnceInTheirNewestVersion(Step step, boolean hasKey) {
        meanwhile.next(step, this::writeMeanwhile);

        engine.compact(hasKey ? keyed : keyless);

        meanwhile.expectReached();
        expectRows();
        engine.flush(keyed);
        engine.flush(keyless);
        expectRows();
        engine.compact(keyed);
        engine.compact(keyless);
        expectRows();
        assertThat(engine.files(keyed)).isOne();
        assertThat(engine.files(keyless)).isOne();
        engine.reopen();
        expectRows();
        expectListedFilesOnly();
    }

    @ParameterizedTest(name = "at {0}, with a key: {1}")
    @MethodSource("stepsOfBoth")
    void writesAndTheirFlushMeanwhileLoseNothing(Step step, boolean hasKey) {
        meanwhile.next(step, () -> {
            writeMeanwhile();
            engine.flush(keyed);
            engine.flush(keyless);
            assertThat(engine.hotRows(keyed) + engine.hotRows(keyless)).isZero();
            expectRows();
        });

        engine.compact(hasKey ? keyed : keyless);

        meanwhile.expectReached();
        expectRows();
        engine.compact(keyed);
        engine.compact(keyless);
        expectRows();
        engine.reopen();
        expectRows();
        expectListedFilesOnly();
    }

    /**
     * A transaction that began before the merge and changes rows that somebody else has changed meanwhile: without a key only
     * the superseded set tells, and the merge forgets it together with the old versions.
     */
    @ParameterizedTest
    @ValueSource(strings = {"UPDATE % SET v = 99 WHERE id = 1", "DELETE FROM % WHERE id IN (1, 2)"})
    void changeOfARowThatWasChangedAndMergedMeanwhileIsRefused(String change) {
        for (String table : List.of(keyed, keyless)) {
            try (SqlRun transaction =
                    engine.start(TestingEngine.ALICE, "BEGIN; " + change.replace("%", table) + "; COMMIT")) {
                transaction.next();
                transaction.next();
                run("UPDATE " + table + " SET v = 50 WHERE id = 1");
                engine.flush(table);
                engine.compact(table);
                assertThat(engine.files(table)).isOne();

                assertThatThrownBy(transaction::next)
                        .isInstanceOfSatisfying(
                                EngineException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT));
            }
        }
        expected.put(1, 50);
        expectRows();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED"})
    void tableThatIsDroppedMeanwhileLeavesNoFile(Step step) {
        meanwhile.next(step, () -> engine.run(TestingEngine.ADMIN, "DROP TABLE " + keyed));

        tryToCompact();

        meanwhile.expectReached();
        engine.run(TestingEngine.ADMIN, "DROP TABLE " + keyless);
        engine.reopen();
        expectListedFilesOnly();
    }

    private void tryToCompact() {
        try {
            engine.compact(keyed);
        } catch (RuntimeException e) {
            assertThat(e.getMessage()).containsAnyOf("dropped", "over", "no longer");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED", "COMPACTION_COMMITTED"})
    void tableThatIsAlteredMeanwhileShowsEveryRowInTheNewColumns(Step step) {
        engine.run(
                TestingEngine.ADMIN,
                "ALTER TABLE n.t ADD gone INT DEFAULT 3; ALTER TABLE n.t ADD stays INT DEFAULT 4"
                        .replace("n.t", keyed));
        meanwhile.next(
                step,
                () -> engine.run(
                        TestingEngine.ADMIN,
                        ("ALTER TABLE n.t ADD COLUMN w TEXT DEFAULT 'old'; ALTER TABLE n.t DROP COLUMN gone;"
                                        + "ALTER TABLE n.t ALTER COLUMN v TYPE DOUBLE; ALTER TABLE n.t RENAME COLUMN v TO x;"
                                        + "ALTER TABLE n.t ADD COLUMN v INT; ALTER TABLE n.t ADD gone INT")
                                .replace("n.t", keyed)));

        engine.compact(keyed);

        meanwhile.expectReached();
        expectAltered();
        run("UPDATE " + keyed + " SET gone = 5 WHERE id = 1");
        engine.flush(keyed);
        engine.compact(keyed);
        assertThat(engine.files(keyed)).isOne();
        run("UPDATE " + keyed + " SET gone = NULL WHERE id = 1");
        expectAltered();
        engine.reopen();
        expectAltered();
    }

    private void expectAltered() {
        assertThat(engine.value(
                        TestingEngine.ALICE,
                        "SELECT count(*) FILTER (w = 'old' AND v IS NULL AND gone IS NULL AND stays = 4"
                                + " AND x = CASE WHEN id % 3 = 0 THEN 1 ELSE 0 END) FROM " + keyed))
                .isEqualTo((long) expected.size());
        assertThat(engine.value(TestingEngine.ALICE, "SELECT count(*) FROM " + keyed))
                .isEqualTo((long) expected.size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED", "COMPACTION_COMMITTED"})
    void compactionThatFailsChangesNothingAndIsRepeated(Step step) {
        meanwhile.next(step, () -> {
            throw new IllegalStateException("disk on fire");
        });

        assertThatThrownBy(() -> engine.compact(keyed)).hasMessageStartingWith("disk on fire");

        meanwhile.expectReached();
        expectRows();
        // What a crash at this point leaves is there as well: nobody has told the engine of its end.
        engine.reopen();
        expectRows();
        expectListedFilesOnly();
        engine.flushDue();
        engine.compact(keyed);
        expectRows();
        assertThat(engine.files(keyed)).isOne();
    }

    @Test
    void viewsOfBeforeKeepTheirFilesUntilTheyAreClosed() {
        try (ReadView view = engine.engine().committer().acquire()) {
            engine.compact(keyed);
            engine.compact(keyless);

            assertThat(view.manifest().files())
                    .allSatisfy(file -> assertThat(root.resolve("data").resolve(file.path()))
                            .exists());
        }
        Awaitility.await().until(() -> parquetFiles() == 2);
        expectRows();
    }

    private void expectRows() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        expected.forEach((id, v) -> rows.add(List.of(id, v)));
        for (String table : List.of(keyed, keyless)) {
            assertThat(engine.rows(TestingEngine.ALICE, "SELECT id, v FROM " + table + " ORDER BY id"))
                    .isEqualTo(rows);
            assertThat(engine.value(TestingEngine.ALICE, "SELECT COUNT(*) FROM " + table))
                    .isEqualTo((long) rows.size());
        }
        assertThat(engine.rows(TestingEngine.ALICE, "SELECT v FROM " + keyed + " WHERE id = 1"))
                .isEqualTo(List.of(List.of(expected.get(1))));
        assertThat(engine.rows(TestingEngine.ALICE, "SELECT v FROM " + keyed + " WHERE id = 10"))
                .isEmpty();
    }

    private void expectListedFilesOnly() {
        try (ReadView view = engine.engine().committer().acquire()) {
            int listed = view.manifest().files().size();
            Awaitility.await().until(() -> parquetFiles() == listed);
            assertThat(view.manifest().intents()).isEmpty();
        }
    }

    private int parquetFiles() {
        return TestingFileCalls.parquetFiles(root.resolve("data")).size();
    }
}
