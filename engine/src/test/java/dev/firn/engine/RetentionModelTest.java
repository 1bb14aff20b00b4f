package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.security.TestingClock;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of writes, flushes, retention, time and restarts against a model. A row that is young enough always
 * shows in its newest version; one of a USER table that is too old shows until a run has removed it, and then never
 * again; one of a STREAM table never.
 */
class RetentionModelTest {
    private static final List<Caller> USERS = List.of(TestingEngine.ALICE, TestingEngine.BOB);
    private static final int OPERATIONS = 100;
    private static final long TTL = 100;
    private static final int IDS = 60;

    @TempDir
    private Path root;

    private final TestingClock clock = new TestingClock();
    private final Map<Caller, TreeMap<Integer, Row>> rows = new HashMap<>();
    private boolean stream;
    private Random random = new Random(0);

    private record Row(int n, long writtenAt) {}

    @ParameterizedTest
    @CsvSource({"1, USER", "2, USER", "3, USER", "1, STREAM", "2, STREAM"})
    void expiredRowsGoAndNothingElse(long seed, String kind) {
        random = new Random(seed);
        stream = kind.equals("STREAM");
        USERS.forEach(user -> rows.put(user, new TreeMap<>()));
        try (TestingEngine engine = new TestingEngine(
                root,
                StepListener.NONE,
                clock,
                "firn.flush.rows-per-file",
                "25",
                "firn.retention.check-seconds",
                "86400")) {
            engine.run(
                    TestingEngine.ADMIN,
                    "CREATE NAMESPACE m; CREATE " + kind + " TABLE m.t (id INT PRIMARY KEY, n INT) TTL " + TTL
                            + (stream ? "" : " FLUSH ROWS 60"));
            for (int i = 0; i < OPERATIONS; i++) {
                step(engine);
            }
            USERS.forEach(user -> expectRows(engine, user));
            clock.advance(Duration.ofSeconds(TTL + 1));
            forgetExpiredOfStream();
            retain(engine);
            expectNothingLeft(engine);
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private boolean isExpired(Row row) {
        return row.writtenAt() < now() - TTL;
    }

    private void step(TestingEngine engine) {
        Caller user = USERS.get(random.nextInt(USERS.size()));
        int dice = random.nextInt(100);
        if (dice < 35) {
            insert(engine, user);
        } else if (dice < 50) {
            update(engine, user);
        } else if (dice < 60) {
            delete(engine, user);
        } else if (dice < 75) {
            clock.advance(Duration.ofSeconds(random.nextInt(40)));
            forgetExpiredOfStream();
        } else if (dice < 85) {
            retain(engine);
        } else if (dice < 92 && !stream) {
            engine.flush("m.t");
            USERS.forEach(each -> forgetWhatIsGone(engine, each));
        } else if (dice < 95) {
            // The first look after a start also launches the retention runs that are due.
            engine.flushDue();
            USERS.forEach(each -> forgetWhatIsGone(engine, each));
        } else if (dice < 98) {
            engine.reopen();
        } else {
            USERS.forEach(each -> expectRows(engine, each));
        }
    }

    private void forgetExpiredOfStream() {
        if (stream) {
            rows.values().forEach(ofUser -> ofUser.values().removeIf(this::isExpired));
        }
    }

    private void insert(TestingEngine engine, Caller user) {
        TreeMap<Integer, Row> known = rows.get(user);
        TreeMap<Integer, Row> added = new TreeMap<>();
        for (int left = 1 + random.nextInt(12); left > 0; left--) {
            added.put(random.nextInt(IDS), new Row(random.nextInt(1_000), now()));
        }
        boolean taken = added.keySet().stream().anyMatch(known::containsKey);
        if (taken && random.nextBoolean()) {
            added.keySet().removeAll(known.keySet());
            taken = false;
        }
        if (added.isEmpty()) {
            return;
        }
        List<String> values = new ArrayList<>();
        added.forEach((id, row) -> values.add("(" + id + ", " + row.n() + ")"));
        String sql = "INSERT INTO m.t VALUES " + String.join(", ", values);
        if (taken) {
            assertThatThrownBy(() -> engine.run(user, sql))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION));
        } else {
            engine.run(user, sql);
            known.putAll(added);
        }
    }

