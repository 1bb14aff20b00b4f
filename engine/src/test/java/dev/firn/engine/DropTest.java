package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DROP TABLE and DROP NAMESPACE CASCADE remove rows of both tiers, keys and files, whatever runs meanwhile. */
class DropTest {
    private static final Caller ALICE = TestingEngine.ALICE;
    private static final Caller BOB = TestingEngine.BOB;
    private static final Caller ADMIN = TestingEngine.ADMIN;
    private static final Caller SERVICE = new Caller("robot", Role.SERVICE);

    @TempDir
    private Path root;

    private final AtStep meanwhile = new AtStep();
    private TestingEngine engine;

    @BeforeEach
    void openEngine() {
        engine = new TestingEngine(root, meanwhile, "firn.flush.rows-per-file", "40");
        engine.run(
                ADMIN,
                "CREATE NAMESPACE n; CREATE NAMESPACE other; CREATE SHARED TABLE other.kept (id INT PRIMARY KEY)");
        engine.run(ADMIN, "INSERT INTO other.kept VALUES (1)");
        createAndFill();
    }

    private void createAndFill() {
        engine.run(ALICE, "CREATE USER TABLE n.t (id INT PRIMARY KEY, v INT); CREATE USER TABLE n.u (id INT)");
        for (Caller user : List.of(ALICE, BOB)) {
            insert(user, 0, 100);
            engine.run(user, "INSERT INTO n.u VALUES (1), (2)");
        }
    }

    private void insert(Caller user, int from, int to) {
        engine.run(user, "INSERT INTO n.t SELECT id, 0 FROM range($1, $2) AS r(id)", from, to);
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    private List<Path> dataFiles() {
        return TestingFileCalls.parquetFiles(root.resolve("data"));
    }

    private void awaitFiles(int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(dataFiles()).hasSize(count));
    }

    @Test
    void filesThatCouldNotBeUnlinkedGoAtTheNextStartBeforeAnythingIsWritten() {
        engine.close();
        TestingFileCalls calls = new TestingFileCalls(root);
        engine = new TestingEngine(root, calls);
        engine.flush("n.t");
        calls.failWhile(call -> call.startsWith("delete") && call.endsWith(".parquet"), "a test");
        engine.run(ADMIN, "DROP TABLE n.t");
        await().until(() -> calls.calls().stream()
                .anyMatch(call -> call.startsWith("delete data/alice/tables/n/t/batch-") && call.endsWith(".parquet")));
        calls.failWhile(call -> false, "");

        engine.reopen();

        awaitFiles(0);
    }

    @Test
    void closingWaitsForFilesThatAreBeingUnlinked() throws InterruptedException {
        engine.close();
        TestingFileCalls calls = new TestingFileCalls(root);
        engine = new TestingEngine(root, calls);
        engine.flush("n.t");
        CountDownLatch unlinking = new CountDownLatch(1);
        Semaphore goOn = new Semaphore(0);
        calls.failWhile(
                call -> {
                    if (call.startsWith("delete data/alice/tables/n/t/batch-")) {
                        unlinking.countDown();
                        goOn.acquireUninterruptibly();
                    }
                    return false;
                },
                "");
        engine.run(ADMIN, "DROP TABLE n.t");
        unlinking.await();

        Thread closing = new Thread(engine::close);
        closing.start();
        closing.join(500);
        assertThat(closing.isAlive()).isTrue();
        goOn.release(Integer.MAX_VALUE);
        closing.join();

        assertThat(dataFiles()).isEmpty();
    }

    private void expectEmptyNamespaceAgain() {
        assertThat(engine.rows(ADMIN, "SELECT table_name FROM system.tables")).hasToString("[[kept]]");
        assertThat(engine.rows(ADMIN, "SELECT * FROM other.kept")).hasToString("[[1]]");
        assertThat(engine.rows(ADMIN, "SELECT table_name FROM system.storage")).hasToString("[[kept]]");
        assertThat(engine.rows(ADMIN, "SELECT * FROM system.manifest")).isEmpty();
        engine.run(ADMIN, "CREATE NAMESPACE IF NOT EXISTS n");
        engine.run(ALICE, "CREATE USER TABLE n.t (id INT PRIMARY KEY, v INT)");
        assertThat(engine.rows(ALICE, "SELECT * FROM n.t")).isEmpty();
        insert(ALICE, 0, 3);
        insert(BOB, 0, 4);
        engine.flush("n.t");
        assertThat(engine.value(ALICE, "SELECT count(*) FROM n.t")).isEqualTo(3L);
        assertThat(engine.value(BOB, "SELECT count(*) FROM n.t")).isEqualTo(4L);
        engine.reopen();
        assertThat(engine.value(ALICE, "SELECT count(*) FROM n.t")).isEqualTo(3L);
        assertThat(engine.rows(ADMIN, "SELECT * FROM other.kept")).hasToString("[[1]]");
    }

    @Test
    void namespaceIsDroppedWithItsTablesRowsAndFiles() {
        engine.flush("n.t");
        engine.run(ALICE, "UPDATE n.t SET v = 1 WHERE id < 50; DELETE FROM n.t WHERE id = 60");
        assertThat(dataFiles()).hasSize(6);

        engine.run(ADMIN, "DROP NAMESPACE n CASCADE");

        assertThat(engine.rows(ADMIN, "SHOW NAMESPACES")).hasToString("[[other]]");
        assertThat(refused(ALICE, "SELECT * FROM n.t").code()).isEqualTo(ErrorCode.NAMESPACE_NOT_FOUND);
        awaitFiles(0);
        expectEmptyNamespaceAgain();
    }

