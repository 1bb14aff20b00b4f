package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that many users share: few of them, and nobody sees of others that they are there. */
class BundlesTest {
    private static final int USERS = 1_000;
    private static final int ROWS = 20;
    private static final int LARGE = 1_500;
    private static final Caller ONE = user(1);
    private static final Caller TWO = user(2);

    @TempDir
    static Path root;

    private static TestingEngine engine;

    private static Caller user(int number) {
        return new Caller("user%04d".formatted(number), Role.USER);
    }

    /** Row n of a user tells whose it is; users from 2 on keep secrets that no other has. */
    @BeforeAll
    static void flushRowsOfManyUsers() {
        engine = new TestingEngine(root);
        engine.run(ADMIN, "CREATE NAMESPACE b; CREATE USER TABLE b.t (id INT PRIMARY KEY, n INT, secret TEXT)");
        store(1, USERS, ROWS);
        store(USERS + 1, USERS + 1, LARGE);
        engine.flush("b.t");
        engine.run(ONE, "UPDATE b.t SET n = -1 WHERE id = 3; DELETE FROM b.t WHERE id = 4");
    }

    private static void store(int first, int last, int rows) {
        Table table = table();
        RowBatch batch = new RowBatch(table, engine.engine().committer().nowMicros());
        for (int row = 0; row < rows; row++) {
            for (int user = first; user <= last; user++) {
                batch.insert(
                        new TableScope.User(user(user).userId()),
                        new @Nullable Object[] {row, user, user == 1 ? "1" : "secret of " + user});
            }
        }
        engine.engine().committer().commit(batch);
    }