    private void update(TestingEngine engine, Caller user) {
        int from = random.nextInt(IDS);
        int to = from + random.nextInt(15);
        Map<Integer, Row> range = rows.get(user).subMap(from, to);
        long changed = engine.run(user, "UPDATE m.t SET n = n + 1 WHERE id >= " + from + " AND id < " + to);
        assertThat(changed).isEqualTo(range.size());
        range.replaceAll((id, row) -> new Row(row.n() + 1, now()));
    }

    private void delete(TestingEngine engine, Caller user) {
        int from = random.nextInt(IDS);
        int to = from + random.nextInt(6);
        Map<Integer, Row> range = rows.get(user).subMap(from, to);
        assertThat(engine.run(user, "DELETE FROM m.t WHERE id >= " + from + " AND id < " + to))
                .isEqualTo(range.size());
        range.clear();
    }

    private void retain(TestingEngine engine) {
        List<List<@Nullable Object>> listed = engine.rows(TestingEngine.ADMIN, "STORAGE RETENTION TABLE m.t DRY RUN");
        long listedRows = listed.stream().mapToLong(row -> (Long) row.get(3)).sum();
        long stored = storedRows(engine);
        if (stream) {
            engine.engine().retention().sweepStreams();
        } else {
            engine.applyRetention("m.t");
            USERS.forEach(user -> forgetWhatIsGone(engine, user));
        }
        assertThat(stored - storedRows(engine)).isEqualTo(listedRows);
        USERS.forEach(user -> expectRows(engine, user));
    }

    private static long storedRows(TestingEngine engine) {
        try (ReadView view = engine.engine().committer().acquire()) {
            return engine.hotRows("m.t")
                    + view.manifest().files().stream()
                            .mapToLong(file -> file.rows())
                            .sum();
        }
    }

    /** Only expired rows may be gone. */
    private void forgetWhatIsGone(TestingEngine engine, Caller user) {
        Map<Integer, Row> left = new HashMap<>();
        for (List<@Nullable Object> row : engine.rows(user, "SELECT id, n FROM m.t")) {
            Row known = rows.get(user).get((Integer) row.get(0));
            assertThat(known).as("row %s of %s", row, user.userId()).isNotNull();
            left.put((Integer) row.get(0), known);
        }
        rows.get(user).forEach((id, row) -> {
            if (!left.containsKey(id)) {
                assertThat(isExpired(row)).as("row %s of %s", id, user.userId()).isTrue();
            }
        });
        rows.get(user).keySet().retainAll(left.keySet());
    }

    private void expectRows(TestingEngine engine, Caller user) {
        List<List<@Nullable Object>> expected = new ArrayList<>();
        rows.get(user).forEach((id, row) -> expected.add(List.of(id, row.n())));
        assertThat(engine.rows(user, "SELECT id, n FROM m.t ORDER BY id")).isEqualTo(expected);
        assertThat(engine.value(user, "SELECT COUNT(*) FROM m.t")).isEqualTo((long) expected.size());
        int id = random.nextInt(IDS);
        Row row = rows.get(user).get(id);
        assertThat(engine.rows(user, "SELECT n FROM m.t WHERE id = " + id))
                .isEqualTo(row == null ? List.of() : List.of(List.of(row.n())));
    }

    private static void expectNothingLeft(TestingEngine engine) {
        assertThat(storedRows(engine)).isZero();
        try (ReadView view = engine.engine().committer().acquire()) {
            for (ScopeView scope : view.scopes(engine.table("m.t").id())) {
                assertThat(scope.supersededRows()).isZero();
                List<byte[]> keys = new ArrayList<>();
                view.forgottenKeys(scope, keys::add);
                assertThat(keys).isEmpty();
            }
        }
    }
}
