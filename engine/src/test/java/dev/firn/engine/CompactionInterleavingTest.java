package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What falls between the steps of a compaction: each row shows once, in its newest version, and no file is left behind. */
class CompactionInterleavingTest {
    private static final int ROWS = 100;
    private static final int ROWS_A_FILE = 20;

    @TempDir
    private Path root;

    private final AtomicBoolean armed = new AtomicBoolean();
    private Step at = Step.FILE_WRITTEN;
    private Runnable action = () -> {};
    private TestingEngine engine;
    private final TreeMap<Integer, Integer> expected = new TreeMap<>();

    @BeforeEach
    void fillFiles() {
        StepListener steps = (step, runId) -> {
            if (step == at && runId.startsWith("CO-") && armed.compareAndSet(true, false)) {
                action.run();
            }
        };
        engine = new TestingEngine(
                root,
                steps,
                "firn.flush.rows-per-file",
                Integer.toString(ROWS_A_FILE),
                "firn.compaction.min-files",
                "20");
        engine.run(
                TestingEngine.ADMIN,
                "CREATE NAMESPACE n; CREATE USER TABLE n.t (id INT PRIMARY KEY, v INT) FLUSH ROWS 100000;"
                        + "CREATE USER TABLE n.log (id INT, v INT) FLUSH ROWS 100000");
        for (String table : List.of("t", "log")) {
            run("INSERT INTO n." + table + " VALUES "
                    + IntStream.range(0, ROWS).mapToObj(id -> "(" + id + ", 0)").collect(Collectors.joining(", ")));
            run("UPDATE n." + table + " SET v = v + 1 WHERE id % 3 = 0");
            run("DELETE FROM n." + table + " WHERE id % 5 = 0");
            engine.flush("n." + table);
        }
        IntStream.range(0, ROWS).filter(id -> id % 5 != 0).forEach(id -> expected.put(id, id % 3 == 0 ? 1 : 0));
        assertThat(engine.files("n.t")).isEqualTo(8);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void run(String sql) {
        engine.run(TestingEngine.ALICE, sql);
    }

    private void arm(Step step, Runnable toDo) {
        at = step;
        action = toDo;
        armed.set(true);
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
        run(sql.replace("%", "t") + "; " + sql.replace("%", "log"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED", "COMPACTION_COMMITTED"})
    void rowsWrittenMeanwhileShowOnceInTheirNewestVersion(Step step) {
        arm(step, this::writeMeanwhile);

        engine.compact("n.t");
        if (armed.get()) {
            engine.compact("n.log");
        }

        assertThat(armed).isFalse();
        expectRows();
        engine.flush("n.t");
        engine.flush("n.log");
        expectRows();
        engine.compact("n.t");
        engine.compact("n.log");
        expectRows();
        assertThat(engine.files("n.t")).isOne();
        assertThat(engine.files("n.log")).isOne();
        engine.reopen();
        expectRows();
        expectListedFilesOnly();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED", "COMPACTION_COMMITTED"})
    void writesAndTheirFlushMeanwhileLoseNothing(Step step) {
        arm(step, () -> {
            writeMeanwhile();
            engine.flush("n.t");
            engine.flush("n.log");
            expectRows();
        });

        engine.compact("n.t");

        assertThat(armed).isFalse();
        expectRows();
        engine.compact("n.t");
        engine.compact("n.log");
        expectRows();
        engine.reopen();
        expectRows();
        expectListedFilesOnly();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED"})
    void tableThatIsDroppedMeanwhileLeavesNoFile(Step step) {
        arm(step, () -> engine.run(TestingEngine.ADMIN, "DROP TABLE n.t"));

        tryToCompact();

        assertThat(armed).isFalse();
        engine.run(TestingEngine.ADMIN, "DROP TABLE n.log");
        engine.reopen();
        expectListedFilesOnly();
    }

    private void tryToCompact() {
        try {
            engine.compact("n.t");
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
                TestingEngine.ADMIN, "ALTER TABLE n.t ADD gone INT DEFAULT 3; ALTER TABLE n.t ADD stays INT DEFAULT 4");
        arm(
                step,
                () -> engine.run(
                        TestingEngine.ADMIN,
                        "ALTER TABLE n.t ADD COLUMN w TEXT DEFAULT 'old'; ALTER TABLE n.t DROP COLUMN gone;"
                                + "ALTER TABLE n.t ALTER COLUMN v TYPE DOUBLE; ALTER TABLE n.t RENAME COLUMN v TO x;"
                                + "ALTER TABLE n.t ADD COLUMN v INT; ALTER TABLE n.t ADD gone INT"));

        engine.compact("n.t");

        assertThat(armed).isFalse();
        expectAltered();
        run("UPDATE n.t SET gone = 5 WHERE id = 1");
        engine.flush("n.t");
        engine.compact("n.t");
        assertThat(engine.files("n.t")).isOne();
        run("UPDATE n.t SET gone = NULL WHERE id = 1");
        expectAltered();
        engine.reopen();
        expectAltered();
    }

    private void expectAltered() {
        assertThat(engine.value(
                        TestingEngine.ALICE,
                        "SELECT count(*) FILTER (w = 'old' AND v IS NULL AND gone IS NULL AND stays = 4"
                                + " AND x = CASE WHEN id % 3 = 0 THEN 1 ELSE 0 END) FROM n.t"))
                .isEqualTo((long) expected.size());
        assertThat(engine.value(TestingEngine.ALICE, "SELECT count(*) FROM n.t"))
                .isEqualTo((long) expected.size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "COMPACTION_KEYS_FREED", "COMPACTION_COMMITTED"})
    void compactionThatFailsChangesNothingAndIsRepeated(Step step) {
        arm(step, () -> {
            throw new IllegalStateException("disk on fire");
        });

        assertThatThrownBy(() -> engine.compact("n.t")).hasMessageStartingWith("disk on fire");

        assertThat(armed).isFalse();
        expectRows();
        // What a crash at this point leaves is there as well: nobody has told the engine of its end.
        engine.reopen();
        expectRows();
        expectListedFilesOnly();
        engine.flushDue();
        engine.compact("n.t");
        expectRows();
        assertThat(engine.files("n.t")).isOne();
    }

    @Test
    void viewsOfBeforeKeepTheirFilesUntilTheyAreClosed() throws IOException {
        try (var view = engine.engine().committer().acquire()) {
            engine.compact("n.t");
            engine.compact("n.log");

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
        for (String table : List.of("n.t", "n.log")) {
            assertThat(engine.rows(TestingEngine.ALICE, "SELECT id, v FROM " + table + " ORDER BY id"))
                    .isEqualTo(rows);
            assertThat(engine.value(TestingEngine.ALICE, "SELECT COUNT(*) FROM " + table))
                    .isEqualTo((long) rows.size());
        }
        assertThat(engine.rows(TestingEngine.ALICE, "SELECT v FROM n.t WHERE id = 1"))
                .isEqualTo(List.of(List.of(expected.get(1))));
        assertThat(engine.rows(TestingEngine.ALICE, "SELECT v FROM n.t WHERE id = 10"))
                .isEmpty();
    }

    private void expectListedFilesOnly() {
        try (var view = engine.engine().committer().acquire()) {
            int listed = view.manifest().files().size();
            Awaitility.await().until(() -> parquetFiles() == listed);
            assertThat(view.manifest().intents()).isEmpty();
        }
    }

    private long parquetFiles() {
        try (Stream<Path> files = Files.walk(root.resolve("data"))) {
            return files.filter(file -> file.toString().contains(".parquet")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
