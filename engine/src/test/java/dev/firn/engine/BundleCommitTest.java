package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writes and failures between the cut of a flush and the commits of its bundles. Five users hold 22 rows each, files 50:
 * users 0 and 1 share the first file, 2 and 3 the second, 4 has one alone.
 */
class BundleCommitTest {
    private static final int USERS = 5;
    private static final int ROWS = 22;

    @TempDir
    private Path root;

    private final AtStep meanwhile = new AtStep();
    private TestingEngine engine;
    private final Map<Caller, TreeMap<Integer, Integer>> expected = new HashMap<>();

    @BeforeEach
    void fillTable() {
        engine = new TestingEngine(root, meanwhile, "firn.flush.rows-per-file", "50", "firn.flush.bundle-scopes", "2");
        engine.run(
                TestingEngine.ADMIN,
                "CREATE NAMESPACE n; CREATE USER TABLE n.t (id INT PRIMARY KEY, v INT) FLUSH ROWS 100000");
        for (int number = 0; number < USERS; number++) {
            insert(user(number), 0, ROWS);
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Caller user(int number) {
        return new Caller("user" + number, Role.USER);
    }

    private void insert(Caller user, int first, int rows) {
        engine.run(
                user,
                "INSERT INTO n.t (id, v) VALUES "
                        + IntStream.range(first, first + rows)
                                .mapToObj(id -> "(" + id + ", 0)")
                                .collect(Collectors.joining(", ")));
        IntStream.range(first, first + rows).forEach(id -> rowsOf(user).put(id, 0));
    }

    private TreeMap<Integer, Integer> rowsOf(Caller user) {
        return expected.computeIfAbsent(user, unused -> new TreeMap<>());
    }

    /** Five row versions a user, and one of a user who is new. */
    private void writeMeanwhile() {
        for (int number = 0; number < USERS; number++) {
            Caller user = user(number);
            engine.run(user, "UPDATE n.t SET v = v + 1 WHERE id = 1; DELETE FROM n.t WHERE id IN (2, 3)");
            engine.run(user, "INSERT INTO n.t (id, v) VALUES (3, 7)");
            rowsOf(user).put(1, 1);
            rowsOf(user).remove(2);
            rowsOf(user).put(3, 7);
            insert(user, 100, 1);
        }
        insert(user(USERS), 0, 1);
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
        assertThat(engine.hotRows("n.t")).isEqualTo(USERS * 5 + 1);
        expectRows();
        engine.run(TestingEngine.ADMIN, "ALTER TABLE n.t ADD COLUMN w INT DEFAULT 5");
        engine.run(user(0), "UPDATE n.t SET w = 6 WHERE id = 5");
        engine.flush("n.t");
        assertThat(engine.hotRows("n.t")).isZero();
        expectRows();
        engine.reopen();
        expectRows();
        assertThat(engine.rows(user(0), "SELECT w, count(*) FROM n.t GROUP BY w ORDER BY w"))
                .containsExactly(List.of(5, ROWS - 1L), List.of(6, 1L));
        assertThat(engine.rows(user(3), "SELECT w, count(*) FROM n.t GROUP BY w"))
                .containsExactly(List.of(5, (long) ROWS));
    }

    /** Each bundle is flushed for all of its users or for none. */
    @ParameterizedTest
    @CsvSource({"FILE_WRITTEN, 0", "FILE_CLAIMED, 0", "FLUSH_COMMITTED, 2"})
    void aRunThatFailsLeavesEveryScopeOfABundleInTheSameTier(Step step, int usersFlushed) {
        meanwhile.next(step, () -> {
            throw new IllegalStateException("disk on fire");
        });

        assertThatThrownBy(() -> engine.flush("n.t")).hasMessageStartingWith("disk on fire");

        for (int number = 0; number < USERS; number++) {
            assertThat(hotRows(user(number))).isEqualTo(number < usersFlushed ? 0 : ROWS);
        }
        assertThat(engine.files("n.t")).isEqualTo(usersFlushed / 2);
        expectRows();
        engine.reopen();
        expectRows();
        writeMeanwhile();
        engine.flush("n.t");
        engine.flush("n.t");
        assertThat(engine.hotRows("n.t")).isZero();
        expectRows();
    }

    private long hotRows(Caller user) {
        try (ReadView view = engine.engine().committer().acquire()) {
            Table table = view.catalog().table(new TableName("n", "t")).orElseThrow();
            return view.scope(table.id(), new TableScope.User(user.userId()))
                    .orElseThrow()
                    .hotRows();
        }
    }

    @Test
    void rowsAreFlushedScopeByScopeThroughTheirOwnLastSequence() {
        engine.flush("n.t");
        insert(user(1), 50, 1);

        for (int number = 0; number < USERS; number++) {
            assertThat(engine.rows(
                            user(number), "SELECT flushed_through, buffered_rows, file_rows FROM system.storage"))
                    .containsExactly(List.of(
                            (Long) engine.value(user(number), "SELECT max(_seq) FROM n.t WHERE id < 50"),
                            number == 1 ? 1L : 0L,
                            (long) ROWS));
        }
        assertThat(engine.value(TestingEngine.ADMIN, "SELECT checkpoint FROM system.jobs"))
                .isEqualTo("5/" + engine.value(user(4), "SELECT max(_seq) FROM n.t"));
    }

    @Test
    void aTableDroppedBetweenTwoBundlesEndsTheRun() {
        meanwhile.next(Step.FLUSH_COMMITTED, () -> engine.run(TestingEngine.ADMIN, "DROP TABLE n.t"));

        assertThatThrownBy(() -> engine.flush("n.t")).hasMessageContaining("dropped");

        assertThat(engine.rows(TestingEngine.ADMIN, "SELECT * FROM system.manifest"))
                .isEmpty();
    }

    private void expectRows() {
        expected.forEach((user, held) -> {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            held.forEach((id, v) -> rows.add(List.of(id, v)));
            assertThat(engine.rows(user, "SELECT id, v FROM n.t ORDER BY id"))
                    .as("rows of %s", user.userId())
                    .isEqualTo(rows);
            assertThat(engine.value(user, "SELECT COUNT(*) FROM n.t")).isEqualTo((long) rows.size());
        });
    }
}
