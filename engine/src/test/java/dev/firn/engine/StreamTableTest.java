package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static dev.firn.engine.TestingEngine.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.ingest.ImportRequest;
import dev.firn.engine.ingest.RowImport;
import dev.firn.engine.security.TestingClock;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STREAM tables: own rows only, hot only, gone at once when they are older than the TTL, and bounded. */
class StreamTableTest {
    private static final Duration TTL = Duration.ofSeconds(60);

    @TempDir
    private Path root;

    private final TestingClock clock = new TestingClock();
    private TestingEngine engine;

    @BeforeEach
    void createTable() {
        engine = new TestingEngine(
                root, StepListener.NONE, clock, "firn.retention.check-seconds", "86400", "firn.stream.table-mib", "1");
        engine.run(ADMIN, "CREATE NAMESPACE s; CREATE USER TABLE s.copy (id INT, n INT)");
        engine.run(ALICE, "CREATE STREAM TABLE s.t (id INT PRIMARY KEY, n INT) TTL 60");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return engine.rows(ALICE, sql);
    }

    private void sweep() {
        engine.engine().retention().sweepStreams();
    }

    private static void refused(Runnable action, ErrorCode code, String part) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }

    /** Row 1 is expired, row 2 is not; nothing was swept. */
    private void insertAnExpiredAndALiveRow() {
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 10)");
        clock.advance(TTL.minusSeconds(10));
        engine.run(ALICE, "INSERT INTO s.t VALUES (2, 20)");
        clock.advance(Duration.ofSeconds(11));
        assertThat(engine.hotRows("s.t")).isEqualTo(2);
    }

    @Test
    void rowIsVisibleForItsWholeTimeToLiveAndOnlyToItsUser() {
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 10)");
        clock.advance(TTL);
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(1, 10));
        assertThat(engine.value(ALICE, "SELECT COUNT(*) FROM s.t")).isEqualTo(1L);
        assertThat(engine.rows(BOB, "SELECT * FROM s.t")).isEmpty();
        assertThat(engine.rows(ADMIN, "SELECT * FROM s.t")).isEmpty();

        clock.advance(Duration.ofNanos(1_000));
        assertThat(rows("SELECT * FROM s.t")).isEmpty();
    }

    @Test
    void expiredRowIsInvisibleInEveryWayOfReading() {
        insertAnExpiredAndALiveRow();

        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(2, 20));
        assertThat(rows("SELECT n FROM s.t WHERE n < 15")).isEmpty();
        assertThat(engine.value(ALICE, "SELECT COUNT(*) FROM s.t")).isEqualTo(1L);
        assertThat(rows("SELECT * FROM s.t WHERE id = 1")).isEmpty();
        assertThat(rows("SELECT * FROM s.t WHERE id IN (1, 2)")).containsExactly(List.of(2, 20));
        assertThat(rows("SELECT max(n) FROM s.t WHERE id = 1 OR id = 2")).containsExactly(List.of(20));
        assertThat(rows("EXPLAIN SELECT COUNT(*) FROM s.t")).noneMatch(row -> "counter".equals(row.get(1)));
        assertThat(rows("EXPLAIN SELECT COUNT(*) FROM s.t")).anyMatch(row -> "expired".equals(row.get(1)));
        assertThat(rows("EXPLAIN SELECT * FROM s.t WHERE id = 1").get(0).get(2))
                .isEqualTo("0 hot rows, 0 in data files");
        assertThat(engine.run(ALICE, "UPDATE s.t SET n = n + 1 WHERE id = 1")).isZero();
        assertThat(engine.run(ALICE, "UPDATE s.t SET n = n + 1")).isEqualTo(1);
        assertThat(engine.run(ALICE, "DELETE FROM s.t WHERE id = 1")).isZero();
        assertThat(engine.run(ALICE, "INSERT INTO s.copy SELECT * FROM s.t")).isEqualTo(1);
        engine.run(
                ALICE,
                "BEGIN; INSERT INTO s.t VALUES (1, 11); UPDATE s.t SET n = 12 WHERE id = 1;"
                        + " INSERT INTO s.copy SELECT * FROM s.t; COMMIT");
        assertThat(rows("SELECT * FROM s.copy ORDER BY n"))
                .containsExactly(List.of(1, 12), List.of(2, 21), List.of(2, 21));
        assertThat(rows("SELECT * FROM s.t ORDER BY id")).containsExactly(List.of(1, 12), List.of(2, 21));
    }

    @Test
    void keyOfAnExpiredRowIsFreeBeforeAndAfterItIsEvicted() {
        insertAnExpiredAndALiveRow();

        refused(() -> engine.run(ALICE, "INSERT INTO s.t VALUES (2, 0)"), ErrorCode.CONSTRAINT_VIOLATION, "duplicate");
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 11)");
        assertThat(rows("SELECT * FROM s.t ORDER BY id")).containsExactly(List.of(1, 11), List.of(2, 20));
        sweep();
        assertThat(engine.hotRows("s.t")).isEqualTo(2);
        refused(() -> engine.run(ALICE, "INSERT INTO s.t VALUES (1, 0)"), ErrorCode.CONSTRAINT_VIOLATION, "duplicate");
        assertThat(rows("SELECT * FROM s.t WHERE id = 1")).containsExactly(List.of(1, 11));

        clock.advance(TTL.plusSeconds(1));
        sweep();
        assertThat(engine.hotRows("s.t")).isZero();
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 12)");
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(1, 12));
        engine.reopen();
        assertThat(rows("SELECT * FROM s.t WHERE id = 1")).containsExactly(List.of(1, 12));
        assertThat(engine.value(ALICE, "SELECT COUNT(*) FROM s.t")).isEqualTo(1L);
    }

    @Test
    void sweepLeavesNeitherKeysNorSupersededEntries() {
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 0), (2, 0), (3, 0), (4, 0)");
        engine.run(ALICE, "UPDATE s.t SET n = 1 WHERE id < 3; DELETE FROM s.t WHERE id = 3");
        engine.run(ALICE, "UPDATE s.t SET id = 40 WHERE id = 4");
        clock.advance(TTL);
        engine.run(ALICE, "UPDATE s.t SET n = 2 WHERE id = 2");
        assertThat(engine.hotRows("s.t")).isEqualTo(9);
        clock.advance(Duration.ofSeconds(1));

        sweep();

        assertThat(engine.hotRows("s.t")).isEqualTo(1);
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(2, 2));
        assertThat(engine.value(ALICE, "SELECT COUNT(*) FROM s.t")).isEqualTo(1L);
        try (ReadView view = engine.engine().committer().acquire()) {
            ScopeView scope = view.scopes(engine.table("s.t").id()).iterator().next();
            assertThat(scope.supersededRows()).isZero();
            view.superseded(scope, seq -> fail("superseded entry of " + seq));
            List<byte[]> keys = new ArrayList<>();
            view.forgottenKeys(scope, keys::add);
            assertThat(keys).isEmpty();
            assertThat(view.manifest().hasForgottenKeys(scope.id())).isFalse();
        }
    }

    @Test
    void updatedRowLivesOnFromItsUpdate() {
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 10)");
        clock.advance(TTL);
        engine.run(ALICE, "UPDATE s.t SET n = 11");
        clock.advance(TTL);
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(1, 11));
        sweep();
        assertThat(rows("SELECT * FROM s.t WHERE id = 1")).containsExactly(List.of(1, 11));
    }

    @Test
    void longerTimeToLiveBringsNoRowBack() {
        insertAnExpiredAndALiveRow();
        engine.run(ALICE, "ALTER TABLE s.t SET TBLPROPERTIES (TTL_SECONDS = 1000)");
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(2, 20));
        clock.advance(Duration.ofSeconds(500));
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(2, 20));
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 11)");
        engine.reopen();
        assertThat(rows("SELECT * FROM s.t ORDER BY id")).containsExactly(List.of(1, 11), List.of(2, 20));

        engine.run(ALICE, "ALTER TABLE s.t SET TBLPROPERTIES (TTL_SECONDS = 1)");
        clock.advance(Duration.ofSeconds(2));
        assertThat(rows("SELECT * FROM s.t")).isEmpty();
        refused(
                () -> engine.run(ALICE, "ALTER TABLE s.t SET TBLPROPERTIES (TTL_SECONDS = NONE)"),
                ErrorCode.INVALID_SQL,
                "a STREAM table needs a TTL");
        refused(
                () -> engine.run(ALICE, "ALTER TABLE s.t SET TBLPROPERTIES (FLUSH_POLICY = 'rows:1')"),
                ErrorCode.INVALID_SQL,
                "never flushed");
    }

    @Test
    void clockThatStepsBackNeitherBringsRowsBackNorTakesThemEarly() {
        insertAnExpiredAndALiveRow();
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(2, 20));

        clock.advance(Duration.ofHours(-1));
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(2, 20));
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 11)");
        sweep();
        assertThat(rows("SELECT * FROM s.t ORDER BY id")).containsExactly(List.of(1, 11), List.of(2, 20));
        engine.reopen();
        assertThat(rows("SELECT * FROM s.t ORDER BY id")).containsExactly(List.of(1, 11), List.of(2, 20));

        clock.advance(Duration.ofHours(1).plusSeconds(50));
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(1, 11));
        clock.advance(Duration.ofSeconds(11));
        assertThat(rows("SELECT * FROM s.t")).isEmpty();
    }

    /** Every look at the clock finds it a second later. */
    private static final class RunningClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T16:34:00Z");

        @Override
        public synchronized Instant instant() {
            now = now.plusSeconds(1);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void oneInstantDecidesForTheWholeStatementAndTransaction() {
        try (TestingEngine running = new TestingEngine(
                root.resolve("running"),
                StepListener.NONE,
                new RunningClock(),
                "firn.retention.check-seconds",
                "86400")) {
            running.run(ADMIN, "CREATE NAMESPACE s");
            running.run(ALICE, "CREATE STREAM TABLE s.a (id INT) TTL 60; CREATE STREAM TABLE s.b (id INT) TTL 60");
            for (int id = 0; id < 40; id++) {
                running.run(
                        ALICE,
                        "BEGIN; INSERT INTO s.a VALUES (" + id + "); INSERT INTO s.b VALUES (" + id + "); COMMIT");
            }
            String all = "(SELECT COUNT(*) FROM s.a), (SELECT COUNT(*) FROM s.a WHERE id >= 0),"
                    + " (SELECT COUNT(*) FROM s.b), (SELECT COUNT(*) FROM s.b WHERE id >= 0)";
            List<@Nullable Object> counts = running.rows(ALICE, "SELECT " + all).get(0);
            assertThat(counts.get(0)).isNotEqualTo(40L).isNotEqualTo(0L);
            assertThat(counts).containsOnly(counts.get(0));

            running.run(ALICE, "CREATE USER TABLE s.seen (n BIGINT)");
            running.run(
                    ALICE,
                    "BEGIN; INSERT INTO s.seen SELECT COUNT(*) FROM s.a; INSERT INTO s.seen SELECT COUNT(*) FROM s.b"
                            + " WHERE id >= 0; COMMIT");
            assertThat(running.value(ALICE, "SELECT COUNT(DISTINCT n) FROM s.seen"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void streamTableIsNeverFlushed() {
        engine.run(ALICE, "INSERT INTO s.t VALUES (1, 10)");
        refused(
                () -> engine.run(ADMIN, "STORAGE FLUSH TABLE s.t"),
                ErrorCode.INVALID_SQL,
                "Cannot flush s.t: a STREAM table has no data files");
        engine.run(ADMIN, "STORAGE FLUSH ALL");
        assertThat(engine.flushDue()).isZero();
        assertThat(engine.hotRows("s.t")).isEqualTo(1);
        assertThat(engine.rows(
                        ADMIN,
                        "SELECT table_type, flush_policy, ttl_seconds, access_level FROM system.tables"
                                + " WHERE table_name = 't'"))
                .containsExactly(Arrays.asList("STREAM", null, 60L, null));
        assertThat(engine.rows(ADMIN, "SHOW TABLES IN s").get(1))
                .isEqualTo(Arrays.asList("s", "t", "STREAM", null, 60L, null));
    }

    @Test
    void rowsOfOthersAreImportedAndExpireToo() throws Exception {
        byte[] body = "{\"id\": 1, \"n\": 1, \"who\": \"alice\"}\n{\"id\": 1, \"n\": 2, \"who\": \"bob\"}\n"
                .getBytes(StandardCharsets.UTF_8);
        ImportRequest request = new ImportRequest(new TableName("s", "t"), Optional.of("who"), 1_000);
        try (RowImport rows =
                engine.engine().imports().open(ADMIN, request, ImportFormat.NDJSON, new ByteArrayInputStream(body))) {
            while (rows.readBatch()) {
                rows.storeBatch();
            }
        }
        assertThat(rows("SELECT * FROM s.t")).containsExactly(List.of(1, 1));
        assertThat(engine.rows(BOB, "SELECT * FROM s.t")).containsExactly(List.of(1, 2));
        clock.advance(TTL.plusSeconds(1));
        assertThat(rows("SELECT * FROM s.t")).isEmpty();
        assertThat(engine.rows(BOB, "SELECT * FROM s.t WHERE id = 1")).isEmpty();
    }

    @Test
    void oldestRowsOfAllUsersGoWhenTheTableExceedsItsBytes() {
        engine.run(ALICE, "CREATE STREAM TABLE s.big (id INT PRIMARY KEY, text TEXT) TTL 86400");
        String kilobyte = "x".repeat(1_000);
        for (int block = 0; block < 24; block++) {
            int from = block * 50;
            engine.run(
                    block % 2 == 0 ? ALICE : BOB,
                    "INSERT INTO s.big VALUES "
                            + IntStream.range(from, from + 50)
                                    .mapToObj(id -> "(" + id + ", '" + kilobyte + "')")
                                    .collect(Collectors.joining(", ")));
        }

        await().until(() -> bytes("s.big") <= 1 << 20);

        long alices = (Long) engine.value(ALICE, "SELECT COUNT(*) FROM s.big");
        long bobs = (Long) engine.value(BOB, "SELECT COUNT(*) FROM s.big");
        assertThat(alices + bobs).isBetween(850L, 1_030L);
        int oldest = Math.min((Integer) engine.value(ALICE, "SELECT min(id) FROM s.big"), (Integer)
                engine.value(BOB, "SELECT min(id) FROM s.big"));
        assertThat(alices + bobs).isEqualTo(1_200 - oldest);
        engine.run(ALICE, "INSERT INTO s.big VALUES (0, 'again')");
        assertThat(engine.value(ALICE, "SELECT text FROM s.big WHERE id = 0")).isEqualTo("again");
        refused(
                () -> engine.run(ALICE, "INSERT INTO s.big SELECT 5000 + i, repeat('x', 9000) FROM range(200) r(i)"),
                ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                "more than its budget of 1048576");
    }

    private long bytes(String table) {
        try (ReadView view = engine.engine().committer().acquire()) {
            return view.buffered(engine.table(table).id()).bytes();
        }
    }
}
