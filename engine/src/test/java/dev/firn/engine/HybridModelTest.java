package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of inserts, updates, deletes, flushes and restarts against a model: whatever tier a row is in and
 * however many flushes lie between its versions, the newest version shows once, and only to its user.
 */
class HybridModelTest {
    private static final List<Caller> USERS = List.of(TestingEngine.ALICE, TestingEngine.BOB);
    private static final int OPERATIONS = 150;

    @TempDir
    private Path root;

    private final Map<Caller, TreeMap<Long, Integer>> expected = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void newestVersionShowsOnceAndOnlyToItsUser(long seed) {
        Random random = new Random(seed);
        // Of every other seed, users with few rows share files.
        String[] settings = {
            "firn.flush.rows-per-file", "25",
            "firn.flush.bundle-scopes", "1",
            "firn.flush.bundle-rows", seed % 2 == 0 ? "24" : "0"
        };
        try (TestingEngine engine = new TestingEngine(root, StepListener.NONE, settings)) {
            engine.run(
                    TestingEngine.ADMIN,
                    "CREATE NAMESPACE m; CREATE USER TABLE m.t (id BIGINT PRIMARY KEY, n INT) FLUSH ROWS 60");
            for (int i = 0; i < OPERATIONS; i++) {
                step(engine, random);
            }
            for (Caller user : USERS) {
                expectRows(engine, user, "seed " + seed);
            }
        }
    }

    private void step(TestingEngine engine, Random random) {
        Caller user = USERS.get(random.nextInt(USERS.size()));
        TreeMap<Long, Integer> rows = expected.computeIfAbsent(user, unused -> new TreeMap<>());
        int dice = random.nextInt(100);
        if (dice < 45) {
            insert(engine, user, rows, random);
        } else if (dice < 65) {
            update(engine, user, rows, random.nextInt(200), random.nextInt(40));
        } else if (dice < 75) {
            delete(engine, user, rows, random.nextInt(200), random.nextInt(10));
        } else if (dice < 88) {
            engine.flushDue();
        } else if (dice < 90) {
            engine.compact("m.t");
        } else if (dice < 95) {
            engine.flush("m.t");
            assertThat(engine.hotRows("m.t")).isZero();
        } else if (dice < 97) {
            engine.reopen();
        } else {
            expectRows(engine, user, "along the way");
        }
    }

    private static void insert(TestingEngine engine, Caller user, TreeMap<Long, Integer> rows, Random random) {
        List<String> values = new ArrayList<>();
        TreeMap<Long, Integer> added = new TreeMap<>();
        for (int left = 1 + random.nextInt(20); left > 0; left--) {
            long id = random.nextInt(200);
            int n = random.nextInt(50);
            values.add("(" + id + ", " + n + ")");
            if (added.put(id, n) != null || rows.containsKey(id)) {
                added.clear();
                added.put(-1L, 0);
                break;
            }
        }
        String sql = "INSERT INTO m.t (id, n) VALUES " + String.join(", ", values);
        if (added.containsKey(-1L)) {
            assertThatThrownBy(() -> engine.run(user, sql))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION));
        } else {
            assertThat(engine.run(user, sql)).isEqualTo(added.size());
            rows.putAll(added);
        }
    }

    private static void update(TestingEngine engine, Caller user, TreeMap<Long, Integer> rows, int from, int width) {
        long changed =
                engine.run(user, "UPDATE m.t SET n = n + 1000 WHERE id >= " + from + " AND id < " + (from + width));

        Map<Long, Integer> range = rows.subMap((long) from, (long) from + width);
        assertThat(changed).isEqualTo(range.size());
        range.replaceAll((id, n) -> n + 1000);
    }

    private static void delete(TestingEngine engine, Caller user, TreeMap<Long, Integer> rows, int from, int width) {
        long changed = engine.run(user, "DELETE FROM m.t WHERE id BETWEEN " + from + " AND " + (from + width - 1));

        Map<Long, Integer> range = rows.subMap((long) from, (long) from + width);
        assertThat(changed).isEqualTo(range.size());
        range.clear();
    }

    private void expectRows(TestingEngine engine, Caller user, String when) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        expected.getOrDefault(user, new TreeMap<>()).forEach((id, n) -> rows.add(List.of(id, n)));

        assertThat(engine.rows(user, "SELECT id, n FROM m.t ORDER BY id"))
                .as("rows of %s, %s", user.userId(), when)
                .isEqualTo(rows);
        assertThat(engine.value(user, "SELECT COUNT(*) FROM m.t")).isEqualTo((long) rows.size());
    }
}
