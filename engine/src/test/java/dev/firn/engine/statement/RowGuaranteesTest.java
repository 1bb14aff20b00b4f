package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for keys, counts and concurrent writers, whatever tier a row is in. */
class RowGuaranteesTest {
    private static final int THREADS = 8;

    @TempDir
    private Path root;

    private OpenStatements open;
    private ExecutorService threads;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root);
        threads = Executors.newFixedThreadPool(THREADS + 1);
        open.run(SERVICE, """
                CREATE NAMESPACE g;
                CREATE SHARED TABLE g.keyed (id BIGINT PRIMARY KEY, n INT);
                CREATE SHARED TABLE g.plain (id BIGINT, n INT);
                CREATE SHARED TABLE g.measured (at_key DOUBLE PRIMARY KEY, n INT)""");
    }

    @AfterEach
    void close() {
        threads.shutdown();
        open.close();
    }

    private void flush(boolean really) {
        if (really) {
            open.run(SERVICE, "STORAGE FLUSH ALL");
            open.flush();
        }
    }

    private List<List<@Nullable Object>> rows(String table) {
        return open.run(SERVICE, "SELECT id, n FROM g." + table + " ORDER BY id, n")
                .rows();
    }

    private static long count(OpenStatements.Answer answer) {
        return answer.done().get(0).rowCount();
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyed", "plain"})
    void countsTheRowsThatMatchInBothTiersWithAndWithoutKey(String table) {
        open.run(SERVICE, "INSERT INTO g." + table + " SELECT i, i % 3 FROM range(30) t(i)");
        flush(true);
        open.run(SERVICE, "INSERT INTO g." + table + " SELECT i, i % 3 FROM range(30, 60) t(i)");
        assertThat(count(open.run(SERVICE, "UPDATE g." + table + " SET n = n WHERE n = 0")))
                .isEqualTo(20);
        assertThat(count(open.run(
                        SERVICE, "UPDATE g." + table + " SET n = n + 10 WHERE id BETWEEN 20 AND 39 AND n <> 0")))
                .isEqualTo(13);
        assertThat(count(open.run(
                        SERVICE,
                        "DELETE FROM g." + table + " WHERE n >= 10 OR id IN (SELECT max(id) FROM g." + table + ")")))
                .isEqualTo(14);
        assertThat(count(open.run(SERVICE, "DELETE FROM g." + table + " WHERE n >= 10")))
                .isZero();
        assertThat(count(open.run(SERVICE, "UPDATE g." + table + " SET n = 1 WHERE false")))
                .isZero();
        flush(true);
        assertThat(open.run(SERVICE, "SELECT count(*), min(id), max(id) FROM g." + table)
                        .rows())
                .containsExactly(List.of(46L, 0L, 58L));
        assertThat(count(open.run(SERVICE, "DELETE FROM g." + table))).isEqualTo(46);
        flush(true);
        assertThat(rows(table)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStatementOverManyRowsIsDoneWholeOrNotAtAll(boolean flushed) {
        open.run(SERVICE, "INSERT INTO g.keyed VALUES (1, 1), (2, 2), (3, 3)");
        flush(flushed);
        List<List<@Nullable Object>> before = rows("keyed");
        for (String sql : List.of(
                "INSERT INTO g.keyed VALUES (4, 4), (2, 9)",
                "INSERT INTO g.keyed VALUES (4, 4), (4, 5)",
                "INSERT INTO g.keyed VALUES (4, 4), (NULL, 5)",
                "UPDATE g.keyed SET id = 1 WHERE id > 1",
                "UPDATE g.keyed SET id = id + 1 WHERE id < 3",
                "UPDATE g.keyed SET id = CASE WHEN id = 3 THEN NULL ELSE id END",
                "UPDATE g.keyed SET id = 7",
                "INSERT INTO g.keyed SELECT id + 2, n FROM g.keyed")) {
            assertThat(open.refused(SERVICE, sql).code()).as(sql).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
            assertThat(rows("keyed")).as(sql).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keysMayBeSwappedShiftedAndUsedAgain(boolean flushed) {
        open.run(SERVICE, "INSERT INTO g.keyed VALUES (1, 1), (2, 2), (3, 3)");
        flush(flushed);
        open.run(SERVICE, "UPDATE g.keyed SET id = 3 - id WHERE id < 3");
        assertThat(rows("keyed")).containsExactly(List.of(1L, 2), List.of(2L, 1), List.of(3L, 3));
        flush(flushed);
        open.run(SERVICE, "UPDATE g.keyed SET id = id + 1");
        assertThat(rows("keyed")).containsExactly(List.of(2L, 2), List.of(3L, 1), List.of(4L, 3));
        open.run(SERVICE, "DELETE FROM g.keyed WHERE id = 3");
        flush(flushed);
        open.run(SERVICE, "INSERT INTO g.keyed VALUES (3, 33), (1, 11)");
        flush(flushed);
        assertThat(rows("keyed")).containsExactly(List.of(1L, 11), List.of(2L, 2), List.of(3L, 33), List.of(4L, 3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyIsNeitherNullNorNanAndZeroHasNoSign(boolean flushed) {
        open.run(SERVICE, "INSERT INTO g.measured VALUES (0.0, 1)");
        flush(flushed);
        for (String sql : List.of(
                "INSERT INTO g.measured VALUES (-0.0, 2)",
                "INSERT INTO g.measured VALUES (-0.0::DOUBLE * 1, 2)",
                "INSERT INTO g.measured VALUES (NULL, 2)",
                "INSERT INTO g.measured (n) VALUES (2)",
                "INSERT INTO g.measured VALUES ('NaN', 2)",
                "INSERT INTO g.measured SELECT 'NaN'::DOUBLE, 2",
                "UPDATE g.measured SET at_key = 'NaN'",
                "UPDATE g.measured SET at_key = NULL")) {
            assertThat(open.refused(SERVICE, sql).code()).as(sql).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        }
        assertThat(count(open.run(SERVICE, "UPDATE g.measured SET at_key = -0.0")))
                .isEqualTo(1);
        assertThat(count(open.run(SERVICE, "DELETE FROM g.measured WHERE at_key = 0")))
                .isEqualTo(1);
        open.run(SERVICE, "INSERT INTO g.measured VALUES ('Infinity', 1), ('-Infinity', 2), (-0.0, 3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keyed", "plain"})
    void noUpdateIsLostWhileFlushesRun(String table) throws InterruptedException, ExecutionException {
        open.run(SERVICE, "INSERT INTO g." + table + " VALUES (1, 0), (2, 0)");
        AtomicBoolean writing = new AtomicBoolean(true);
        Future<Integer> flushes = threads.submit(() -> {
            int count = 0;
            while (writing.get()) {
                flush(true);
                count++;
            }
            return count;
        });
        int each = 12;
        int updated = atOnce(() -> {
            for (int i = 0; i < each; i++) {
                assertThat(count(open.run(SERVICE, "UPDATE g." + table + " SET n = n + 1 WHERE id = 1")))
                        .isEqualTo(1);
            }
            return each;
        });
        writing.set(false);
        assertThat(flushes.get()).isPositive();
        assertThat(updated).isEqualTo(THREADS * each);
        assertThat(rows(table)).containsExactly(List.of(1L, updated), List.of(2L, 0));
        flush(true);
        assertThat(rows(table)).containsExactly(List.of(1L, updated), List.of(2L, 0));
    }

    @Test
    void oneOfManyInsertersOfAKeyWins() throws InterruptedException, ExecutionException {
        for (int key = 0; key < 20; key++) {
            String sql = "INSERT INTO g.keyed VALUES (" + key + ", 1), (" + (1_000 + key) + ", 1)";
            flush(key % 5 == 4);
            assertThat(atOnce(() -> {
                        try {
                            open.run(SERVICE, sql);
                            return 1;
                        } catch (EngineException e) {
                            assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
                            return 0;
                        }
                    }))
                    .isEqualTo(1);
        }
        assertThat(open.run(SERVICE, "SELECT count(*), count(DISTINCT id) FROM g.keyed")
                        .rows())
                .containsExactly(List.of(40L, 40L));
    }

    /** The sum of what the threads answer, which begin together. */
    private int atOnce(Callable<Integer> each) throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            answers.add(threads.submit(() -> {
                start.await();
                return each.call();
            }));
        }
        start.countDown();
        int sum = 0;
        for (Future<Integer> answer : answers) {
            sum += answer.get();
        }
        return sum;
    }
}
