package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
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

/** SELECT, UPDATE and DELETE over both tiers. */
class RowStatementsTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root);
        open.run(SERVICE, """
                CREATE NAMESPACE chat;
                CREATE SHARED TABLE chat.notes (id INT, note TEXT, sent TIMESTAMP);
                CREATE SHARED TABLE chat.secrets (id INT) WITH (ACCESS_LEVEL = 'PRIVATE');
                CREATE USER TABLE chat.messages (id BIGINT PRIMARY KEY, "order" INT, content TEXT NOT NULL, cost DOUBLE)""");
    }

    @AfterEach
    void close() {
        open.close();
    }

    private List<List<@Nullable Object>> messages() {
        return open.run(ALICE, "SELECT id, \"order\", content, cost FROM chat.messages ORDER BY id")
                .rows();
    }

    private void insertThree() {
        open.run(
                ALICE,
                "INSERT INTO chat.messages VALUES (1, 10, 'one', 0.5), (2, 20, 'two', NULL), (3, NULL, 'three', 1.5)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void updatesByAnyPredicateInBothTiers(boolean flushed) {
        insertThree();
        if (flushed) {
            open.run(SERVICE, "STORAGE FLUSH ALL");
            open.flush();
        }
        OpenStatements.Answer answer = open.run(ALICE, """
                UPDATE chat.messages SET "order" = "order" + 1, CONTENT = upper(content), cost = 7
                WHERE id < 3 AND content LIKE '%o%'""");
        assertThat(answer.message()).isEqualTo("Updated 2 row(s)");
        assertThat(answer.done().get(0).rowCount()).isEqualTo(2);
        assertThat(messages())
                .containsExactly(
                        List.of(1L, 11, "ONE", 7.0),
                        List.of(2L, 21, "TWO", 7.0),
                        Arrays.asList(3L, null, "three", 1.5));
        assertThat(open.run(ALICE, "DELETE FROM chat.messages WHERE cost = 7.0 AND id = 1")
                        .message())
                .isEqualTo("Deleted 1 row(s)");
        assertThat(open.run(ALICE, "DELETE FROM chat.messages WHERE id = 1").message())
                .isEqualTo("Deleted 0 row(s)");
        assertThat(messages()).extracting(row -> row.get(0)).containsExactly(2L, 3L);
        open.run(ALICE, "INSERT INTO chat.messages VALUES (1, 1, 'again', NULL)");
        assertThat(open.run(ALICE, "DELETE FROM chat.messages").message()).isEqualTo("Deleted 3 row(s)");
        assertThat(messages()).isEmpty();
    }

    @Test
    void updatesAndDeletesRowsOfATableWithoutKey() {
        open.run(SERVICE, "INSERT INTO chat.notes VALUES (1, 'a', NULL), (1, 'a', NULL), (2, 'b', NULL)");
        assertThat(open.run(SERVICE, "UPDATE chat.notes SET note = note || '!' WHERE id = 1")
                        .message())
                .isEqualTo("Updated 2 row(s)");
        assertThat(open.run(SERVICE, "DELETE FROM chat.notes WHERE id = 2").message())
                .isEqualTo("Deleted 1 row(s)");
        assertThat(open.run(SERVICE, "SELECT id, note FROM chat.notes").rows())
                .containsExactly(List.of(1, "a!"), List.of(1, "a!"));
    }

    @Test
    void assignsLiteralsAndParametersByTheRulesOfInsert() {
        open.run(SERVICE, "INSERT INTO chat.notes VALUES (1, 'a', NULL)");
        open.run(
                SERVICE,
                "UPDATE chat.notes SET sent = '2025-01-01T01:00:00+01:00', note = $1, id = $2 WHERE id = $3",
                "text",
                5L,
                1L);
        assertThat(open.run(SERVICE, "SELECT id, note, sent FROM chat.notes").rows())
                .containsExactly(List.of(5, "text", 1_735_689_600_000_000L));
        open.refused(
                SERVICE,
                "UPDATE chat.notes SET sent = TIMESTAMP '2025-01-01 00:00:00.1234567'",
                ErrorCode.TYPE_MISMATCH,
                30,
                "finer than a microsecond");
        open.refused(SERVICE, "UPDATE chat.notes SET id = 'x'", ErrorCode.TYPE_MISMATCH, 28, "column id");
        open.refused(SERVICE, "UPDATE chat.notes SET id = id / 2.0", ErrorCode.TYPE_MISMATCH, 28, "fraction");
        open.refused(
                SERVICE, "UPDATE chat.notes SET id = id::BIGINT * 1000000000", ErrorCode.TYPE_MISMATCH, 28, "range");
    }

    @Test
    void keepsTheCharacterZeroWhole() {
        open.run(SERVICE, "INSERT INTO chat.notes (id, note) VALUES (1, $1), (2, 'a')", "a\0b");
        open.run(SERVICE, "UPDATE chat.notes SET note = $1 WHERE id = 2", "c\0d");
        assertThat(open.refused(SERVICE, "SELECT * FROM chat.notes WHERE note = $1", "a\0b")
                        .code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(open.run(SERVICE, "SELECT note, length(note) FROM chat.notes ORDER BY id")
                        .rows())
                .containsExactly(List.of("a\0b", 3L), List.of("c\0d", 3L));
        open.run(SERVICE, "STORAGE FLUSH ALL");
        open.flush();
        assertThat(open.run(SERVICE, "SELECT note, length(note) FROM chat.notes ORDER BY id")
                        .rows())
                .containsExactly(List.of("a\0b", 3L), List.of("c\0d", 3L));
    }

    @Test
    void findsADoubleByTheNumberThatStoredIt() {
        for (String number : List.of(
                "0.30000000000000004", "1.7976931348623157E+308", "4.9E-324", "1E+22", "1E-50", "12345.678901234567")) {
            open.run(ALICE, "DELETE FROM chat.messages");
            open.run(ALICE, "INSERT INTO chat.messages VALUES (1, 1, 'a', $1), (2, 2, 'b', 0)", new BigDecimal(number));
            assertThat(open.run(ALICE, "SELECT id FROM chat.messages WHERE cost = $1", new BigDecimal(number))
                            .rows())
                    .as(number)
                    .containsExactly(List.of(1L));
        }
    }

    @Test
    void takesAnyNumberInParamsOfAQuery() {
        insertThree();
        assertThat(open.run(ALICE, "SELECT $1", new BigDecimal("1E+3")).rows())
                .containsExactly(List.of(new BigDecimal("1000")));
        assertThat(open.run(ALICE, "SELECT $1", new BigDecimal("1E+300")).rows())
                .containsExactly(List.of(1e300));
        assertThat(open.run(ALICE, "SELECT $1", new BigDecimal("1E-300")).rows())
                .containsExactly(List.of(1e-300));
        assertThat(open.run(ALICE, "SELECT id FROM chat.messages WHERE id = $1", new BigDecimal("2E+0"))
                        .rows())
                .containsExactly(List.of(2L));
        assertThat(open.run(ALICE, "SELECT id FROM chat.messages WHERE id > $1", new BigDecimal("1E+40"))
                        .rows())
                .isEmpty();
        for (String beyond : List.of("1E+400", "-1E+400", "1E-400", "1E+999999999")) {
            EngineException refused = open.refused(ALICE, "SELECT $1", new BigDecimal(beyond));
            assertThat(refused.code()).as(beyond).isEqualTo(ErrorCode.INVALID_PARAMETER);
            assertThat(refused).hasMessageContaining("out of the range of DOUBLE");
        }
    }

    @Test
    void takesHalfASurrogatePairForNoOtherCharacter() {
        open.run(SERVICE, "INSERT INTO chat.notes VALUES (1, '?', NULL)");
        assertThat(open.refused(SERVICE, "SELECT * FROM chat.notes WHERE note = $1", "\ud800")
                        .code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        open.refused(
                SERVICE,
                "SELECT '\ud83d\ude00', * FROM chat.notes WHERE note = '\ud800'",
                ErrorCode.INVALID_SQL,
                45,
                "half of a surrogate pair");
        open.refused(
                SERVICE,
                "DELETE FROM chat.notes WHERE note = '\udc00\ud800'",
                ErrorCode.INVALID_SQL,
                38,
                "half of a surrogate pair");
        assertThat(open.run(SERVICE, "SELECT count(*) FROM chat.notes").single())
                .isEqualTo(1L);
    }

    @Test
    void movesAKeyOnlyToAFreeValue() {
        insertThree();
        open.run(ALICE, "UPDATE chat.messages SET id = 9 WHERE id = 1");
        assertThat(messages()).extracting(row -> row.get(0)).containsExactly(2L, 3L, 9L);
        assertThat(open.refused(ALICE, "UPDATE chat.messages SET id = 2 WHERE id = 9")
                        .code())
                .isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        assertThat(open.refused(ALICE, "UPDATE chat.messages SET id = NULL WHERE id = 9")
                        .code())
                .isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        open.refused(
                ALICE,
                "UPDATE chat.messages SET content = NULL WHERE id = 9",
                ErrorCode.CONSTRAINT_VIOLATION,
                1,
                "content");
        assertThat(messages()).extracting(row -> row.get(0)).containsExactly(2L, 3L, 9L);
    }

    @Test
    void leavesTheRowsOfOthersAlone() {
        insertThree();
        open.run(BOB, "INSERT INTO chat.messages VALUES (1, 1, 'of bob', 1)");
        assertThat(open.run(BOB, "UPDATE chat.messages SET cost = 9").message()).isEqualTo("Updated 1 row(s)");
        assertThat(open.run(BOB, "DELETE FROM chat.messages WHERE id > 1").message())
                .isEqualTo("Deleted 0 row(s)");
        assertThat(messages()).extracting(row -> row.get(3)).containsExactly(0.5, null, 1.5);
        assertThat(open.run(BOB, "SELECT content FROM chat.messages").rows()).containsExactly(List.of("of bob"));
        assertThat(open.run(SERVICE, "SELECT count(*) FROM chat.messages").single())
                .isEqualTo(0L);
    }

    @Test
    void insertsComputedValues() {
        open.run(SERVICE, """
                INSERT INTO chat.notes (id, note, sent) VALUES
                  (1 + 2, 'a' || 'b', TIMESTAMP '2025-01-01' + INTERVAL 1 DAY), ($1 * 2, upper($2), NULL)""", 21L, "x");
        assertThat(open.run(SERVICE, "SELECT id, note, sent FROM chat.notes ORDER BY id")
                        .rows())
                .containsExactly(List.of(3, "ab", 1_735_776_000_000_000L), Arrays.asList(42, "X", null));
        open.refused(
                SERVICE,
                "INSERT INTO chat.notes (id) VALUES (1), (1 || 'x')",
                ErrorCode.TYPE_MISMATCH,
                42,
                "column id");
        assertThat(open.refused(SERVICE, "INSERT INTO chat.notes (id) VALUES (id)")
                        .code())
                .isEqualTo(ErrorCode.COLUMN_NOT_FOUND);
        assertThat(open.run(SERVICE, "SELECT count(*) FROM chat.notes").single())
                .isEqualTo(2L);
    }

    @Test
    void insertsMoreComputedValuesThanOneSelectTakes() {
        StringBuilder sql = new StringBuilder("INSERT INTO chat.notes (id, note) VALUES (0 + 0, 'n')");
        for (int i = 1; i < 450; i++) {
            sql.append(", (").append(i).append(" + 0, 'n')");
        }
        open.run(SERVICE, sql.toString());
        assertThat(open.run(SERVICE, "SELECT count(*), count(DISTINCT id), max(id) FROM chat.notes")
                        .rows())
                .containsExactly(List.of(450L, 450L, 449));
    }

    @Test
    void rerunsAnUpdateThatMetAnother() throws InterruptedException, ExecutionException {
        open.run(SERVICE, "INSERT INTO chat.notes VALUES (0, 'counter', NULL)");
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Integer>> counts = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            counts.add(threads.submit(() -> {
                int done = 0;
                for (int i = 0; i < 15; i++) {
                    try {
                        open.run(SERVICE, "UPDATE chat.notes SET id = id + 1 WHERE note = 'counter'");
                        done++;
                    } catch (EngineException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
                    }
                }
                return done;
            }));
        }
        int done = 0;
        for (Future<Integer> count : counts) {
            done += count.get();
        }
        threads.shutdown();
        assertThat(open.run(SERVICE, "SELECT id FROM chat.notes").rows()).containsExactly(List.of(done));
        assertThat(done).isPositive();
    }

    /** Any history of statements and flushes leaves what the same history leaves of a map. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void agreesWithAMapOverAnyHistory(long seed) {
        Random random = new Random(seed);
        Map<Long, String> model = new TreeMap<>();
        for (int step = 0; step < 60; step++) {
            long id = random.nextInt(12);
            long to = id + random.nextInt(4);
            String text = "v" + step;
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    boolean taken = model.containsKey(id);
                    String sql = "INSERT INTO chat.messages (id, content) VALUES (" + id + ", '" + text + "')";
                    if (taken) {
                        assertThat(open.refused(ALICE, sql).code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
                    } else {
                        open.run(ALICE, sql);
                        model.put(id, text);
                    }
                }
                case 2 -> {
                    open.run(
                            ALICE,
                            "UPDATE chat.messages SET content = content || '" + text + "' WHERE id BETWEEN " + id
                                    + " AND " + to);
                    model.replaceAll((key, value) -> key >= id && key <= to ? value + text : value);
                }
                case 3 -> {
                    long changed = model.keySet().stream()
                            .filter(key -> key >= id && key <= to)
                            .count();
                    OpenStatements.Answer answer =
                            open.run(ALICE, "DELETE FROM chat.messages WHERE id BETWEEN " + id + " AND " + to);
                    assertThat(answer.done().get(0).rowCount()).isEqualTo(changed);
                    model.keySet().removeIf(key -> key >= id && key <= to);
                }
                default -> {
                    open.run(SERVICE, "STORAGE FLUSH TABLE chat.messages");
                    open.flush();
                }
            }
            List<List<@Nullable Object>> expected = new ArrayList<>();
            model.forEach((key, value) -> expected.add(List.of(key, value)));
            assertThat(open.run(ALICE, "SELECT id, content FROM chat.messages ORDER BY id")
                            .rows())
                    .as("seed %s, step %s", seed, step)
                    .isEqualTo(expected);
        }
    }

    @Test
    void namesTheStatementWhoseRowsCannotBeRead() {
        insertThree();
        assertThat(open.refused(ALICE, "SELECT 1; SELECT CAST(content AS INT) FROM chat.messages"))
                .hasMessageStartingWith("Statement 2 failed: ");
        assertThat(open.refused(ALICE, "SELECT CAST(content AS INT) FROM chat.messages")
                        .getMessage())
                .doesNotContain("failed: ");
    }

    /** Each writer has ids of its own; all share the table, its flushes and the committer. */
    @Test
    void agreesWithEachWritersMapWhileFlushesRun() throws InterruptedException, ExecutionException {
        open.run(SERVICE, "CREATE SHARED TABLE chat.shared_one (id BIGINT PRIMARY KEY, text TEXT)");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicBoolean writing = new AtomicBoolean(true);
        Future<Integer> flushes = threads.submit(() -> {
            int count = 0;
            while (writing.get()) {
                open.run(SERVICE, "STORAGE FLUSH TABLE chat.shared_one");
                open.flush();
                count++;
            }
            return count;
        });
        List<Future<Map<Long, String>>> models = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            long base = 1_000L * writer;
            models.add(threads.submit(() -> write(base)));
        }
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (Future<Map<Long, String>> model : models) {
            model.get().forEach((id, text) -> expected.add(List.of(id, text)));
        }
        writing.set(false);
        assertThat(flushes.get()).isPositive();
        threads.shutdown();
        assertThat(open.run(SERVICE, "SELECT id, text FROM chat.shared_one ORDER BY id")
                        .rows())
                .isEqualTo(expected);
    }

    private Map<Long, String> write(long base) {
        Random random = new Random(base);
        Map<Long, String> model = new TreeMap<>();
        for (int step = 0; step < 40; step++) {
            long id = base + random.nextInt(8);
            String text = "v" + step;
            if (!model.containsKey(id)) {
                open.run(SERVICE, "INSERT INTO chat.shared_one VALUES (" + id + ", '" + text + "')");
                model.put(id, text);
            } else if (random.nextInt(3) > 0) {
                open.run(SERVICE, "UPDATE chat.shared_one SET text = '" + text + "' WHERE id = " + id);
                model.put(id, text);
            } else {
                open.run(SERVICE, "DELETE FROM chat.shared_one WHERE id = " + id);
                model.remove(id);
            }
        }
        return model;
    }

    @Test
    void cancelsARequestBetweenStatementsAndOnlyItsOwn() {
        UUID queryId = UUID.randomUUID();
        SqlRequest request = new SqlRequest("SELECT 1; SELECT 2", List.of(), Optional.empty(), queryId);
        try (SqlRun run = open.statements.start(ALICE, request)) {
            run.next();
            assertThat(open.statements.cancel(BOB, queryId)).isFalse();
            assertThat(open.statements.cancel(ALICE, UUID.randomUUID())).isFalse();
            assertThat(open.statements.cancel(ALICE, queryId)).isTrue();
            EngineException e = null;
            try {
                run.next();
            } catch (EngineException failure) {
                e = failure;
            }
            assertThat(e).isNotNull().hasMessageStartingWith("Statement 2 failed");
            assertThat(run.hasNext()).isFalse();
        }
        assertThat(open.statements.cancel(ALICE, queryId)).isFalse();
    }
}
