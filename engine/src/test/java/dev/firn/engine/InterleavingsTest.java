package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.TestingClock;
import dev.firn.engine.store.TestingFileCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At each named step of each job another one, a write, an ALTER or a DROP is carried out wholly: what shows is what a map
 * says, at once, at the end, after every job has run again, and after the store is opened again. (A write, an ALTER and a
 * DROP have no steps between which anything could fall: they are one write batch, {@link Step#WAL_WRITTEN}, in the
 * committer's thread.)
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterleavingsTest {
    private static final Duration EXPIRY = Duration.ofSeconds(1_001);
    private static final int OLD_ROWS = 40;
    private static final int NEW_ROWS = 80;
    /** So many are hot that a chunk ends within a file. */
    private static final int ALL_ROWS = 200;

    @TempDir
    private static Path root;

    private final TestingClock clock = new TestingClock();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final List<Scenario> kept = new ArrayList<>();
    private Place place = new Place(Job.FLUSH, Step.FILE_WRITTEN, Meanwhile.WRITE);
    private Scenario scenario = new Scenario("");
    private TestingEngine engine;
    private int tables;

    /** A job that goes through steps, and those at which something else happens. */
    private enum Job {
        FLUSH("FL-", Step.CHUNK_APPENDED, Step.FILE_WRITTEN, Step.FILE_CLAIMED, Step.FLUSH_COMMITTED),
        COMPACTION(
                "CO-",
                Step.CHUNK_APPENDED,
                Step.FILE_WRITTEN,
                Step.FILE_CLAIMED,
                Step.COMPACTION_KEYS_FREED,
                Step.COMPACTION_COMMITTED),
        RETENTION("", Step.RETENTION_PLANNED, Step.HISTORY_FORGOTTEN, Step.KEYS_FORGOTTEN);

        private final String runs;
        private final List<Step> steps;

        Job(String runs, Step... steps) {
            this.runs = runs;
            this.steps = List.of(steps);
        }
    }

    /** What is carried out at a step. */
    private enum Meanwhile {
        WRITE,
        FLUSH,
        COMPACTION,
        RETENTION,
        ALTER,
        DROP,
        DROP_AND_CREATE
    }

    private record Place(Job job, Step step, Meanwhile meanwhile) {
        @Override
        public String toString() {
            return meanwhile + " at " + step + " of " + job;
        }
    }

    static Stream<Place> places() {
        return Arrays.stream(Job.values())
                .flatMap(job -> job.steps.stream()
                        .flatMap(step ->
                                Arrays.stream(Meanwhile.values()).map(meanwhile -> new Place(job, step, meanwhile))));
    }

    @BeforeAll
    void open() {
        engine = new TestingEngine(
                root,
                (step, runId) -> {
                    if (step == place.step()
                            && runId.startsWith(place.job().runs)
                            && armed.compareAndSet(true, false)) {
                        scenario.reached(step);
                        scenario.expect();
                        scenario.carryOut(place.meanwhile());
                        scenario.expect();
                    }
                },
                clock,
                "firn.retention.check-seconds",
                "86400",
                "firn.durability",
                "process",
                "firn.flush.rows-per-file",
                "40",
                "firn.compaction.min-files",
                "1000");
        engine.run(ADMIN, "CREATE NAMESPACE n");
    }

    @AfterAll
    void everythingIsThereAfterReopening() {
        engine.reopen();
        kept.forEach(Scenario::expect);
        try (ReadView view = engine.engine().committer().acquire()) {
            assertThat(view.manifest().intents()).isEmpty();
            await().untilAsserted(() ->
                    assertThat(dataFiles()).isEqualTo(view.manifest().files().size()));
        }
        engine.close();
    }

    private int dataFiles() {
        return TestingFileCalls.parquetFiles(root.resolve("data")).size();
    }

    /** A table of its own with a map beside it. */
    private final class Scenario {
        private final String table;
        private final TreeMap<Integer, Integer> rows = new TreeMap<>();
        /** Rows whose newest version is older than the table's time to live. */
        private final Set<Integer> expired = new TreeSet<>();

        private boolean dropped;
        private boolean altered;

        Scenario(String table) {
            this.table = table;
        }

        void run(String sql) {
            engine.run(ALICE, sql.replace("%", table));
        }

        /** Old rows in two files, newer ones in others, versions and tombstones of both, and hot rows. */
        void fill() {
            create();
            insert(0, OLD_ROWS);
            engine.flush(table);
            clock.advance(EXPIRY);
            expired.addAll(rows.keySet());
            insert(OLD_ROWS, NEW_ROWS);
            change(3);
            engine.flush(table);
            change(5);
            engine.flush(table);
            change(7);
            insert(NEW_ROWS, ALL_ROWS);
            expect();
        }

        private void create() {
            engine.run(ADMIN, "CREATE USER TABLE " + table + " (id INT PRIMARY KEY, v INT) TTL 1000 FLUSH ROWS 100000");
            rows.clear();
            expired.clear();
            altered = false;
        }

        private void insert(int from, int to) {
            run("INSERT INTO % (id, v) VALUES "
                    + IntStream.range(from, to)
                            .mapToObj(id -> "(" + id + ", 0)")
                            .collect(Collectors.joining(", ")));
            IntStream.range(from, to).forEach(id -> rows.put(id, 0));
        }

        /** Updates, deletes and inserts again one old and one newer row each. */
        void change(int first) {
            int other = first + OLD_ROWS;
            run("UPDATE % SET v = v + 1 WHERE id IN (" + first + ", " + other + ")");
            run("DELETE FROM % WHERE id IN (" + (first + 10) + ", " + (other + 10) + ")");
            run("DELETE FROM % WHERE id IN (" + (first + 20) + ", " + (other + 20) + ")");
            run("INSERT INTO % (id, v) VALUES (" + (first + 20) + ", 9), (" + (other + 20) + ", 9)");
            for (int id : List.of(first, other)) {
                rows.computeIfPresent(id, (unused, v) -> v + 1);
                rows.remove(id + 10);
                rows.put(id + 20, 9);
                expired.removeAll(Set.of(id, id + 10, id + 20));
            }
        }

        void execute(Job job) {
            switch (job) {
                case FLUSH -> engine.flush(table);
                case COMPACTION -> engine.compact(table);
                case RETENTION -> {
                    engine.applyRetention(table);
                    forgetExpired();
                }
            }
        }

        private void forgetExpired() {
            rows.keySet().removeAll(expired);
            expired.clear();
        }

        /** Expired rows go in the commit before the step HISTORY_FORGOTTEN. */
        void reached(Step step) {
            if (step == Step.HISTORY_FORGOTTEN || step == Step.KEYS_FORGOTTEN) {
                forgetExpired();
            }
        }

        void carryOut(Meanwhile meanwhile) {
            switch (meanwhile) {
                case WRITE -> change(9);
                case FLUSH -> {
                    execute(Job.FLUSH);
                    // One flush of a table runs at a time: another one follows it.
                    assertThat(engine.hotRows(table) == 0).isEqualTo(place.job() != Job.FLUSH);
                }
                case COMPACTION -> {
                    execute(Job.COMPACTION);
                    assertThat(compactions()).isEqualTo(place.job() == Job.COMPACTION ? 0L : 1L);
                }
                case RETENTION -> execute(Job.RETENTION);
                case ALTER -> {
                    engine.run(ADMIN, "ALTER TABLE " + table + " ADD COLUMN w INT DEFAULT 5");
                    altered = true;
                }
                case DROP -> drop();
                case DROP_AND_CREATE -> {
                    drop();
                    create();
                    insert(0, 10);
                    dropped = false;
                }
            }
        }

        /** Compactions of the table that have ended. */
        private long compactions() {
            int tableId = engine.table(table).id();
            return engine.engine().runs().newest(20).stream()
                    .filter(run -> run.tableId() == tableId && run.type() == JobType.COMPACTION)
                    .filter(run -> run.status() == Run.Status.COMPLETED)
                    .count();
        }

        private void drop() {
            engine.run(ADMIN, "DROP TABLE " + table);
            dropped = true;
        }

        void expect() {
            if (dropped) {
                return;
            }
            Map<Integer, Integer> visible = new TreeMap<>();
            engine.rows(ALICE, "SELECT id, v FROM " + table)
                    .forEach(row -> assertThat(visible.put((Integer) row.get(0), (Integer) row.get(1)))
                            .as("row %s shows twice", row)
                            .isNull());
            assertThat(visible).isEqualTo(rows);
            assertThat(engine.value(ALICE, "SELECT count(*) FROM " + table)).isEqualTo((long) rows.size());
            Map<Integer, Integer> byKey = new TreeMap<>(rows);
            byKey.keySet().retainAll(Set.of(3, 13, 23, 4, 44));
            assertThat(engine.rows(ALICE, "SELECT id, v FROM " + table + " WHERE id IN (3, 13, 23, 4, 44)"))
                    .as("rows by their keys")
                    .containsExactlyInAnyOrderElementsOf(byKey.entrySet().stream()
                            .map(row -> List.<@Nullable Object>of(row.getKey(), row.getValue()))
                            .toList());
            if (altered) {
                assertThat(engine.value(ALICE, "SELECT count(*) FROM " + table + " WHERE w = 5"))
                        .isEqualTo((long) rows.size());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void whatShowsIsWhatTheMapSays(Place where) {
        armed.set(false);
        place = where;
        scenario = new Scenario("n.t" + ++tables);
        scenario.fill();
        armed.set(true);

        if (where.meanwhile() == Meanwhile.DROP || where.meanwhile() == Meanwhile.DROP_AND_CREATE) {
            tryTo(where.job());
        } else {
            scenario.execute(where.job());
        }

        assertThat(armed).isFalse();
        scenario.expect();
        if (!scenario.dropped) {
            for (Job job : Job.values()) {
                scenario.execute(job);
                scenario.expect();
            }
            scenario.change(2);
            scenario.expect();
            kept.add(scenario);
        }
    }

    /** A run whose table is dropped ends, however it says so. */
    private void tryTo(Job job) {
        try {
            scenario.execute(job);
        } catch (RuntimeException e) {
            assertThat(e.getMessage()).containsAnyOf("dropped", "over", "no longer", "does not exist");
        }
    }
}
