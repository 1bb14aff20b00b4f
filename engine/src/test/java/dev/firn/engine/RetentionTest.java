package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static dev.firn.engine.TestingEngine.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.security.TestingClock;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** TTL of USER and SHARED tables: what a retention run removes, what stays, and what may happen meanwhile. */
class RetentionTest {
    private static final Duration TTL = Duration.ofSeconds(1_000);
    private static final Duration LONGER = TTL.plusSeconds(1);
    private static final Caller SERVICE = new Caller("robot", Role.SERVICE);

    @TempDir
    private Path root;

    private final TestingClock clock = new TestingClock();
    private final AtStep meanwhile = new AtStep();
    private TestingEngine engine;

    @BeforeEach
    void createTable() {
        engine = new TestingEngine(root, meanwhile, clock, "firn.retention.check-seconds", "86400");
        engine.run(ADMIN, "CREATE NAMESPACE r");
        engine.run(ADMIN, "CREATE USER TABLE r.t (id INT PRIMARY KEY, n INT) TTL 1000");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void run(String sql) {
        engine.run(ALICE, sql);
    }

    private void retain() {
        engine.applyRetention("r.t");
    }

    private List<List<@Nullable Object>> rows() {
        List<List<@Nullable Object>> rows = engine.rows(ALICE, "SELECT id, n FROM r.t ORDER BY id");
        assertThat(engine.value(ALICE, "SELECT COUNT(*) FROM r.t")).isEqualTo((long) rows.size());
        for (List<@Nullable Object> row : rows) {
            assertThat(engine.rows(ALICE, "SELECT id, n FROM r.t WHERE id = " + row.get(0)))
                    .containsExactly(row);
        }
        return rows;
    }

    /** Rows 1 and 2 in a file, then an update of 1 and a deletion of 2 in a second one, all of the same age; row 3 hot. */
    private void fillTwoFiles() {
        run("INSERT INTO r.t VALUES (1, 10), (2, 20)");
        engine.flush("r.t");
        run("UPDATE r.t SET n = 11 WHERE id = 1; DELETE FROM r.t WHERE id = 2");
        engine.flush("r.t");
        run("INSERT INTO r.t VALUES (3, 30)");
    }

    private void expectNothingLeft() {
        assertThat(rows()).isEmpty();
        assertThat(engine.files("r.t")).isZero();
        assertThat(engine.hotRows("r.t")).isZero();
        try (ReadView view = engine.engine().committer().acquire()) {
            for (ScopeView scope : view.scopes(engine.table("r.t").id())) {
                assertThat(scope.supersededRows()).isZero();
                view.superseded(scope, seq -> fail("superseded entry of " + seq));
                view.forgottenKeys(scope, key -> fail("key of a forgotten version"));
                assertThat(view.manifest().hasForgottenKeys(scope.id())).isFalse();
            }
        }
    }

    @Test
    void rowsStayVisibleUntilARunRemovesThemAndTheirKeysAreFreeThen() {
        fillTwoFiles();
        clock.advance(LONGER);
        assertThat(rows()).containsExactly(List.of(1, 11), List.of(3, 30));

        retain();

        expectNothingLeft();
        run("INSERT INTO r.t VALUES (1, 12), (2, 22), (3, 32)");
        assertThat(rows()).containsExactly(List.of(1, 12), List.of(2, 22), List.of(3, 32));
        engine.flush("r.t");
        engine.reopen();
        assertThat(rows()).containsExactly(List.of(1, 12), List.of(2, 22), List.of(3, 32));
    }

    /** What is forgotten of a scope are its oldest versions: a hot row is behind all of its files. */
    @Test
    void hotRowsOfAClockThatWasPutBackStayBehindAYoungerFile() {
        clock.advance(Duration.ofHours(1));
        run("INSERT INTO r.t VALUES (1, 10)");
        engine.flush("r.t");
        clock.advance(Duration.ofHours(-1));
        run("INSERT INTO r.t VALUES (2, 20)");
        clock.advance(LONGER);

        retain();

        assertThat(rows()).containsExactly(List.of(1, 10), List.of(2, 20));
        clock.advance(Duration.ofHours(1));
        retain();
        expectNothingLeft();
    }

    @Test
    void fileGoesWithItsNewestRowAndNewerVersionsAndTombstonesStay() {
        run("INSERT INTO r.t VALUES (1, 10), (2, 20), (3, 30)");
        engine.flush("r.t");
        clock.advance(Duration.ofSeconds(600));
        run("UPDATE r.t SET n = 11 WHERE id = 1; DELETE FROM r.t WHERE id = 2");
        engine.flush("r.t");
        clock.advance(Duration.ofSeconds(600));
        run("UPDATE r.t SET n = 12 WHERE id = 1");

        retain();

        assertThat(engine.files("r.t")).isEqualTo(1);
        assertThat(rows()).containsExactly(List.of(1, 12));
        assertThatThrownBy(() -> run("INSERT INTO r.t VALUES (1, 0)")).hasMessageContaining("duplicate key");
        run("INSERT INTO r.t VALUES (2, 21), (3, 31)");
        engine.reopen();
        assertThat(rows()).containsExactly(List.of(1, 12), List.of(2, 21), List.of(3, 31));
        clock.advance(Duration.ofSeconds(600));
        retain();
        assertThat(engine.files("r.t")).isZero();
        assertThat(rows()).containsExactly(List.of(1, 12), List.of(2, 21), List.of(3, 31));
        clock.advance(LONGER);
        retain();
        expectNothingLeft();
    }

    @Test
    void olderFileBehindAYoungerOneStays() {
        run("INSERT INTO r.t VALUES (1, 10)");
        engine.flush("r.t");
        clock.advance(Duration.ofSeconds(-2_000));
        run("DELETE FROM r.t WHERE id = 1; INSERT INTO r.t VALUES (2, 20)");
        engine.flush("r.t");
        clock.advance(LONGER);

        retain();

        assertThat(engine.files("r.t")).isEqualTo(2);
        assertThat(rows()).containsExactly(List.of(2, 20));
        clock.advance(Duration.ofSeconds(2_000));
        retain();
        expectNothingLeft();
    }

    @Test
    void hotRowsGoWhenNoFileIsLeftBeforeThem() {
        run("INSERT INTO r.t VALUES (1, 10)");
        engine.flush("r.t");
        clock.advance(Duration.ofSeconds(10));
        run("UPDATE r.t SET id = 5 WHERE id = 1; INSERT INTO r.t VALUES (2, 20)");
        clock.advance(Duration.ofSeconds(900));
        run("INSERT INTO r.t VALUES (3, 30)");
        clock.advance(Duration.ofSeconds(101));

        retain();

        assertThat(engine.hotRows("r.t")).isEqualTo(1);
        assertThat(rows()).containsExactly(List.of(3, 30));
        run("INSERT INTO r.t VALUES (1, 11), (2, 21), (5, 51)");
        assertThat(rows()).hasSize(4);
        engine.flush("r.t");
        assertThat(rows()).hasSize(4);
        clock.advance(LONGER);
        retain();
        expectNothingLeft();
    }

    @Test
    void sharedTableWithoutKeyLosesItsExpiredRows() {
        engine.run(SERVICE, "CREATE SHARED TABLE r.s (n INT) WITH (TTL_SECONDS = 1000)");
        engine.run(SERVICE, "INSERT INTO r.s VALUES (1), (2), (3)");
        engine.flush("r.s");
        engine.run(SERVICE, "UPDATE r.s SET n = n + 10 WHERE n > 1; DELETE FROM r.s WHERE n = 12");
        clock.advance(LONGER);
        engine.run(SERVICE, "UPDATE r.s SET n = 100 WHERE n = 13");
        engine.applyRetention("r.s");
        assertThat(engine.rows(BOB, "SELECT n FROM r.s")).containsExactly(List.of(100));
        assertThat(engine.value(BOB, "SELECT COUNT(*) FROM r.s")).isEqualTo(1L);
        assertThat(engine.hotRows("r.s")).isEqualTo(1);
    }

    @Test
    void timeToLiveCanBeSetChangedAndRemoved() {
        engine.run(ADMIN, "CREATE USER TABLE r.u (id INT)");
        run("INSERT INTO r.u VALUES (1)");
        clock.advance(LONGER);
        engine.applyRetention("r.u");
        assertThat(engine.rows(ALICE, "SELECT id FROM r.u")).hasSize(1);
        assertThat(ttl("u")).isNull();
        engine.run(ADMIN, "ALTER TABLE r.u SET TBLPROPERTIES (TTL_SECONDS = 5)");
        assertThat(ttl("u")).isEqualTo(5L);
        engine.run(ADMIN, "ALTER TABLE r.u SET TBLPROPERTIES (TTL_SECONDS = NONE)");
        engine.applyRetention("r.u");
        assertThat(ttl("u")).isNull();
        assertThat(engine.rows(ALICE, "SELECT id FROM r.u")).hasSize(1);
        engine.run(ADMIN, "ALTER TABLE r.u SET TBLPROPERTIES (FLUSH_POLICY = 'rows:7', TTL_SECONDS = 6)");
        engine.reopen();
        assertThat(ttl("u")).isEqualTo(6L);
        engine.applyRetention("r.u");
        assertThat(engine.rows(ALICE, "SELECT id FROM r.u")).isEmpty();
    }

    private @Nullable Object ttl(String table) {
        return engine.value(ADMIN, "SELECT ttl_seconds FROM system.tables WHERE table_name = '" + table + "'");
    }

    @Test
    void fileIsUnlinkedOnceNoViewNeedsIt() throws Exception {
        run("INSERT INTO r.t VALUES (1, 10)");
        engine.flush("r.t");
        clock.advance(LONGER);
        Path file;
        try (ReadView view = engine.engine().committer().acquire()) {
            DataFile listed = view.manifest().files().get(0);
            file = root.resolve("data").resolve(listed.path());
            retain();
            assertThat(engine.files("r.t")).isZero();
            assertThat(Files.exists(file)).isTrue();
            assertThat(view.manifest().files()).containsExactly(listed);
        }
        await().until(() -> !Files.exists(file));
    }

    @Test
    void dryRunListsExactlyWhatTheRunRemovesAndChangesNothing() {
        fillTwoFiles();
        engine.run(BOB, "INSERT INTO r.t VALUES (1, 1)");
        clock.advance(Duration.ofSeconds(600));
        engine.run(BOB, "INSERT INTO r.t VALUES (2, 2)");
        clock.advance(Duration.ofSeconds(401));
        List<List<@Nullable Object>> manifest = manifest();

        List<List<@Nullable Object>> listed = engine.rows(ADMIN, "STORAGE RETENTION TABLE r.t DRY RUN");

        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (List<@Nullable Object> file : manifest) {
            expected.add(Arrays.asList(file.get(0), "cold", "alice", file.get(1), file.get(2), file.get(3)));
        }
        assertThat(listed.subList(0, 2)).isEqualTo(expected);
        assertThat(listed).hasSize(4);
        assertThat(listed.get(2).subList(0, 4)).isEqualTo(Arrays.asList(null, "hot", "alice", 1L));
        assertThat(listed.get(3).subList(0, 4)).isEqualTo(Arrays.asList(null, "hot", "bob", 1L));
        assertThat(engine.rows(SERVICE, "STORAGE RETENTION TABLE r.t DRY RUN"))
                .hasSize(4)
                .allMatch(row -> row.get(2) == null);
        assertThat(manifest()).isEqualTo(manifest);
        assertThat(rows()).hasSize(2);
        assertThat(engine.hotRows("r.t")).isEqualTo(3);

        retain();
        assertThat(engine.files("r.t")).isZero();
        assertThat(engine.hotRows("r.t")).isEqualTo(1);
        assertThat(engine.rows(BOB, "SELECT id FROM r.t")).containsExactly(List.of(2));
        assertThat(engine.rows(ADMIN, "STORAGE RETENTION TABLE r.t DRY RUN")).isEmpty();
    }

    private List<List<@Nullable Object>> manifest() {
        return engine.rows(
                ADMIN, "SELECT file_id, row_count, size_bytes, max_written_at FROM system.manifest ORDER BY file_id");
    }

    @ParameterizedTest
    @CsvSource({"STORAGE RETENTION TABLE r.t", "STORAGE RETENTION TABLE r.t DRY RUN"})
    void retentionIsForOperatorsAndNeedsATimeToLive(String sql) {
        refused(() -> engine.run(ALICE, sql), ErrorCode.PERMISSION_DENIED);
        refused(() -> engine.run(SERVICE, sql.replace("r.t", "r.missing")), ErrorCode.TABLE_NOT_FOUND);
        engine.run(ADMIN, "ALTER TABLE r.t SET TBLPROPERTIES (TTL_SECONDS = NONE)");
        assertThatThrownBy(() -> engine.run(SERVICE, sql))
                .hasMessageContaining("Cannot apply retention to r.t: it has no TTL");
    }

    private static void refused(Runnable action, ErrorCode code) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void compactionKeepsRowsOfDifferentAgesApart() {
        for (int file = 0; file < 8; file++) {
            run("INSERT INTO r.t VALUES (" + file + ", 0)");
            engine.flush("r.t");
            clock.advance(Duration.ofSeconds(100));
        }
        engine.compact("r.t");
        // Of 1,000 seconds a quarter holds 3 of these files.
        assertThat(engine.files("r.t")).isEqualTo(3);
        assertThat(rows()).hasSize(8);
        clock.advance(Duration.ofSeconds(401));
        retain();
        assertThat(engine.files("r.t")).isEqualTo(2);
        assertThat(rows()).hasSize(5);
    }

    @Test
    void runIsLaunchedByStatementAndByItselfAndShowsWhatItRemoved() {
        fillTwoFiles();
        clock.advance(LONGER);
        assertThat(message("STORAGE RETENTION TABLE r.t"))
                .startsWith("Storage retention started for table 'r.t'. Job ID: RT-");
        assertThat(engine.flushDue()).isEqualTo(1);
        expectNothingLeft();
        assertThat(engine.rows(
                        SERVICE,
                        "SELECT job_type, status, table_name, rows_written, files, trigger FROM system.jobs"
                                + " WHERE job_id LIKE 'RT-%'"))
                .containsExactly(List.of("retention", "completed", "t", 5L, 2, "manual"));
        assertThat(message("STORAGE RETENTION TABLE r.t"))
                .isEqualTo("Storage retention skipped: no expired rows for table 'r.t'");

        engine.close();
        engine = new TestingEngine(root, StepListener.NONE, clock, "firn.retention.check-seconds", "1");
        run("INSERT INTO r.t VALUES (1, 10)");
        clock.advance(LONGER);
        await().until(() -> engine.flushDue() == 1);
        expectNothingLeft();
        assertThat(engine.rows(
                        SERVICE,
                        "SELECT status, rows_written, files, trigger FROM system.jobs WHERE job_id LIKE 'RT-%'"
                                + " ORDER BY created_at DESC LIMIT 1"))
                .containsExactly(List.of("completed", 1L, 0, "expiry"));
    }

    private String message(String sql) {
        try (SqlRun run = engine.engine()
                .statements()
                .start(SERVICE, new SqlRequest(sql, List.of(), Optional.empty(), UUID.randomUUID()))) {
            return ((StatementResult.Done) run.next()).message();
        }
    }

    // Interleavings: what another does between two steps

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"RETENTION_PLANNED", "HISTORY_FORGOTTEN", "KEYS_FORGOTTEN"})
    @interface AtEachStep {}

    @AtEachStep
    void writesMeanwhileAreKeptAndCountedExactly(Step step) {
        run("INSERT INTO r.t VALUES (1, 10), (2, 20), (3, 30), (4, 40)");
        engine.flush("r.t");
        run("UPDATE r.t SET n = 41 WHERE id = 4; INSERT INTO r.t VALUES (6, 60)");
        clock.advance(LONGER);
        meanwhile.next(step, () -> {
            run("UPDATE r.t SET n = n + 1 WHERE id IN (1, 6)");
            run("DELETE FROM r.t WHERE id = 2");
            run("DELETE FROM r.t WHERE id = 3; INSERT INTO r.t VALUES (3, 33)");
            run("INSERT INTO r.t VALUES (5, 50)");
        });

        retain();

        meanwhile.expectReached();
        List<List<@Nullable Object>> rows = rows();
        assertThat(rows).contains(List.of(3, 33), List.of(5, 50)).doesNotContain(List.of(4, 40), List.of(4, 41));
        if (step == Step.RETENTION_PLANNED) {
            assertThat(rows).containsExactly(List.of(1, 11), List.of(3, 33), List.of(5, 50), List.of(6, 61));
        }
        engine.reopen();
        assertThat(rows()).isEqualTo(rows);
        engine.flush("r.t");
        clock.advance(LONGER);
        retain();
        expectNothingLeft();
    }

    @AtEachStep
    void flushMeanwhileLosesAndDoublesNothing(Step step) {
        fillTwoFiles();
        clock.advance(LONGER);
        run("INSERT INTO r.t VALUES (4, 40); UPDATE r.t SET n = 12 WHERE id = 1");
        meanwhile.next(step, () -> engine.flush("r.t"));

        retain();

        meanwhile.expectReached();
        assertThat(rows()).contains(List.of(1, 12), List.of(4, 40)).doesNotContain(List.of(1, 11), List.of(2, 20));
        engine.reopen();
        engine.flush("r.t");
        clock.advance(LONGER);
        retain();
        expectNothingLeft();
    }

    /** The flush has read rows that expire before it publishes them. */
    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CHUNK_APPENDED", "FILE_WRITTEN", "FILE_CLAIMED", "FLUSH_COMMITTED"})
    void retentionMeanwhileNeverBringsRowsBackWithAFlush(Step step) {
        fillTwoFiles();
        run("INSERT INTO r.t SELECT 1000 + i, i FROM range(150) r(i)");
        clock.advance(LONGER);
        run("INSERT INTO r.t VALUES (4, 40)");
        meanwhile.next(step, this::retain);

        engine.flush("r.t");

        meanwhile.expectReached();
        assertThat(rows()).contains(List.of(4, 40)).doesNotContain(List.of(1, 11));
        clock.advance(LONGER);
        engine.flush("r.t");
        retain();
        expectNothingLeft();
    }

    @AtEachStep
    void alterMeanwhileIsHeeded(Step step) {
        fillTwoFiles();
        clock.advance(LONGER);
        meanwhile.next(
                step,
                () -> engine.run(
                        ADMIN,
                        "ALTER TABLE r.t ADD COLUMN c INT DEFAULT 7; ALTER TABLE r.t SET TBLPROPERTIES (TTL_SECONDS = NONE)"));

        try {
            retain();
        } catch (EngineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        }

        meanwhile.expectReached();
        if (step == Step.RETENTION_PLANNED) {
            assertThat(rows()).containsExactly(List.of(1, 11), List.of(3, 30));
        }
        if (step != Step.KEYS_FORGOTTEN) {
            assertThat(engine.rows(ALICE, "SELECT c FROM r.t WHERE id = 3")).containsExactly(List.of(7));
        }
        run("INSERT INTO r.t VALUES (2, 22, 2)");
        assertThat(rows()).contains(List.of(2, 22));
    }

    @AtEachStep
    void dropMeanwhileLeavesNothing(Step step) {
        fillTwoFiles();
        clock.advance(LONGER);
        meanwhile.next(
                step,
                () -> engine.run(ADMIN, "DROP TABLE r.t; CREATE USER TABLE r.t (id INT PRIMARY KEY, n INT) TTL 1000"));
        try {
            retain();
        } catch (EngineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        }
        meanwhile.expectReached();
        run("INSERT INTO r.t VALUES (1, 100)");
        assertThat(rows()).containsExactly(List.of(1, 100));
        engine.reopen();
        retain();
        assertThat(rows()).containsExactly(List.of(1, 100));
    }

    @AtEachStep
    void endAtAnyStepLeavesAStoreFromWhichTheNextRunGoesOn(Step step) {
        fillTwoFiles();
        clock.advance(LONGER);
        run("UPDATE r.t SET n = 12 WHERE id = 1");
        meanwhile.next(step, () -> {
            throw new IllegalStateException("the process ends here");
        });
        assertThatThrownBy(this::retain).hasMessageContaining("ends here");

        engine.reopen();

        assertThat(rows()).contains(List.of(1, 12)).doesNotContain(List.of(2, 20), List.of(1, 11));
        retain();
        assertThat(rows()).containsExactly(List.of(1, 12));
        run("INSERT INTO r.t VALUES (2, 21), (3, 31)");
        assertThat(rows()).containsExactly(List.of(1, 12), List.of(2, 21), List.of(3, 31));
        clock.advance(LONGER);
        retain();
        expectNothingLeft();
        engine.reopen();
        expectNothingLeft();
    }
}
