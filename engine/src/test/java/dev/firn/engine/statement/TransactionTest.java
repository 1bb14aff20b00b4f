package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static dev.firn.engine.statement.OpenStatements.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BEGIN … COMMIT | ROLLBACK within one request. */
class TransactionTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root, true, Duration.ofSeconds(60));
        create();
    }

    private void create() {
        open.run(SERVICE, """
                CREATE NAMESPACE t;
                CREATE SHARED TABLE t.keyed (id BIGINT PRIMARY KEY, n INT);
                CREATE SHARED TABLE t.notes (id INT, note TEXT);
                CREATE USER TABLE t.own (id BIGINT PRIMARY KEY, note TEXT)""");
    }

    @AfterEach
    void close() {
        assertThat(open.queries.heldCount()).isZero();
        open.close();
    }

    private void flush() {
        open.run(SERVICE, "STORAGE FLUSH ALL");
        open.flush();
    }

    private List<List<@Nullable Object>> keyed() {
        return open.run(SERVICE, "SELECT id, n FROM t.keyed ORDER BY id").rows();
    }

    private static EngineException failure(Runnable action) {
        return catchThrowableOfType(EngineException.class, action::run);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsItsOwnWritesOverAllTables(boolean flushed) {
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 10), (2, 20), (3, 30)");
        if (flushed) {
            flush();
        }
        OpenStatements.Answer answer = open.run(SERVICE, """
                BEGIN TRANSACTION;
                INSERT INTO t.keyed VALUES (4, 40);
                UPDATE t.keyed SET n = n + 1 WHERE id >= 2;
                SELECT id, n FROM t.keyed ORDER BY id;
                DELETE FROM t.keyed WHERE n = 41 RETURNING id, n, (SELECT count(*) FROM t.keyed);
                INSERT INTO t.notes SELECT id, 'n' || n FROM t.keyed WHERE id > 1;
                SELECT count(*), sum(n.id) FROM t.notes n JOIN t.keyed k ON k.id = n.id;
                UPDATE t.notes SET note = note || '!' RETURNING note;
                INSERT INTO t.keyed (id, n) VALUES ((SELECT max(id) + 6 FROM t.keyed), 0);
                COMMIT""");
        assertThat(answer.done())
                .extracting(StatementResult.Done::message)
                .containsExactly(
                        "Transaction begun",
                        "Inserted 1 row(s)",
                        "Updated 3 row(s)",
                        "Inserted 2 row(s)",
                        "Inserted 1 row(s)",
                        "Transaction committed");
        assertThat(answer.rows().subList(0, 5))
                .containsExactly(
                        List.of(1L, 10), List.of(2L, 21), List.of(3L, 31), List.of(4L, 41), List.of(4L, 41, 4L));
        assertThat(answer.rows().get(5).get(0)).isEqualTo(2L);
        assertThat(answer.rows().subList(6, 8)).containsExactlyInAnyOrder(List.of("n21!"), List.of("n31!"));
        assertThat(keyed()).containsExactly(List.of(1L, 10), List.of(2L, 21), List.of(3L, 31), List.of(9L, 0));
        flush();
        assertThat(keyed()).containsExactly(List.of(1L, 10), List.of(2L, 21), List.of(3L, 31), List.of(9L, 0));
        assertThat(open.run(SERVICE, "SELECT note FROM t.notes ORDER BY id").rows())
                .containsExactly(List.of("n21!"), List.of("n31!"));
    }

    @Test
    void isSeenWholeAndOnlyAfterItsCommit() {
        try (SqlRun run = open.start(
                SERVICE, "BEGIN; INSERT INTO t.keyed VALUES (1, 1); INSERT INTO t.notes VALUES (1, 'a'); COMMIT")) {
            step(run, 3);
            assertThat(keyed()).isEmpty();
            open.run(SERVICE, "INSERT INTO t.keyed VALUES (2, 2)");
            flush();
            step(run, 1);
        }
        assertThat(keyed()).containsExactly(List.of(1L, 1), List.of(2L, 2));
        assertThat(open.run(SERVICE, "SELECT count(*) FROM t.notes").single()).isEqualTo(1L);
    }

    @Test
    void readsOneSnapshotWhateverOthersCommit() {
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 1), (2, 2)");
        try (SqlRun run = open.start(
                SERVICE,
                "BEGIN; SELECT sum(n) FROM t.keyed; SELECT sum(n) FROM t.keyed; ROLLBACK; SELECT sum(n) FROM t.keyed")) {
            step(run, 2);
            open.run(SERVICE, "UPDATE t.keyed SET n = 100; DELETE FROM t.keyed WHERE id = 1");
            flush();
            StatementResult.Rows second = (StatementResult.Rows) run.next();
            assertThat(second.rows().next()).isTrue();
            assertThat(String.valueOf(second.rows().value(0))).isEqualTo("3");
            step(run, 1);
            StatementResult.Rows outside = (StatementResult.Rows) run.next();
            assertThat(outside.rows().next()).isTrue();
            assertThat(String.valueOf(outside.rows().value(0))).isEqualTo("100");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE t.keyed SET n = 9 WHERE id = 1 | UPDATE t.keyed SET n = 8 WHERE id = 1",
                "DELETE FROM t.keyed WHERE id = 1      | UPDATE t.keyed SET n = 8 WHERE id = 1",
                "UPDATE t.keyed SET n = 9 WHERE id = 1 | DELETE FROM t.keyed WHERE id = 1",
                "INSERT INTO t.keyed VALUES (5, 5)     | INSERT INTO t.keyed VALUES (5, 6)",
                "UPDATE t.keyed SET id = 5             | INSERT INTO t.keyed VALUES (5, 6)",
                "UPDATE t.notes SET note = 'x'         | DELETE FROM t.notes",
            })
    void theFirstCommitterWins(String inTransaction, String other) {
        for (boolean flushed : new boolean[] {false, true}) {
            open.run(SERVICE, "DELETE FROM t.keyed; DELETE FROM t.notes");
            open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 1); INSERT INTO t.notes VALUES (7, 'a')");
            try (SqlRun run = open.start(
                    SERVICE, "BEGIN; INSERT INTO t.notes VALUES (99, 'not stored'); " + inTransaction + "; COMMIT")) {
                step(run, 3);
                open.run(SERVICE, other);
                if (flushed) {
                    flush();
                }
                EngineException e = failure(run::next);
                assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
                assertThat(e).hasMessageStartingWith("Statement 4 failed: ");
                assertThat(e.details()).isEqualTo(Map.of("rolled_back", 3));
                assertThat(run.hasNext()).isFalse();
            }
            assertThat(open.run(SERVICE, "SELECT * FROM t.notes WHERE id = 99").rows())
                    .isEmpty();
        }
    }

    @Test
    void writersOfOtherRowsDoNotConflict() {
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 1), (2, 2)");
        try (SqlRun run = open.start(SERVICE, "BEGIN; UPDATE t.keyed SET n = n + 10 WHERE id = 1; COMMIT")) {
            step(run, 2);
            open.run(SERVICE, "UPDATE t.keyed SET n = n + 100 WHERE id = 2; INSERT INTO t.keyed VALUES (3, 3)");
            step(run, 1);
        }
        assertThat(keyed()).containsExactly(List.of(1L, 11), List.of(2L, 102), List.of(3L, 3));
    }

    @Test
    void aTakenKeyIsRefusedAtItsStatementAndEverythingTakenBack() {
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 1)");
        flush();
        for (String last : List.of(
                "INSERT INTO t.keyed VALUES (1, 2)",
                "INSERT INTO t.keyed VALUES (2, 2)",
                "UPDATE t.keyed SET id = 1 WHERE id = 2",
                "INSERT INTO t.keyed VALUES (3, 3), (3, 3)")) {
            EngineException e = open.refused(
                    SERVICE,
                    "INSERT INTO t.notes VALUES (0, 'outside'); BEGIN; INSERT INTO t.notes VALUES (1, 'in'); "
                            + "INSERT INTO t.keyed VALUES (2, 2); " + last + "; COMMIT; SELECT 1");
            assertThat(e.code()).as(last).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
            assertThat(e).hasMessageStartingWith("Statement 5 failed: duplicate key");
            assertThat(e.position()).as(last).isPresent();
            assertThat(e.details()).isEqualTo(Map.of("rolled_back", 3));
        }
        assertThat(keyed()).containsExactly(List.of(1L, 1));
        assertThat(open.run(SERVICE, "SELECT DISTINCT note FROM t.notes").rows())
                .containsExactly(List.of("outside"));
    }

    @Test
    void writesOnlyNetEffects() {
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 1), (2, 2), (3, 3)");
        flush();
        open.run(SERVICE, """
                BEGIN;
                INSERT INTO t.keyed VALUES (10, 0); UPDATE t.keyed SET n = 5 WHERE id = 10; UPDATE t.keyed SET n = 6 WHERE id = 10;
                INSERT INTO t.keyed VALUES (11, 0); DELETE FROM t.keyed WHERE id = 11;
                UPDATE t.keyed SET n = 7 WHERE id = 1; UPDATE t.keyed SET n = 8, id = 12 WHERE id = 1;
                UPDATE t.keyed SET id = 13 WHERE id = 2; DELETE FROM t.keyed WHERE id = 13;
                DELETE FROM t.keyed WHERE id = 3; INSERT INTO t.keyed VALUES (3, 33), (2, 22);
                COMMIT""");
        List<List<Object>> expected = List.of(List.of(2L, 22), List.of(3L, 33), List.of(10L, 6), List.of(12L, 8));
        assertThat(keyed()).isEqualTo(expected);
        // Two tombstones, of 2 and 3, and four rows.
        assertThat(open.hotRows("t", "keyed")).hasSize(6);
        flush();
        assertThat(keyed()).isEqualTo(expected);
        open.run(SERVICE, "BEGIN; INSERT INTO t.keyed VALUES (50, 0); DELETE FROM t.keyed WHERE id = 50; COMMIT");
        assertThat(open.hotRows("t", "keyed")).isEmpty();
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 1), (50, 0), (13, 0), (11, 0)");
    }

    @Test
    void keysMoveFreelyWithinIt() {
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (1, 1), (2, 2)");
        open.run(SERVICE, """
                BEGIN; UPDATE t.keyed SET id = 3 - id; UPDATE t.keyed SET id = id + 1;
                INSERT INTO t.keyed VALUES (1, 0); UPDATE t.keyed SET id = 4 - id WHERE id <> 2; COMMIT""");
        assertThat(keyed()).containsExactly(List.of(1L, 1), List.of(2L, 2), List.of(3L, 0));
        flush();
        assertThat(keyed()).containsExactly(List.of(1L, 1), List.of(2L, 2), List.of(3L, 0));
    }

    @Test
    void takesBackOnRollbackAndFailure() {
        open.run(
                ALICE,
                "BEGIN; INSERT INTO t.own VALUES (1, 'a'); ROLLBACK; BEGIN WORK; INSERT INTO t.own VALUES (2, 'b'); "
                        + "COMMIT WORK; START TRANSACTION; INSERT INTO t.own VALUES (3, 'c'); ROLLBACK TRANSACTION; BEGIN; COMMIT");
        assertThat(open.run(ALICE, "SELECT id FROM t.own").rows()).containsExactly(List.of(2L));
        EngineException e = open.refused(
                ALICE, "BEGIN; INSERT INTO t.own VALUES (4, 'd'); SELECT CAST(note AS INT) FROM t.own; COMMIT");
        assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(e.details()).isEqualTo(Map.of("rolled_back", 2));
        assertThat(open.run(ALICE, "SELECT id FROM t.own").rows()).containsExactly(List.of(2L));
        try (SqlRun run = open.start(ALICE, "BEGIN; INSERT INTO t.own VALUES (5, 'e'); COMMIT")) {
            step(run, 2);
        }
        assertThat(open.run(ALICE, "SELECT id FROM t.own").rows()).containsExactly(List.of(2L));
    }

    @Test
    void isolatesUsers() {
        open.run(ALICE, "INSERT INTO t.own VALUES (1, 'of alice')");
        open.run(BOB, "BEGIN; INSERT INTO t.own VALUES (1, 'of bob'); UPDATE t.own SET note = note || '!'; COMMIT");
        assertThat(open.run(ALICE, "SELECT note FROM t.own").rows()).containsExactly(List.of("of alice"));
        assertThat(open.run(BOB, "SELECT note FROM t.own").rows()).containsExactly(List.of("of bob!"));
        open.refused(
                ALICE,
                "INSERT INTO t.own VALUES (2, 'x'); BEGIN; DELETE FROM t.keyed; COMMIT",
                ErrorCode.PERMISSION_DENIED,
                55,
                "t.keyed");
        assertThat(open.run(ALICE, "SELECT count(*) FROM t.own").single()).isEqualTo(1L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BEGIN; INSERT INTO t.notes VALUES (1, 'a')           | 36 | no COMMIT or ROLLBACK",
                "BEGIN; SELECT 1; BEGIN; COMMIT                       | 53 | cannot be part of a transaction",
                "COMMIT                                               | 36 | no transaction has begun",
                "BEGIN; COMMIT; ROLLBACK                              | 51 | no transaction has begun",
                "BEGIN; CREATE NAMESPACE x; COMMIT                    | 43 | cannot be part of a transaction",
                "BEGIN; DROP TABLE t.notes; COMMIT                    | 43 | cannot be part of a transaction",
                "BEGIN; STORAGE FLUSH ALL; COMMIT                     | 43 | cannot be part of a transaction",
                "BEGIN; KILL JOB 'FL-none'; COMMIT                    | 43 | cannot be part of a transaction",
                "BEGIN; CREATE USER 'u' WITH PASSWORD 'p' ROLE user; COMMIT | 43 | cannot be part of a transaction",
                "BEGIN ISOLATION LEVEL SERIALIZABLE; COMMIT           | 42 | unexpected",
                "BEGIN; COMMIT AND CHAIN                              | 50 | unexpected",
            })
    void refusesTheWholeRequestBeforeItBegins(String rest, int position, String part) {
        String sql = "INSERT INTO t.notes VALUES (0, 'x'); " + rest;
        EngineException e = open.refused(OpenStatements.DBA, sql);
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SQL);
        assertThat(e).hasMessageContaining(part);
        assertThat(e.position()).hasValue(position + 2);
        assertThat(open.run(SERVICE, "SELECT count(*) FROM t.notes").single()).isEqualTo(0L);
    }

    @Test
    void writesAtMostWhatOneStatementMay() {
        open.run(SERVICE, "INSERT INTO t.notes VALUES (0, $1)", "x".repeat(500_000));
        EngineException e = open.refused(
                SERVICE,
                "BEGIN; INSERT INTO t.notes SELECT i, n.note FROM t.notes n, range(300) t(i); "
                        + "INSERT INTO t.notes SELECT i, n.note FROM t.notes n, range(300) t(i) WHERE n.id = 0; COMMIT");
        assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED);
        assertThat(open.run(SERVICE, "SELECT count(*) FROM t.notes").single()).isEqualTo(1L);
    }

    @Test
    void givesUpTheViewOfAClientThatStalls() {
        open.close();
        open = new OpenStatements(root.resolve("other"), true, Duration.ofMillis(300));
        create();
        try (SqlRun run = open.start(SERVICE, "BEGIN; INSERT INTO t.notes VALUES (1, 'a'); COMMIT")) {
            step(run, 2);
            Awaitility.await().until(() -> open.queries.heldCount() == 0);
            EngineException e = failure(run::next);
            assertThat(e.code()).isEqualTo(ErrorCode.QUERY_CANCELLED);
            assertThat(e.details()).isEqualTo(Map.of("rolled_back", 2));
        }
        assertThat(open.run(SERVICE, "SELECT count(*) FROM t.notes").single()).isEqualTo(0L);
    }

    @Test
    void seqOrdersItsOwnRowsBehindAllOthers() {
        open.run(SERVICE, "INSERT INTO t.keyed VALUES (5, 1), (6, 1)");
        assertThat(open.run(
                                SERVICE,
                                "BEGIN; INSERT INTO t.keyed VALUES (2, 0), (1, 0); UPDATE t.keyed SET n = 2 WHERE id = 5; "
                                        + "SELECT id FROM t.keyed ORDER BY _seq; COMMIT; SELECT id FROM t.keyed ORDER BY _seq")
                        .rows())
                .extracting(row -> row.get(0))
                .containsExactly(6L, 2L, 1L, 5L, 6L, 2L, 1L, 5L);
    }

    /** Money moves between accounts while flushes run: none is made or lost, and every reader sees the whole sum. */
    @Test
    void transfersKeepTheSum() throws InterruptedException, ExecutionException {
        open.run(SERVICE, "INSERT INTO t.keyed SELECT i, 100 FROM range(6) t(i)");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        AtomicBoolean moving = new AtomicBoolean(true);
        Future<Integer> flushes = threads.submit(() -> {
            int count = 0;
            while (moving.get()) {
                flush();
                assertThat(String.valueOf(
                                open.run(SERVICE, "SELECT sum(n) FROM t.keyed").single()))
                        .isEqualTo("600");
                count++;
            }
            return count;
        });
        List<Future<Integer>> movers = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            movers.add(threads.submit(() -> move(random)));
        }
        int done = 0;
        for (Future<Integer> mover : movers) {
            done += mover.get();
        }
        moving.set(false);
        assertThat(flushes.get()).isPositive();
        threads.shutdown();
        assertThat(done).isPositive();
        assertThat(String.valueOf(
                        open.run(SERVICE, "SELECT sum(n) FROM t.keyed").single()))
                .isEqualTo("600");
        assertThat(open.run(SERVICE, "SELECT count(*) FROM t.notes").single()).isEqualTo((long) done);
    }

    private int move(Random random) {
        int done = 0;
        for (int i = 0; i < 25; i++) {
            int from = random.nextInt(6);
            int to = (from + 1 + random.nextInt(5)) % 6;
            String sql = "BEGIN; UPDATE t.keyed SET n = n - 7 WHERE id = " + from
                    + "; UPDATE t.keyed SET n = n + 7 WHERE id = " + to + "; INSERT INTO t.notes VALUES (" + from
                    + ", 'moved'); COMMIT";
            try {
                open.run(SERVICE, sql);
                done++;
            } catch (EngineException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
            }
        }
        return done;
    }

    /** Any history of transactions, single statements and flushes leaves what the same history leaves of a map. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void agreesWithAMapOverAnyHistory(long seed) {
        Random random = new Random(seed);
        TreeMap<Long, Integer> stored = new TreeMap<>();
        for (int step = 0; step < 30; step++) {
            TreeMap<Long, Integer> model = new TreeMap<>(stored);
            StringBuilder sql = new StringBuilder("BEGIN");
            List<Long> sizes = new ArrayList<>();
            boolean taken = false;
            for (int left = 1 + random.nextInt(8); left > 0 && !taken; left--) {
                taken = statement(random, model, sql);
                sql.append("; SELECT count(*) FROM t.keyed");
                sizes.add((long) model.size());
            }
            boolean commit = random.nextInt(4) > 0;
            sql.append(commit ? "; COMMIT" : "; ROLLBACK");
            run(SERVICE, sql.toString(), taken, sizes, seed);
            stored = commit && !taken ? model : stored;
            if (random.nextInt(3) == 0) {
                flush();
            }
            List<List<@Nullable Object>> expected = new ArrayList<>();
            stored.forEach((id, n) -> expected.add(List.of(id, n)));
            assertThat(keyed()).as("seed %s, step %s, %s", seed, step, sql).isEqualTo(expected);
        }
    }

    private void run(Caller caller, String sql, boolean taken, List<Long> sizes, long seed) {
        if (taken) {
            assertThat(open.refused(caller, sql).code()).as(sql).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        } else {
            assertThat(open.run(caller, sql).rows())
                    .as("seed %s, %s", seed, sql)
                    .isEqualTo(sizes.stream().map(List::of).toList());
        }
    }

    /** Adds a statement; true when it takes a key that is taken. */
    private static boolean statement(Random random, TreeMap<Long, Integer> model, StringBuilder sql) {
        long id = random.nextInt(10);
        long to = random.nextInt(10);
        switch (random.nextInt(4)) {
            case 0 -> {
                sql.append("; INSERT INTO t.keyed VALUES (")
                        .append(id)
                        .append(", ")
                        .append(to)
                        .append(")");
                return model.putIfAbsent(id, (int) to) != null;
            }
            case 1 -> {
                sql.append("; UPDATE t.keyed SET n = n + 1 WHERE id <= ").append(id);
                model.replaceAll((key, n) -> key <= id ? n + 1 : n);
            }
            case 2 -> {
                sql.append("; DELETE FROM t.keyed WHERE id IN (")
                        .append(id)
                        .append(", ")
                        .append(to)
                        .append(")");
                model.remove(id);
                model.remove(to);
            }
            default -> {
                sql.append("; UPDATE t.keyed SET id = ")
                        .append(to)
                        .append(" WHERE id = ")
                        .append(id);
                Integer n = model.remove(id);
                if (n != null) {
                    return model.putIfAbsent(to, n) != null;
                }
            }
        }
        return false;
    }
}
