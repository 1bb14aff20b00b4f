package dev.firn.engine.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.Replacement;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a compaction merges, what it drops, and what it answers. */
class CompactionsTest {
    private static final TableName LOG = new TableName("n", "log");

    @TempDir
    private Path root;

    private TestingEngine engine;

    @BeforeEach
    void create() {
        open(4);
        engine.run(
                TestingEngine.ADMIN,
                "CREATE NAMESPACE n; CREATE USER TABLE n.t (id BIGINT PRIMARY KEY, v TEXT);"
                        + "CREATE USER TABLE n.log (id BIGINT, v TEXT)");
    }

    private void open(int minFiles) {
        engine = new TestingEngine(
                root,
                StepListener.NONE,
                "firn.compaction.min-files",
                Integer.toString(minFiles),
                "firn.compaction.target-mib",
                "1",
                "firn.flush.bundle-scopes",
                "3");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void insert(String table, long from, long to) {
        engine.run(
                TestingEngine.ALICE,
                "INSERT INTO " + table + " VALUES "
                        + LongStream.range(from, to)
                                .mapToObj(id -> "(" + id + ", 'v" + id + "')")
                                .collect(Collectors.joining(", ")));
    }

    private long count(String table) {
        Object counted = engine.value(TestingEngine.ALICE, "SELECT COUNT(*) FROM " + table);
        assertThat(engine.value(TestingEngine.ALICE, "SELECT COUNT(id) FROM " + table))
                .isEqualTo(counted);
        return (Long) counted;
    }

    private String message(String sql) {
        return engine.message(TestingEngine.ADMIN, sql);
    }

    /** 3 files of each level at most: of one with less than 64 KiB, and so on to half a MiB. */
    @Test
    void filesOfAScopeStayFewOverAHundredFlushes() {
        long most = 0;
        for (int i = 0; i < 100; i++) {
            insert("n.t", i * 10L, i * 10L + 10);
            engine.flush("n.t");
            most = Math.max(most, engine.files("n.t"));
        }

        assertThat(most).isLessThanOrEqualTo(4);
        assertThat(count("n.t")).isEqualTo(1_000);
        assertThat(engine.value(TestingEngine.ALICE, "SELECT v FROM n.t WHERE id = 500"))
                .isEqualTo("v500");
        assertThat(engine.value(
                        TestingEngine.ADMIN,
                        "SELECT count(*) FROM system.jobs WHERE job_type = 'compaction' AND status = 'completed'"))
                .isEqualTo(33L);
    }

    @Test
    void filesOfHalfTheTargetSizeAreMergedNoMore() {
        for (int i = 0; i < 4; i++) {
            engine.run(
                    TestingEngine.ALICE,
                    "INSERT INTO n.t SELECT " + i * 100_000 + " + range, md5(range::TEXT) FROM range(40000)");
            engine.flush("n.t");
        }
        insert("n.t", -20, -10);
        engine.flush("n.t");
        insert("n.t", -10, 0);
        engine.flush("n.t");

        assertThat(engine.files("n.t")).isEqualTo(6);
        engine.compact("n.t");
        assertThat(engine.files("n.t")).isEqualTo(5);
        assertThat(count("n.t")).isEqualTo(160_020);
    }

    @Test
    void versionsThatNobodyNeedsGoWithTheirEntriesAndKeys() {
        insert("n.t", 0, 3_000);
        engine.flush("n.t");
        engine.run(TestingEngine.ALICE, "UPDATE n.t SET v = 'new' WHERE id % 2 = 0");
        engine.run(TestingEngine.ALICE, "DELETE FROM n.t WHERE id % 3 = 0");
        engine.flush("n.t");

        engine.compact("n.t");

        try (ReadView view = engine.engine().committer().acquire()) {
            List<DataFile> files = view.manifest().files();
            assertThat(files).hasSize(1);
            assertThat(files.get(0).rows()).isEqualTo(2_000);
            assertThat(view.supersededRows(files.get(0).scopes().findFirst().orElseThrow()))
                    .isZero();
        }
        assertThat(count("n.t")).isEqualTo(2_000);
        engine.reopen();
        assertThat(count("n.t")).isEqualTo(2_000);
        assertThat(engine.rows(TestingEngine.ALICE, "SELECT v FROM n.t WHERE id IN (0, 3)"))
                .isEmpty();
        insert("n.t", 3, 4);
        assertThat(engine.value(TestingEngine.ALICE, "SELECT v FROM n.t WHERE id = 3"))
                .isEqualTo("v3");
        assertThatThrownBy(() -> insert("n.t", 3, 4)).hasMessageContaining("duplicate key");
        assertThat(count("n.t")).isEqualTo(2_001);
    }

    @Test
    void fileOfDeletedRowsGoesByItselfAndTheirTombstonesAfterIt() {
        insert("n.t", 0, 2_000);
        engine.flush("n.t");
        engine.run(TestingEngine.ALICE, "DELETE FROM n.t WHERE id >= 10");
        engine.flush("n.t");

        engine.flushDue();

        try (ReadView view = engine.engine().committer().acquire()) {
            assertThat(view.manifest().files().stream()
                            .mapToLong(DataFile::rows)
                            .sum())
                    .isEqualTo(10);
        }
        assertThat(count("n.t")).isEqualTo(10);
        engine.run(TestingEngine.ALICE, "DELETE FROM n.t");
        engine.flush("n.t");
        engine.compact("n.t");
        assertThat(engine.files("n.t")).isZero();
        assertThat(count("n.t")).isZero();
        insert("n.t", 0, 10);
        engine.flush("n.t");
        assertThat(count("n.t")).isEqualTo(10);
    }

    @Test
    void bundlesAreMergedByFoursAndScopesThatHaveGrownGetFilesOfTheirOwn() {
        engine.close();
        open(16);
        List<Caller> users = IntStream.range(0, 6)
                .mapToObj(i -> new Caller("user" + i, Role.USER))
                .toList();
        for (int round = 0; round < 8; round++) {
            for (Caller user : users) {
                insert(user, round * 10_000L, round * 10_000L + (user.userId().equals("user3") ? 600 : 3));
            }
            if (round == 2) {
                // A file of its own between two bundles that are merged.
                insert(users.get(1), 5_000_000, 5_002_000);
            }
            engine.run(users.get(5), "UPDATE n.t SET v = 'new' WHERE id = 0");
            engine.run(users.get(4), "DELETE FROM n.t WHERE id = " + (round * 10_000));
            engine.flush("n.t");
        }

        try (ReadView view = engine.engine().committer().acquire()) {
            List<DataFile> files = view.manifest().files();
            assertThat(files.stream().filter(DataFile::holdsSeveralScopes)).hasSize(2);
            assertThat(files.stream().filter(file -> file.path().startsWith("user3/tables/n/t/")))
                    .extracting(DataFile::rows)
                    .containsExactly(2_400L, 1_800L);
            assertThat(files.stream().filter(file -> file.path().startsWith("user1/tables/n/t/")))
                    .hasSize(3);
        }
        expectBundledRows(users);
        engine.compact("n.t");
        engine.compact("n.t");
        expectBundledRows(users);
        engine.reopen();
        expectBundledRows(users);
    }

    private void insert(Caller user, long from, long to) {
        engine.run(user, "INSERT INTO n.t SELECT range, 'v' || range FROM range(" + from + ", " + to + ")");
    }

    private void expectBundledRows(List<Caller> users) {
        List<Long> counts = List.of(24L, 2_024L, 24L, 4_800L, 16L, 24L);
        for (int i = 0; i < users.size(); i++) {
            assertThat(engine.value(users.get(i), "SELECT COUNT(*) FROM n.t"))
                    .as(users.get(i).userId())
                    .isEqualTo(counts.get(i));
            assertThat(engine.value(
                            users.get(i), "SELECT COUNT(DISTINCT id) FILTER (v = 'v' || id OR id = 0) FROM n.t"))
                    .isEqualTo(counts.get(i));
        }
        assertThat(engine.value(users.get(5), "SELECT v FROM n.t WHERE id = 0")).isEqualTo("new");
        assertThat(engine.value(users.get(1), "SELECT v FROM n.t WHERE id = 5000001"))
                .isEqualTo("v5000001");
        assertThat(engine.rows(users.get(4), "SELECT v FROM n.t WHERE id = 0")).isEmpty();
    }

    /** Without a key nothing else tells that the old version was replaced. */
    @Test
    void updatePreparedBeforeACompactionThatForgotItsVersionIsRefused() {
        insert("n.log", 1, 2);
        engine.flush("n.log");
        Committer committer = engine.engine().committer();
        RowBatch late;
        try (ReadView before = committer.acquire()) {
            Table table = before.catalog().table(LOG).orElseThrow();
            ScopeId scope = before.catalog()
                    .scopeId(table.id(), new TableScope.User("alice"))
                    .orElseThrow();
            long seq =
                    before.manifest().files(scope).iterator().next().part(scope).maxSeq();
            late = new RowBatch(table, 1, before.horizon());
            late.update(new TableScope.User("alice"), seq, null, new @Nullable Object[] {1L, "late"});
        }
        engine.run(TestingEngine.ALICE, "UPDATE n.log SET v = 'first'");
        engine.flush("n.log");
        engine.compact("n.log");

        assertThatThrownBy(() -> committer.commit(late))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT));
        assertThat(engine.rows(TestingEngine.ALICE, "SELECT v FROM n.log")).isEqualTo(List.of(List.of("first")));
        engine.run(TestingEngine.ALICE, "UPDATE n.log SET v = 'second'");
        assertThat(count("n.log")).isOne();
    }

    /** Files beside one that cannot be read are not its neighbours until it is whole again or given up. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void filesAroundADamagedOneAreMergedOnceItIsNoMore(boolean lost) throws IOException {
        for (int i = 0; i < 2; i++) {
            insert("n.t", i, i + 1);
            engine.flush("n.t");
        }
        DataFile damaged;
        try (ReadView view = engine.engine().committer().acquire()) {
            damaged = view.manifest().files().get(1);
        }
        Path file = root.resolve("data").resolve(damaged.path());
        Path aside = root.resolve("aside");
        Files.move(file, aside);
        assertThatThrownBy(() -> count("n.t")).isInstanceOf(EngineException.class);
        for (int i = 2; i < 5; i++) {
            insert("n.t", i, i + 1);
            engine.flush("n.t");
        }
        assertThat(engine.files("n.t")).isEqualTo(5);

        if (lost) {
            engine.run(TestingEngine.ADMIN, "STORAGE DROP FILE '" + damaged.id() + "' FROM TABLE n.t");
        } else {
            Files.move(aside, file);
            assertThat(count("n.t")).isEqualTo(5);
        }
        engine.flushDue();

        assertThat(engine.files("n.t")).isOne();
        assertThat(count("n.t")).isEqualTo(lost ? 4 : 5);
    }

    @Test
    void filesAreReplacedOnce() {
        insert("n.t", 0, 10);
        engine.flush("n.t");
        Committer committer = engine.engine().committer();
        Replacement replacement;
        try (ReadView view = committer.acquire()) {
            List<DataFile> files = view.manifest().files();
            replacement = new Replacement(files.get(0).tableId(), files, List.of(), List.of());
        }
        committer.submit(commit -> {
            commit.files().replace(replacement);
            return 0;
        });

        assertThatThrownBy(() -> committer.submit(commit -> {
                    commit.files().replace(replacement);
                    return 0;
                }))
                .hasMessageMatching("Cannot replace data file \\d+: it is no longer listed, or damaged");
    }

    @Test
    void saysWhatItStartsAndWhatThereIsNotToDo() {
        assertThat(message("STORAGE COMPACT TABLE n.t"))
                .isEqualTo("Storage compaction skipped: nothing to compact in table 'n.t'");
        assertThat(message("STORAGE COMPACT ALL")).isEqualTo("Storage compaction skipped: nothing to compact");
        for (int i = 0; i < 2; i++) {
            insert("n.t", i, i + 1);
            engine.flush("n.t");
        }

        assertThat(message("STORAGE COMPACT TABLE n.t"))
                .matches("Storage compaction started for table 'n\\.t'\\. Job ID: CO-[0-9A-Za-z]{12}");
        assertThat(message("STORAGE COMPACT ALL IN n"))
                .matches(
                        "Storage compaction started for 1 table\\(s\\) in namespace 'n'\\. Job IDs: CO-[0-9A-Za-z]{12}");
        engine.flushDue();
        assertThat(engine.files("n.t")).isOne();
        assertThat(message("STORAGE COMPACT ALL IN NAMESPACE n"))
                .isEqualTo("Storage compaction skipped: nothing to compact in namespace 'n'");
        assertThatThrownBy(() -> engine.run(TestingEngine.ALICE, "STORAGE COMPACT TABLE n.t"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
        assertThatThrownBy(() -> message("STORAGE COMPACT TABLE n.absent"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
        assertThatThrownBy(() -> message("STORAGE COMPACT ALL IN absent"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NAMESPACE_NOT_FOUND));
    }
}
