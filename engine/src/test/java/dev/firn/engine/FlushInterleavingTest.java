package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.StepListener.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes that fall between a flush's cut and its commits: each row shows once, in its newest version. */
class FlushInterleavingTest {
    private static final int ROWS = 100;
    private static final int ROWS_A_FILE = 40;

    @TempDir
    private Path root;

    private final AtStep meanwhile = new AtStep();
    private TestingEngine engine;
    private final TreeMap<Integer, Integer> expected = new TreeMap<>();

    @BeforeEach
    void fillTable() {
        engine = new TestingEngine(root, meanwhile, "firn.flush.rows-per-file", Integer.toString(ROWS_A_FILE));
        engine.run(
                TestingEngine.ADMIN,
                "CREATE NAMESPACE n; CREATE USER TABLE n.t (id INT PRIMARY KEY, v INT) FLUSH ROWS 100000");
        run("INSERT INTO n.t VALUES "
                + IntStream.range(0, ROWS).mapToObj(id -> "(" + id + ", 0)").collect(Collectors.joining(", ")));
        IntStream.range(0, ROWS).forEach(id -> expected.put(id, 0));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void run(String sql) {
        engine.run(TestingEngine.ALICE, sql);
    }

    /** Row 5 is in the first file of the run, row 50 in the second, row 95 in the third. */
    private void writeMeanwhile() {
        for (int id : new int[] {5, 50, 95}) {
            run("UPDATE n.t SET v = v + 1 WHERE id = " + id);
            expected.merge(id, 1, Integer::sum);
            run("DELETE FROM n.t WHERE id = " + (id + 1));
            expected.remove(id + 1);
            run("DELETE FROM n.t WHERE id = " + (id + 2));
            run("INSERT INTO n.t VALUES (" + (id + 2) + ", 7)");
            expected.put(id + 2, 7);
        }
        run("INSERT INTO n.t VALUES (1000, 1)");
        expected.put(1000, 1);
        expectRows();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "FLUSH_COMMITTED"})
    void rowsWrittenBetweenCutAndCommitShowOnceInTheirNewestVersion(Step step) {
        meanwhile.next(step, this::writeMeanwhile);

        engine.flush("n.t");

        meanwhile.expectReached();
        assertThat(engine.files("n.t")).isEqualTo(3);
        assertThat(engine.hotRows("n.t")).isEqualTo(3 * 4 + 1);
        expectRows();
        engine.flush("n.t");
        expectRows();
        assertThat(engine.hotRows("n.t")).isZero();
        engine.reopen();
        expectRows();
    }

    /** The rows of the first file were encoded, and its Parquet schema chosen, under the old columns. */
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "FLUSH_COMMITTED"})
    void tableThatIsAlteredBetweenCutAndCommitShowsEveryRowInTheNewColumns(Step step) {
        engine.run(TestingEngine.ADMIN, "ALTER TABLE n.t ADD gone INT DEFAULT 3");
        meanwhile.next(step, () -> {
            engine.run(
                    TestingEngine.ADMIN,
                    "ALTER TABLE n.t ADD COLUMN w TEXT DEFAULT 'old'; ALTER TABLE n.t DROP COLUMN gone;"
                            + "ALTER TABLE n.t ALTER COLUMN v TYPE DOUBLE; ALTER TABLE n.t RENAME COLUMN v TO x;"
                            + "ALTER TABLE n.t ADD COLUMN v INT; ALTER TABLE n.t ADD gone INT");
            run("INSERT INTO n.t (id, x, v) VALUES (1000, 0.5, 1); UPDATE n.t SET w = NULL, gone = 4 WHERE id = 95");
            expectAltered();
        });

        engine.flush("n.t");

        meanwhile.expectReached();
        expectAltered();
        assertThat(engine.hotRows("n.t")).isEqualTo(2);
        engine.flush("n.t");
        expectAltered();
        engine.reopen();
        expectAltered();
    }

    private void expectAltered() {
        assertThat(
                        engine.rows(
                                TestingEngine.ALICE,
                                "SELECT count(*), count(*) FILTER (x = 0 AND w = 'old' AND v IS NULL AND gone IS NULL),"
                                        + " count(*) FILTER (id = 1000 AND x = 0.5 AND w = 'old' AND v = 1 AND gone IS NULL),"
                                        + " count(*) FILTER (id = 95 AND x = 0 AND w IS NULL AND v IS NULL AND gone = 4) FROM n.t"))
                .containsExactly(List.of(101L, 99L, 1L, 1L));
        assertThat(engine.value(TestingEngine.ALICE, "SELECT count(*) FROM n.t WHERE w = 'old'"))
                .isEqualTo(100L);
        assertThat(engine.value(TestingEngine.ALICE, "SELECT count(*) FROM n.t WHERE gone IS NOT NULL"))
                .isEqualTo(1L);
    }

    @Test
    void failedFlushLeavesEveryRowHotAndIsRepeated() {
        meanwhile.next(Step.FILE_CLAIMED, () -> {
            throw new IllegalStateException("disk on fire: " + root.resolve("data/alice/tables"));
        });

        assertThatThrownBy(() -> engine.flush("n.t")).hasMessageStartingWith("disk on fire");

        expectRows();
        assertThat(engine.hotRows("n.t")).isEqualTo(ROWS);
        assertThat(engine.value(
                        TestingEngine.ADMIN, "SELECT status || ': ' || message FROM system.jobs ORDER BY created_at"))
                .isEqualTo("queued: IllegalStateException: disk on fire: alice/tables");
        engine.flush("n.t");
        assertThat(engine.hotRows("n.t")).isZero();
        expectRows();
    }

    @Test
    void tableDroppedBetweenTwoFilesEndsTheRun() {
        List<List<@Nullable Object>> before = engine.rows(TestingEngine.ALICE, "SELECT id, v FROM n.t ORDER BY id");

        assertThat(before).hasSize(ROWS);
        meanwhile.next(Step.FLUSH_COMMITTED, () -> engine.run(TestingEngine.ADMIN, "DROP TABLE n.t"));
        assertThatThrownBy(() -> engine.flush("n.t")).hasMessageContaining("dropped");
        assertThat(engine.rows(TestingEngine.ADMIN, "SHOW TABLES")).isEmpty();
    }

    private void expectRows() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        expected.forEach((id, v) -> rows.add(List.of(id, v)));
        assertThat(engine.rows(TestingEngine.ALICE, "SELECT id, v FROM n.t ORDER BY id"))
                .isEqualTo(rows);
        assertThat(engine.value(TestingEngine.ALICE, "SELECT COUNT(*) FROM n.t"))
                .isEqualTo((long) rows.size());
    }
}