    @Test
    void onlyADbaDropsANamespaceAndOneWithTablesOnlyByCascade() {
        assertThat(refused(SERVICE, "DROP NAMESPACE n CASCADE").code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refused(ALICE, "DROP NAMESPACE n CASCADE").code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
        assertThat(refused(ADMIN, "DROP NAMESPACE n").code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        assertThat(refused(ADMIN, "DROP NAMESPACE m CASCADE").code()).isEqualTo(ErrorCode.NAMESPACE_NOT_FOUND);
        engine.run(ADMIN, "DROP NAMESPACE IF EXISTS m CASCADE; CREATE NAMESPACE m; DROP NAMESPACE m CASCADE");
        assertThat(engine.value(ALICE, "SELECT count(*) FROM n.t")).isEqualTo(100L);
    }

    @Test
    void createdAgainTableIsEmptyAndItsKeysAreFree() {
        engine.flush("n.t");
        Object before = engine.value(ADMIN, "SELECT created_at FROM system.tables WHERE table_name = 't'");
        engine.run(ALICE, "DROP USER TABLE n.t; CREATE USER TABLE n.t (v TEXT, id INT PRIMARY KEY)");
        assertThat(engine.value(ADMIN, "SELECT created_at FROM system.tables WHERE table_name = 't'"))
                .isNotEqualTo(before);
        assertThat(engine.rows(ALICE, "SELECT * FROM n.t")).isEmpty();
        engine.run(
                ALICE,
                "INSERT INTO n.t (id, v) VALUES (5, 'five'); UPDATE n.t SET v = 'x'; DELETE FROM n.t WHERE id = 6");
        assertThat(engine.rows(ALICE, "SELECT * FROM n.t")).hasToString("[[x, 5]]");
        awaitFiles(0);
        engine.flush("n.t");
        engine.reopen();
        assertThat(engine.rows(ALICE, "SELECT * FROM n.t")).hasToString("[[x, 5]]");
        assertThat(engine.rows(BOB, "SELECT * FROM n.t")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE IF EXISTS n.nothing",
                "DROP TABLE IF EXISTS nowhere.t",
                "DROP USER TABLE IF EXISTS n.x"
            })
    void whatDoesNotExistNeedNotBeDropped(String sql) {
        engine.run(ALICE, sql);
    }

    @Test
    void ifExistsTellsNothingOfATableThatTheCallerMayNotKnow() {
        engine.run(ADMIN, "CREATE SHARED TABLE n.secret (id INT) WITH (ACCESS_LEVEL = 'DBA')");
        engine.run(ALICE, "DROP TABLE IF EXISTS n.secret");
        assertThat(refused(ALICE, "DROP TABLE n.secret").code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(engine.rows(ADMIN, "SELECT * FROM n.secret")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "FLUSH_COMMITTED"})
    void flushThatIsUnderWayEndsAndLeavesNothing(Step step) {
        meanwhile.next(step, () -> engine.run(ADMIN, "DROP NAMESPACE n CASCADE"));

        assertThatThrownBy(() -> engine.flush("n.t")).hasMessageContaining("dropped");

        assertThat(engine.rows(ADMIN, "SELECT status, message, exception_trace FROM system.jobs"))
                .hasToString("[[abandoned, the table was dropped, null]]");
        assertThat(engine.flushDue()).isZero();
        awaitFiles(0);
        expectEmptyNamespaceAgain();
    }

    @Test
    void queuedFlushOfADroppedTableIsAbandoned() {
        engine.run(ADMIN, "STORAGE FLUSH TABLE n.t; DROP TABLE n.t");
        engine.flushDue();
        assertThat(engine.rows(ADMIN, "SELECT status, message FROM system.jobs"))
                .hasToString("[[abandoned, the table was dropped]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE n.t",
                "DROP NAMESPACE n CASCADE",
                "ALTER TABLE n.t DROP COLUMN v",
                "ALTER TABLE n.t ALTER v TYPE DOUBLE",
                "ALTER TABLE n.t ADD w INT DEFAULT 9; ALTER TABLE n.t RENAME v TO x"
            })
    void queryThatIsUnderWayKeepsItsView(String ddl) {
        engine.close();
        engine = new TestingEngine(root, meanwhile);
        insert(ALICE, 100, 20_000);
        engine.flush("n.t");
        insert(ALICE, 20_000, 30_000);
        SqlRequest request = new SqlRequest("SELECT * FROM n.t", List.of(), Optional.empty(), UUID.randomUUID());
        try (SqlRun run = engine.engine().statements().start(ALICE, request);
                QueryResult rows = ((StatementResult.Rows) run.next()).rows()) {
            for (int i = 0; i < 10; i++) {
                assertThat(rows.next()).isTrue();
            }
            engine.run(ADMIN, ddl);
            assertThat(rows.columns()).hasSize(2);
            long left = 0;
            while (rows.next()) {
                assertThat(rows.value(1)).isEqualTo(0);
                left++;
            }
            assertThat(left).isEqualTo(30_000 - 10);
        }
    }

    private EngineException refused(Caller caller, String sql) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> engine.run(caller, sql));
        assertThat(e).as("accepted: " + sql).isNotNull();
        return e;
    }
}
