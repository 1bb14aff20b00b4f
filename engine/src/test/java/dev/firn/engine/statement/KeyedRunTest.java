package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.DBA;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests under an Idempotency-Key are done once, whole or not at all. */
class KeyedRunTest {
    private static final String INSERT = "INSERT INTO k.own VALUES (1, 'a'); INSERT INTO k.own VALUES (2, 'b')";

    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root);
        open.run(SERVICE, """
                CREATE NAMESPACE k;
                CREATE USER TABLE k.own (id BIGINT PRIMARY KEY, note TEXT);
                CREATE USER TABLE k.plain (id INT)""");
    }

    @AfterEach
    void close() {
        assertThat(open.queries.heldCount()).isZero();
        open.close();
    }

    /** Runs a request as the web tier does; the answer is what was given for it, or what is kept. */
    private String run(Caller caller, String key, String answer, String sql, @Nullable Object... params) {
        SqlRequest request = new SqlRequest(sql, Arrays.asList(params), Optional.empty(), UUID.randomUUID());
        try (KeyedRun keyed = open.statements.start(caller, request, new IdempotencyKey(caller.userId(), key))) {
            if (keyed instanceof KeyedRun.Done done) {
                return new String(done.answer(), StandardCharsets.UTF_8);
            }
            KeyedRun.UnderWay underWay = (KeyedRun.UnderWay) keyed;
            while (underWay.run().hasNext()) {
                OpenStatements.step(underWay.run(), 1);
            }
            underWay.commit(answer.getBytes(StandardCharsets.UTF_8));
            return answer;
        }
    }

    private EngineException refused(String key, String sql) {
        return catchThrowableOfType(EngineException.class, () -> run(ALICE, key, "never", sql));
    }

    private long count(Caller caller, String table) {
        return (long) open.run(caller, "SELECT count(*) FROM k." + table)
                .rows()
                .get(0)
                .get(0);
    }

    @Test
    void theSameRequestGetsTheFirstAnswerAndStoresNothingAgain() {
        assertThat(run(ALICE, "one", "first", INSERT)).isEqualTo("first");
        assertThat(run(ALICE, "one", "second", INSERT)).isEqualTo("first");
        open.run(ALICE, "DELETE FROM k.own");
        open.run(SERVICE, "STORAGE FLUSH ALL");
        open.flush();
        assertThat(run(ALICE, "one", "third", INSERT)).isEqualTo("first");
        assertThat(count(ALICE, "own")).isZero();
        assertThat(run(ALICE, "two", "of two", INSERT)).isEqualTo("of two");
        assertThat(count(ALICE, "own")).isEqualTo(2);
    }

    @Test
    void anotherRequestUnderTheKeyIsAConflict() {
        run(ALICE, "one", "first", "INSERT INTO k.own VALUES ($1, $2)", 1L, "a");
        for (EngineException e : List.of(
                refused("one", INSERT),
                catchThrowableOfType(
                        EngineException.class,
                        () -> run(ALICE, "one", "x", "INSERT INTO k.own VALUES ($1, $2)", 1L, "b")),
                catchThrowableOfType(
                        EngineException.class,
                        () -> run(ALICE, "one", "x", "INSERT INTO k.own VALUES ($1, $2)", "1", "a")))) {
            assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
        }
        assertThat(count(ALICE, "own")).isEqualTo(1);
        assertThat(run(BOB, "one", "of bob", "INSERT INTO k.own VALUES (7, 'of bob')"))
                .isEqualTo("of bob");
    }

    @Test
    void aFailedRequestStoresNothingAndItsKeyIsFree() {
        assertThat(refused("one", "INSERT INTO k.own VALUES (1, 'a'); INSERT INTO k.own VALUES (1, 'b')")
                        .code())
                .isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        assertThat(count(ALICE, "own")).isZero();
        assertThat(refused("one", "INSERT INTO k.own VALUES (1, 'a'); SELECT 1 +")
                        .code())
                .isEqualTo(ErrorCode.INVALID_SQL);
        EngineException tooLarge =
                catchThrowableOfType(EngineException.class, () -> run(ALICE, "one", "x".repeat(70_000), INSERT));
        assertThat(tooLarge.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED);
        assertThat(count(ALICE, "own")).isZero();
        assertThat(run(ALICE, "one", "now", INSERT)).isEqualTo("now");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN; INSERT INTO k.own VALUES (1, 'a'); COMMIT",
                "INSERT INTO k.own VALUES (1, 'a'); CREATE NAMESPACE x",
                "INSERT INTO k.own VALUES (1, 'a'); STORAGE FLUSH ALL",
                "INSERT INTO k.own VALUES (1, 'a'); COMMIT"
            })
    void takesRowStatementsOnly(String sql) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> run(DBA, "one", "never", sql));
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SQL);
        assertThat(e).hasMessageContaining("Idempotency-Key");
        assertThat(count(DBA, "own")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é", "a\n", "\0"})
    void aKeyIsVisibleAscii(String key) {
        assertThat(refused(key, INSERT).code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refused("k".repeat(256), INSERT).code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(run(ALICE, "~!" + "k".repeat(253), "longest", INSERT)).isEqualTo("longest");
    }

    @Test
    void ofManyAtOnceOneRunsAndAllGetItsAnswer() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int round = 0; round < 10; round++) {
            String key = "round-" + round;
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String answer = "answer of " + i;
                answers.add(
                        threads.submit(() -> run(ALICE, key, answer, "INSERT INTO k.plain SELECT * FROM range(3)")));
            }
            String first = answers.get(0).get();
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo(first);
            }
        }
        threads.shutdown();
        assertThat(count(ALICE, "plain")).isEqualTo(30);
    }

    @Test
    void aConflictWithAnotherWriterFreesTheKey() {
        open.run(ALICE, "INSERT INTO k.own VALUES (1, 'a')");
        SqlRequest request =
                new SqlRequest("UPDATE k.own SET note = note || '!'", List.of(), Optional.empty(), UUID.randomUUID());
        try (KeyedRun keyed = open.statements.start(ALICE, request, new IdempotencyKey("alice", "one"))) {
            KeyedRun.UnderWay underWay = (KeyedRun.UnderWay) keyed;
            OpenStatements.step(underWay.run(), 1);
            open.run(ALICE, "UPDATE k.own SET note = 'b'");
            assertThat(catchThrowableOfType(EngineException.class, () -> underWay.commit(new byte[1]))
                            .code())
                    .isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        }
        assertThat(run(ALICE, "one", "later", "UPDATE k.own SET note = note || '!'"))
                .isEqualTo("later");
        assertThat(open.run(ALICE, "SELECT note FROM k.own").rows()).containsExactly(List.of("b!"));
    }

    @Test
    void aDroppedUsersAnswersAreForgotten() {
        open.run(
                DBA,
                "CREATE USER 'root2' WITH PASSWORD 'long enough' ROLE dba; CREATE USER 'temp' WITH PASSWORD 'long enough' ROLE user");
        Caller temp = new Caller("temp", ALICE.role());
        run(temp, "one", "of the first", "SELECT 1");
        open.run(DBA, "DROP USER 'temp'; CREATE USER 'temp' WITH PASSWORD 'long enough' ROLE user");
        assertThat(run(temp, "one", "of the second", "SELECT 1")).isEqualTo("of the second");
    }
}