    private static Table table() {
        try (ReadView view = engine.engine().committer().acquire()) {
            return view.catalog().table(new TableName("b", "t")).orElseThrow();
        }
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static List<DataFile> files() {
        try (ReadView view = engine.engine().committer().acquire()) {
            return List.copyOf(view.manifest().files(table().id()));
        }
    }

    private static DataFile bundle() {
        return files().stream().filter(DataFile::holdsSeveralScopes).findFirst().orElseThrow();
    }

    @Test
    void aThousandUsersOfFewRowsShareOneFileAndALargeOneHasItsOwn() {
        assertThat(files()).extracting(DataFile::rows).containsExactlyInAnyOrder((long) USERS * ROWS, (long) LARGE);
        assertThat(bundle().path()).matches("shared/_bundles/b/t/batch-[0-9]+\\.parquet");
        assertThat(bundle().parts()).hasSize(USERS);
        assertThat(engine.rows(ADMIN, "SELECT rows_written, files FROM system.jobs"))
                .containsExactly(List.of((long) USERS * ROWS + LARGE, 2));
        assertThat(engine.hotRows("b.t")).isEqualTo(2);
    }

    @Test
    void everyUserReadsTheirOwnRows() {
        for (int number : new int[] {2, 3, 500, 999, USERS}) {
            assertThat(engine.rows(user(number), "SELECT id, n, secret FROM b.t ORDER BY id"))
                    .hasSize(ROWS)
                    .allMatch(row -> row.get(2).equals("secret of " + number)
                            && row.get(1).equals(number));
            assertThat(engine.value(user(number), "SELECT count(*) FROM b.t")).isEqualTo((long) ROWS);
            assertThat(engine.rows(user(number), "SELECT n FROM b.t WHERE id = 7"))
                    .containsExactly(List.of(number));
            assertThat(engine.rows(user(number), "SELECT n, id FROM b.t WHERE id IN (0, 19, 20) ORDER BY id"))
                    .containsExactly(List.of(number, 0), List.of(number, 19));
        }
        assertThat(engine.value(user(USERS + 1), "SELECT count(*) FROM b.t WHERE n = 1001"))
                .isEqualTo((long) LARGE);
        assertThat(engine.rows(user(USERS + 2), "SELECT * FROM b.t")).isEmpty();
        assertThat(engine.rows(ONE, "SELECT id, n FROM b.t WHERE id IN (3, 4) UNION ALL SELECT count(*), 0 FROM b.t"))
                .containsExactlyInAnyOrder(List.of(3L, -1), List.of(ROWS - 1L, 0));
        assertThat(engine.value(ONE, "SELECT count(*) FROM b.t")).isEqualTo(ROWS - 1L);
        assertThat(engine.value(TWO, "SELECT count(DISTINCT _seq) FROM b.t WHERE NOT _deleted"))
                .isEqualTo((long) ROWS);
    }

    /** User 1's secrets are numbers; every expression here would fail on, or count, a row of another user. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CAST(secret AS INT) = 1",
                "CAST(COALESCE(secret, 'none') AS INT) = 1",
                "CASE WHEN n > 1 THEN CAST(secret AS INT) ELSE 1 END = 1",
                "CASE WHEN n <> 1 AND n <> -1 THEN error('seen ' || secret) ELSE 'x' END = 'x'",
                "n <> 0 AND (1 / (n + 1) > 0 OR n = -1 OR n = 1) AND CAST(secret AS TINYINT) = 1",
                "CAST(secret AS INT) + 0 IN (SELECT 1)",
                "EXISTS (SELECT 1 FROM b.t o WHERE CAST(o.secret AS INT) = CAST(t.secret AS INT))",
                "id >= 0 AND regexp_matches(secret, '^1$') AND CAST(secret AS BIGINT) < 2",
                "CAST(secret AS INT) = (SELECT max(CAST(secret AS INT)) FROM b.t)",
                "_seq > 0 AND CAST(secret AS INT) = 1",
                "strptime('200' || secret, '%Y').year = 2001 OR TRUE",
                "list_contains([1], CAST(secret AS INT))"
            })
    void noExpressionMeetsARowOfAnotherUser(String predicate) {
        if (predicate.contains("error(") || predicate.contains("strptime")) {
            EngineException refused = catchThrowableOfType(
                    EngineException.class, () -> engine.rows(ONE, "SELECT id FROM b.t WHERE " + predicate));
            assertThat(refused == null || !String.valueOf(refused.getMessage()).contains("secret of"))
                    .isTrue();
            return;
        }
        assertThat(engine.rows(ONE, "SELECT id FROM b.t WHERE " + predicate)).hasSize(ROWS - 1);
        assertThat(engine.value(
                        ONE, "SELECT count(*) FILTER (" + predicate.replace("t.secret", "secret") + ") FROM b.t"))
                .isEqualTo(ROWS - 1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT _scope FROM b.t",
                "SELECT t._scope FROM b.t t",
                "SELECT \"_SCOPE\" FROM b.t",
                "SELECT * FROM b.t WHERE _scope > 0",
                "SELECT count(*) FROM b.t GROUP BY _scope",
                "SELECT 1 FROM b.t ORDER BY _scope",
                "SELECT * FROM b.t JOIN b.t o USING (_scope)",
                "SELECT * EXCLUDE (_scope) FROM b.t",
                "SELECT COLUMNS('_sc.*') FROM b.t",
                "SELECT t.filename, t.file_row_number FROM b.t",
                "SELECT _prev FROM b.t",
                "SELECT _written_at FROM b.t",
                "UPDATE b.t SET n = 0 WHERE _scope = 2",
                "DELETE FROM b.t WHERE _scope = 2",
                "INSERT INTO b.t (id, n, _scope) VALUES (100, 1, 2)"
            })
    void theScopeOfARowIsNoColumnForAnyone(String sql) {
        EngineException refused = catchThrowableOfType(EngineException.class, () -> engine.run(ONE, sql));
        assertThat(refused).as(sql).isNotNull();
        assertThat(refused.code())
                .as("%s", refused.getMessage())
                .isIn(ErrorCode.COLUMN_NOT_FOUND, ErrorCode.INVALID_SQL, ErrorCode.INVALID_INPUT);
        assertThat(engine.rows(ONE, "SELECT * FROM b.t LIMIT 1").get(0)).hasSize(3);
    }

    @Test
    void whatTheSystemTellsAUserIsOfTheirOwnPart() {
        String fileName = bundle().path().substring(bundle().path().lastIndexOf('/') + 1);
        List<@Nullable Object> shown =
                engine.rows(TWO, "SHOW MANIFEST FOR TABLE b.t").get(0);
        assertThat(engine.rows(TWO, "SHOW MANIFEST")).containsExactly(shown);
        assertThat(shown.subList(1, 7)).isEqualTo(Arrays.asList("b", "t", TWO.userId(), fileName, (long) ROWS, null));
        assertThat(engine.rows(TWO, "SELECT min(_seq), max(_seq) FROM b.t"))
                .containsExactly(List.of(shown.get(7), shown.get(8)));
        assertThat(shown.get(13)).isNull();
        assertThat(engine.rows(TWO, "SELECT user_id, file_count, file_rows, file_bytes FROM system.storage"))
                .containsExactly(List.of(TWO.userId(), 1L, (long) ROWS, 0L));

        assertThat(engine.rows(
                        ADMIN,
                        "SELECT user_id, row_count, size_bytes, scope_count FROM system.manifest"
                                + " WHERE table_name = 't' ORDER BY scope_count"))
                .extracting(row -> Arrays.asList(row.get(0), row.get(1), row.get(3)))
                .containsExactly(
                        Arrays.asList(user(USERS + 1).userId(), (long) LARGE, 1),
                        Arrays.asList(null, (long) USERS * ROWS, USERS));
        assertThat(engine.value(ADMIN, "SELECT sum(file_rows) FROM system.storage WHERE table_name = 't'"))
                .hasToString(Integer.toString(USERS * ROWS + LARGE));
    }

    /** Whether others have such a value decides nothing that a plan shows. */
    @ParameterizedTest
    @ValueSource(strings = {"n = 2", "n = 77", "n = 5000", "secret = 'secret of 77'", "secret = 'zzz'", "n IS NULL"})
    void aPlanTellsNothingOfOthersValues(String predicate) {
        String fileName = bundle().path().substring(bundle().path().lastIndexOf('/') + 1);
        List<List<@Nullable Object>> plan = engine.rows(TWO, "EXPLAIN ANALYZE SELECT id FROM b.t WHERE " + predicate);
        assertThat(plan.stream().map(step -> step.subList(0, 3)))
                .contains(
                        List.of("b.t", "data files", "1 of 1 read"),
                        List.of("b.t", "file", fileName + ": 20 row versions of a shared file"),
                        List.of("", "rows read", "0 hot row versions, at most 20 in data files"));
        assertThat(plan.toString())
                .doesNotContain("_bundles", "_scope", "user0", "secret of 1", Integer.toString(USERS));
    }

    @Test
    void aBundleIsPrunedByTheUsersOwnSequences() {
        long last = (Long) engine.value(TWO, "SELECT max(_seq) FROM b.t");
        assertThat(engine.rows(TWO, "EXPLAIN SELECT id FROM b.t WHERE _seq > " + last)
                        .toString())
                .contains("0 of 1 read");
        assertThat(engine.rows(TWO, "EXPLAIN SELECT id FROM b.t WHERE _seq >= " + last)
                        .toString())
                .contains("1 of 1 read");
    }

    @Test
    void anyReaderOpensABundleAndFindsItsRowsByScope() throws SQLException {
        String file = root.resolve("data").resolve(bundle().path()).toString();
        assertThat(plain("SELECT count(DISTINCT _scope), count(*), count(DISTINCT _seq) FROM '" + file + "'"))
                .isEqualTo("1000 20000 20000");
        assertThat(plain("SELECT count(*) FROM (SELECT _scope < lag(_scope) OVER () OR _scope = lag(_scope) OVER ()"
                        + " AND _seq <= lag(_seq) OVER () AS falls FROM '" + file + "') WHERE falls"))
                .isEqualTo("0");
        assertThat(plain("SELECT count(DISTINCT n), min(n), max(n), max(secret) FROM '" + file
                        + "' WHERE _scope = (SELECT max(_scope) FROM '" + file + "')"))
                .isEqualTo("1 1000 1000 secret of 1000");
        assertThat(plain("SELECT field_id FROM parquet_schema('" + file + "') WHERE name = '_scope'"))
                .isEqualTo("2000000004");
        // Row groups are told apart by their statistics: one of them holds a scope, or two neighbours do.
        assertThat(plain(
                        "SELECT count(*), count(*) FILTER (CAST(stats_min_value AS INT) <= 17 AND CAST(stats_max_value AS INT) >= 17)"
                                + " FROM parquet_metadata('" + file + "') WHERE path_in_schema = '_scope'"))
                .isEqualTo("10 1");
    }

    private static String plain(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            result.next();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(result.getObject(i)));
            }
            return String.join(" ", values);
        }
    }

    @Test
    void aDroppedTableLosesItsBundles() throws IOException {
        engine.run(ADMIN, "CREATE USER TABLE b.gone (id INT PRIMARY KEY)");
        for (int number = 1; number <= 65; number++) {
            engine.run(user(number), "INSERT INTO b.gone VALUES (1)");
        }
        engine.flush("b.gone");
        assertThat(engine.files("b.gone")).isEqualTo(1);
        Path directory = root.resolve("data/shared/_bundles/b/gone");
        assertThat(parquetFiles(directory)).isEqualTo(1);

        engine.run(ADMIN, "DROP TABLE b.gone");

        await().untilAsserted(() -> assertThat(parquetFiles(directory)).isZero());
        assertThatThrownBy(() -> engine.rows(ONE, "SELECT * FROM b.gone")).isInstanceOf(EngineException.class);
    }

    private static long parquetFiles(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void usersUpToTheSettingHaveFilesOfTheirOwn() {
        engine.run(ADMIN, "CREATE USER TABLE b.few (id INT PRIMARY KEY)");
        for (int number = 1; number <= 64; number++) {
            engine.run(user(number), "INSERT INTO b.few VALUES (1)");
        }
        engine.flush("b.few");

        assertThat(engine.files("b.few")).isEqualTo(64);
    }
}
