package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ALTER TABLE over rows in both tiers: rows keep their values by column id, in whichever tier they lie. */
class AlterTableTest {
    private static final Caller ALICE = TestingEngine.ALICE;
    private static final Caller SERVICE = new Caller("robot", Role.SERVICE);

    @TempDir
    private Path root;

    private TestingEngine engine;

    @BeforeEach
    void openEngine() {
        engine = new TestingEngine(root);
        engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE a");
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    /** Where the rows that were written before the ALTER lie when they are read. */
    private enum Old {
        HOT,
        COLD,
        FLUSHED_AFTER_THE_ALTER
    }

    private void run(String sql) {
        engine.run(ALICE, sql);
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return engine.rows(ALICE, sql);
    }

    private void alter(Old old, String... statements) {
        if (old == Old.COLD) {
            engine.flush("a.t");
        }
        for (String statement : statements) {
            run(statement);
        }
        if (old == Old.FLUSHED_AFTER_THE_ALTER) {
            engine.flush("a.t");
        }
    }

    @ParameterizedTest
    @EnumSource
    void addedColumnShowsItsDefaultInOldRowsAndItsOwnNullsInNewOnes(Old old) {
        run(
                "CREATE USER TABLE a.t (id INT PRIMARY KEY, s TEXT); INSERT INTO a.t VALUES (1, 'old'), (2, 'gone'), (3, 'up')");
        alter(
                old,
                "ALTER TABLE a.t ADD COLUMN n INT DEFAULT 5",
                "ALTER TABLE a.t ADD plain TEXT",
                "ALTER TABLE a.t ADD q TEXT DEFAULT 'it''s' NOT NULL");
        run("INSERT INTO a.t (id, s, n) VALUES (4, 'new', NULL), (5, 'new', 7); DELETE FROM a.t WHERE id = 2;"
                + "UPDATE a.t SET plain = 'p' WHERE id = 3; ALTER TABLE a.t ALTER COLUMN n SET DEFAULT 6;"
                + "INSERT INTO a.t (id) VALUES (6)");
        List<List<@Nullable Object>> expected = List.of(
                Arrays.asList(1, "old", 5, null, "it's"),
                Arrays.asList(3, "up", 5, "p", "it's"),
                Arrays.asList(4, "new", null, null, "it's"),
                Arrays.asList(5, "new", 7, null, "it's"),
                Arrays.asList(6, null, 6, null, "it's"));
        assertThat(rows("SELECT * FROM a.t ORDER BY id")).isEqualTo(expected);
        assertThat(rows("SELECT id FROM a.t WHERE n = 5 ORDER BY id")).hasToString("[[1], [3]]");
        assertThat(rows("SELECT id FROM a.t WHERE n IS NULL")).hasToString("[[4]]");
        assertThat(rows("SELECT count(*) FROM a.t WHERE q = 'it''s'")).hasToString("[[5]]");
        engine.flush("a.t");
        assertThat(rows("SELECT * FROM a.t ORDER BY id")).isEqualTo(expected);
        engine.reopen();
        assertThat(rows("SELECT * FROM a.t ORDER BY id")).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void columnThatIsDroppedAndAddedAgainShowsNoOldValues(Old old) {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY, s TEXT, n INT); INSERT INTO a.t VALUES (1, 'old', 1)");
        alter(
                old,
                "ALTER TABLE a.t DROP COLUMN n",
                "ALTER TABLE a.t ADD COLUMN n INT",
                "ALTER TABLE a.t DROP s",
                "ALTER TABLE a.t ADD s TEXT DEFAULT 'fresh'");
        assertThat(rows("SELECT id, n, s FROM a.t")).containsExactly(Arrays.asList(1, null, "fresh"));
        assertThat(rows("SELECT id FROM a.t WHERE n = 1 OR s = 'old'")).isEmpty();
        run("INSERT INTO a.t (id, n, s) VALUES (2, 2, 'two')");
        engine.flush("a.t");
        assertThat(rows("SELECT id, n, s FROM a.t ORDER BY id"))
                .containsExactly(Arrays.asList(1, null, "fresh"), List.of(2, 2, "two"));
    }

    @ParameterizedTest
    @EnumSource
    void renamedColumnKeepsItsValuesAndItsOldNameIsFree(Old old) {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY, x INT, y INT); INSERT INTO a.t VALUES (1, 10, 20)");
        alter(
                old,
                "ALTER TABLE a.t RENAME COLUMN x TO z",
                "ALTER TABLE a.t RENAME y TO x",
                "ALTER TABLE a.t ADD y INT",
                "ALTER TABLE a.t RENAME COLUMN id TO Key",
                "ALTER TABLE a.t RENAME COLUMN z TO Z");
        assertThat(rows("SELECT Key, z, x, y FROM a.t")).containsExactly(Arrays.asList(1, 10, 20, null));
        run("UPDATE a.t SET x = 21 WHERE key = 1; INSERT INTO a.t (key, z, x, y) VALUES (2, 11, 22, 3)");
        assertThat(refused(ALICE, "INSERT INTO a.t (key) VALUES (1)").code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        engine.flush("a.t");
        assertThat(rows("SELECT key, z, x, y FROM a.t ORDER BY key"))
                .containsExactly(Arrays.asList(1, 10, 21, null), List.of(2, 11, 22, 3));
        assertThat(rows("SELECT column_name FROM system.columns WHERE table_name = 't' ORDER BY ordinal"))
                .hasToString("[[Key], [Z], [x], [y]]");
    }

    @ParameterizedTest
    @EnumSource
    void widenedColumnKeepsEveryValueExactly(Old old) {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY, b INT, d INT, s VARCHAR(3), e INT DEFAULT 7);"
                + "INSERT INTO a.t VALUES (1, 2147483647, -2147483648, 'abc', 1), (2, NULL, 2147483647, NULL, NULL);");
        alter(
                old,
                "ALTER TABLE a.t ADD late INT DEFAULT 3",
                "ALTER TABLE a.t ALTER COLUMN b TYPE BIGINT",
                "ALTER TABLE a.t MODIFY d DOUBLE",
                "ALTER TABLE a.t ALTER s SET DATA TYPE VARCHAR(5)",
                "ALTER TABLE a.t ALTER COLUMN s TEXT",
                "ALTER TABLE a.t MODIFY COLUMN e BIGINT",
                "ALTER TABLE a.t MODIFY COLUMN late DOUBLE");
        run("INSERT INTO a.t (id, b, d, s) VALUES (3, 9223372036854775807, 0.5, 'longer than before')");
        List<List<@Nullable Object>> expected = List.of(
                Arrays.asList(1, 2147483647L, -2147483648.0, "abc", 1L, 3.0),
                Arrays.asList(2, null, 2147483647.0, null, null, 3.0),
                Arrays.asList(3, Long.MAX_VALUE, 0.5, "longer than before", 7L, 3.0));
        assertThat(rows("SELECT * FROM a.t ORDER BY id")).isEqualTo(expected);
        assertThat(rows("SELECT id FROM a.t WHERE b = 2147483647")).hasToString("[[1]]");
        assertThat(rows("SELECT id FROM a.t WHERE b >= 9223372036854775807 OR d > 0.25 ORDER BY id"))
                .hasToString("[[2], [3]]");
        engine.flush("a.t");
        assertThat(rows("SELECT * FROM a.t ORDER BY id")).isEqualTo(expected);
        assertThat(rows("SELECT id FROM a.t WHERE b = 2147483647 AND d = -2147483648"))
                .hasToString("[[1]]");
        run("UPDATE a.t SET b = b - 1, d = d + 0.5");
        assertThat(rows("SELECT b, d FROM a.t ORDER BY id"))
                .containsExactly(
                        List.of(2147483646L, -2147483647.5),
                        Arrays.asList(null, 2147483647.5),
                        List.of(Long.MAX_VALUE - 1, 1.0));
    }

    @Test
    void initialValueOfEveryTypeIsTheSameInBothTiers() {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY); INSERT INTO a.t VALUES (1)");
        engine.flush("a.t");
        run("INSERT INTO a.t VALUES (2);"
                + "ALTER TABLE a.t ADD b BOOLEAN DEFAULT TRUE; ALTER TABLE a.t ADD n BIGINT DEFAULT -9223372036854775808;"
                + "ALTER TABLE a.t ADD x DOUBLE DEFAULT 0.1; ALTER TABLE a.t ADD nan DOUBLE DEFAULT 'NaN';"
                + "ALTER TABLE a.t ADD inf DOUBLE DEFAULT '-Infinity'; ALTER TABLE a.t ADD big DOUBLE DEFAULT 1.7976931348623157e308;"
                + "ALTER TABLE a.t ADD s TEXT DEFAULT 'größer ''😀'' \\n \"'; ALTER TABLE a.t ADD empty TEXT DEFAULT '';"
                + "ALTER TABLE a.t ADD t1 TIMESTAMP DEFAULT '0001-01-01'; ALTER TABLE a.t ADD t2 TIMESTAMP DEFAULT"
                + " '9999-12-31 23:59:59.999999'; ALTER TABLE a.t ADD t3 TIMESTAMP DEFAULT NOW();"
                + "ALTER TABLE a.t ADD who TEXT DEFAULT CURRENT_USER()");
        List<List<@Nullable Object>> rows = rows("SELECT * EXCLUDE (id, t3), t3 > TIMESTAMP '2025-01-01' FROM a.t");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0))
                .isEqualTo(rows.get(1))
                .containsExactly(
                        true,
                        Long.MIN_VALUE,
                        0.1,
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        Double.MAX_VALUE,
                        "größer '😀' \\n \"",
                        "",
                        -62_135_596_800_000_000L,
                        253_402_300_799_999_999L,
                        "alice",
                        true);
        assertThat(rows("SELECT count(DISTINCT t3) FROM a.t")).hasToString("[[1]]");
        assertThat(rows("SELECT count(*) FROM a.t WHERE s = 'größer ''😀'' \\n \"' AND t1 < t2 AND x = 0.1"))
                .hasToString("[[2]]");
    }

    @Test
    void initialValueOfTheOtherTypesIsTheSameInBothTiers() {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY); INSERT INTO a.t VALUES (1)");
        engine.flush("a.t");
        run("""
                INSERT INTO a.t VALUES (2);
                ALTER TABLE a.t ADD a SMALLINT DEFAULT -32768;
                ALTER TABLE a.t ADD b FLOAT DEFAULT 0.1;
                ALTER TABLE a.t ADD c DECIMAL(38, 10) DEFAULT -9999999999999999999999999999.0000000001;
                ALTER TABLE a.t ADD d DECIMAL(4, 2) DEFAULT 1.5;
                ALTER TABLE a.t ADD e BYTES DEFAULT X'00ff27';
                ALTER TABLE a.t ADD f JSON DEFAULT '{"a": ["it''s", 1]}';
                ALTER TABLE a.t ADD g DATETIME DEFAULT '2025-01-01T00:00:00.000001';
                ALTER TABLE a.t ADD h DATE DEFAULT '0001-01-01';
                ALTER TABLE a.t ADD i DATE DEFAULT DATE '9999-12-31';
                ALTER TABLE a.t ADD j TIME DEFAULT TIME '23:59:59.999999';
                ALTER TABLE a.t ADD k UUID DEFAULT '01234567-89ab-cdef-0123-456789abcdef';
                ALTER TABLE a.t ADD l FLOAT DEFAULT 'NaN';
                ALTER TABLE a.t ADD m BYTES DEFAULT X'';
                ALTER TABLE a.t ADD o TIME DEFAULT '18:00';
                ALTER TABLE a.t ADD n DATETIME DEFAULT NOW()""");
        List<List<@Nullable Object>> rows = rows("SELECT * EXCLUDE (id) FROM a.t");
        assertThat(rows).hasSize(2);
        assertThat(text(rows.get(0))).isEqualTo(text(rows.get(1)));
        assertThat(rows.get(0).subList(0, 4))
                .containsExactly(
                        -32768,
                        (double) 0.1f,
                        new BigDecimal("-9999999999999999999999999999.0000000001"),
                        new BigDecimal("1.50"));
        assertThat(rows.get(0).get(4)).isEqualTo(new byte[] {0, -1, 0x27});
        assertThat(rows.get(0).subList(5, 11))
                .containsExactly(
                        "{\"a\": [\"it's\", 1]}",
                        1_735_689_600_000_001L,
                        -719162,
                        2932896,
                        86_399_999_999L,
                        UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"));
        List<List<@Nullable Object>> described = rows("DESCRIBE a.t");
        for (List<@Nullable Object> column : described.subList(1, described.size())) {
            run("ALTER TABLE a.t ALTER " + column.get(0) + " SET DEFAULT " + column.get(3));
        }
        assertThat(rows("DESCRIBE a.t")).isEqualTo(described);
        run("INSERT INTO a.t (id) VALUES (3)");
        assertThat(text(rows("SELECT * EXCLUDE (id, n) FROM a.t WHERE id = 3").get(0)))
                .as("a spelled default is the same value")
                .isEqualTo(text(
                        rows("SELECT * EXCLUDE (id, n) FROM a.t WHERE id = 1").get(0)));
    }

    private static String text(List<@Nullable Object> row) {
        return Arrays.deepToString(row.toArray());
    }

    @Test
    void notNullCanBeSetAndDroppedWhereItIsProvable() {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY, n INT); ALTER TABLE a.t ALTER n SET NOT NULL");
        assertThat(refused(ALICE, "INSERT INTO a.t (id) VALUES (1)").code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        run(
                "ALTER TABLE a.t ADD m INT NOT NULL; INSERT INTO a.t VALUES (1, 1, 1); ALTER TABLE a.t ALTER n DROP NOT NULL;"
                        + "INSERT INTO a.t VALUES (2, NULL, 1)");
        refused(ALICE, "ALTER TABLE a.t ALTER n SET NOT NULL", ErrorCode.CONSTRAINT_VIOLATION, 23, "may hold NULL");
        run("ALTER TABLE a.t ALTER m SET NOT NULL");
    }

    @Test
    void defaultsChangeForNewRowsOnly() {
        run(
                "CREATE USER TABLE a.t (id BIGINT PRIMARY KEY, n INT); INSERT INTO a.t VALUES (1, 1);"
                        + "ALTER TABLE a.t ALTER COLUMN id SET DEFAULT SNOWFLAKE_ID(); ALTER TABLE a.t ALTER n SET DEFAULT 9;"
                        + "INSERT INTO a.t DEFAULT VALUES; ALTER TABLE a.t ALTER n DROP DEFAULT; INSERT INTO a.t DEFAULT VALUES");
        assertThat(rows("SELECT n FROM a.t ORDER BY _seq")).hasToString("[[1], [9], [null]]");
        refused(ALICE, "ALTER TABLE a.t ALTER n SET DEFAULT 'x'", ErrorCode.TYPE_MISMATCH, 37, "'x'");
    }

    @Test
    void propertiesChange() {
        engine.run(TestingEngine.ADMIN, "CREATE SHARED TABLE a.s (id INT); INSERT INTO a.s VALUES (1)");
        engine.run(SERVICE, "ALTER TABLE a.s SET TBLPROPERTIES ('flush_policy' = 'ROWS:1', access_level = PRIVATE)");
        assertThat(engine.rows(SERVICE, "SHOW TABLES")).hasToString("[[a, s, SHARED, rows:1, null, PRIVATE]]");
        assertThat(refused(ALICE, "SELECT * FROM a.s").code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(engine.flushDue()).isEqualTo(1);
        refused(SERVICE, "ALTER TABLE a.s SET TBLPROPERTIES (TYPE = USER)", ErrorCode.INVALID_SQL, 17, "cannot change");
        run("CREATE USER TABLE a.t (id INT)");
        refused(
                ALICE,
                "ALTER TABLE a.t SET TBLPROPERTIES (ACCESS_LEVEL = 'DBA')",
                ErrorCode.INVALID_SQL,
                17,
                "SHARED tables");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DROP COLUMN id | CONSTRAINT_VIOLATION | 29 | PRIMARY KEY",
                "DROP COLUMN nothing | COLUMN_NOT_FOUND | 29 | nothing",
                "RENAME COLUMN nothing TO x | COLUMN_NOT_FOUND | 31 | nothing",
                "RENAME COLUMN n TO S | ALREADY_EXISTS | 36 | already exists",
                "RENAME COLUMN n TO _seq | INVALID_INPUT | 36 | reserved",
                "ADD COLUMN N INT | ALREADY_EXISTS | 28 | already exists",
                "ADD COLUMN _x INT | INVALID_INPUT | 28 | reserved",
                "ADD COLUMN x INT NOT NULL | CONSTRAINT_VIOLATION | 28 | no DEFAULT",
                "ADD COLUMN x INT NOT NULL DEFAULT NULL | CONSTRAINT_VIOLATION | 28 | no DEFAULT",
                "ADD COLUMN x BIGINT AUTO_INCREMENT | CONSTRAINT_VIOLATION | 28 | SET DEFAULT",
                "ADD COLUMN x TEXT DEFAULT ULID() | CONSTRAINT_VIOLATION | 28 | SET DEFAULT",
                "ADD COLUMN x INT DEFAULT 'a' | TYPE_MISMATCH | 42 | 'a'",
                "ADD COLUMN x INT PRIMARY KEY | INVALID_SQL | 34 | PRIMARY KEY",
                "ADD COLUMN x NONSENSE | INVALID_SQL | 30 | NONSENSE",
                "ALTER COLUMN n TYPE TEXT | TYPE_MISMATCH | 37 | from INT to VARCHAR",
                "ALTER COLUMN s TYPE VARCHAR(2) | TYPE_MISMATCH | 37 | from VARCHAR(3) to VARCHAR(2)",
                "ALTER COLUMN b TYPE DOUBLE | TYPE_MISMATCH | 37 | from BIGINT to DOUBLE",
                "ALTER COLUMN b TYPE INT | TYPE_MISMATCH | 37 | from BIGINT to INT",
                "ALTER COLUMN id TYPE BIGINT | CONSTRAINT_VIOLATION | 30 | PRIMARY KEY",
                "ALTER COLUMN id DROP NOT NULL | CONSTRAINT_VIOLATION | 30 | PRIMARY KEY",
                "ALTER COLUMN nothing TYPE BIGINT | COLUMN_NOT_FOUND | 30 | nothing",
                "SET TBLPROPERTIES (color = 'red') | INVALID_SQL | 36 | options are",
                "SET TBLPROPERTIES (FLUSH_POLICY = 'rows:0') | INVALID_SQL | 36 | at least 1",
                "SET TBLPROPERTIES (TTL_SECONDS = -5) | INVALID_SQL | 50 | a number",
                "RENAME TO other | INVALID_SQL | 24 | TO"
            })
    void refusesWhatCannotBe(String alteration, ErrorCode code, int position, String part) {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY, n INT, s VARCHAR(3), b BIGINT);"
                + " INSERT INTO a.t VALUES (1, 1, 'a', 1)");
        refused(ALICE, "ALTER TABLE a.t " + alteration, code, position, part);
        assertThat(rows("SELECT * FROM a.t")).containsExactly(List.of(1, 1, "a", 1L));
    }

    @Test
    void toleratesWhatIfExistsSays() {
        run("CREATE USER TABLE a.t (id INT, n INT); ALTER TABLE a.t ADD COLUMN IF NOT EXISTS N TEXT;"
                + "ALTER TABLE a.t DROP COLUMN IF EXISTS nothing; ALTER TABLE a.t DROP IF EXISTS n;"
                + "ALTER TABLE a.t ADD IF NOT EXISTS m TEXT");
        assertThat(rows("SELECT column_name FROM system.columns ORDER BY ordinal"))
                .hasToString("[[id], [m]]");
        refused(ALICE, "ALTER TABLE a.nothing ADD x INT", ErrorCode.TABLE_NOT_FOUND, 13, "a.nothing");
        run("ALTER TABLE a.t DROP m");
        refused(ALICE, "ALTER TABLE a.t DROP id", ErrorCode.CONSTRAINT_VIOLATION, 22, "only one");
    }

    @Test
    void onlyCreatorOrDbaAltersAUserTableAndServiceASharedOne() {
        run("CREATE USER TABLE a.t (id INT)");
        engine.run(TestingEngine.ADMIN, "CREATE SHARED TABLE a.s (id INT)");
        refused(TestingEngine.BOB, "ALTER TABLE a.t ADD x INT", ErrorCode.PERMISSION_DENIED, 13, "alter a.t");
        refused(SERVICE, "ALTER TABLE a.t ADD x INT", ErrorCode.PERMISSION_DENIED, 13, "alter a.t");
        refused(ALICE, "ALTER TABLE a.s ADD x INT", ErrorCode.PERMISSION_DENIED, 13, "alter a.s");
        refused(TestingEngine.ADMIN, "ALTER TABLE system.tables ADD x INT", ErrorCode.PERMISSION_DENIED, 13, "read");
        engine.run(SERVICE, "ALTER TABLE a.s ADD x INT");
        engine.run(TestingEngine.ADMIN, "ALTER TABLE a.t ADD x INT");
    }

    @Test
    void rowsOfEveryUserGetTheInitialValue() {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY)");
        engine.run(TestingEngine.BOB, "INSERT INTO a.t VALUES (1)");
        refused(ALICE, "ALTER TABLE a.t ADD x INT NOT NULL", ErrorCode.CONSTRAINT_VIOLATION, 21, "holds rows");
        run("ALTER TABLE a.t ADD x INT NOT NULL DEFAULT 4");
        assertThat(engine.rows(TestingEngine.BOB, "SELECT * FROM a.t")).hasToString("[[1, 4]]");
    }

    @Test
    void statementsOfOneRequestSeeTheAlteredTable() {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY); INSERT INTO a.t VALUES (1);"
                + "ALTER TABLE a.t ADD x INT; UPDATE a.t SET x = 5; DELETE FROM a.t WHERE x = 6;"
                + "INSERT INTO a.t (id, x) VALUES (2, 6)");
        assertThat(rows("SELECT id, x FROM a.t ORDER BY id")).hasToString("[[1, 5], [2, 6]]");
    }

    @Test
    void writersAndFlushesMeetEveryAlterWholeOrNotAtAll() throws Exception {
        run("CREATE USER TABLE a.t (id INT PRIMARY KEY, twice INT, x INT)");
        AtomicBoolean altering = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<List<Integer>> even = threads.submit(() -> write(0, altering));
            Future<List<Integer>> odd = threads.submit(() -> write(1, altering));
            Future<Integer> flushes = threads.submit(() -> {
                int runs = 0;
                while (altering.get()) {
                    engine.run(TestingEngine.ADMIN, "STORAGE FLUSH TABLE a.t");
                    runs += engine.flushDue();
                }
                return runs;
            });
            for (int round = 0; round < 25; round++) {
                run("ALTER TABLE a.t ADD COLUMN c TEXT NOT NULL DEFAULT 'c'; ALTER TABLE a.t RENAME COLUMN x TO y");
                run("ALTER TABLE a.t ALTER COLUMN y SET DEFAULT " + round + "; ALTER TABLE a.t RENAME COLUMN y TO x;"
                        + (round == 12 ? "ALTER TABLE a.t ALTER COLUMN twice TYPE DOUBLE;" : "")
                        + (round < 24 ? "ALTER TABLE a.t DROP COLUMN c" : ""));
            }
            altering.set(false);
            List<Object> written = new ArrayList<>(even.get());
            written.addAll(odd.get());
            assertThat(flushes.get()).isPositive();
            assertThat(engine.rows(ALICE, "SELECT id FROM a.t"))
                    .extracting(row -> row.get(0))
                    .containsExactlyInAnyOrderElementsOf(written);
            assertThat(rows("SELECT count(*) FROM a.t WHERE twice IS DISTINCT FROM id * 2 OR c IS DISTINCT FROM 'c'"))
                    .hasToString("[[0]]");
        } finally {
            altering.set(false);
            threads.shutdown();
        }
    }

    /** Inserts and updates rows until told to stop; answers the ids of those that were acknowledged. */
    private List<Integer> write(int first, AtomicBoolean altering) {
        List<Integer> written = new ArrayList<>();
        for (int id = first; altering.get(); id += 2) {
            try {
                run("INSERT INTO a.t (id, twice) VALUES (" + id + ", 0)");
                written.add(id);
                boolean updated = false;
                while (!updated) {
                    try {
                        run("UPDATE a.t SET twice = id * 2 WHERE id = " + id);
                        updated = true;
                    } catch (EngineException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
                    }
                }
            } catch (EngineException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
            }
        }
        return written;
    }

    @Test
    void historyOfSchemasIsBounded() {
        StringBuilder columns = new StringBuilder("id INT");
        for (int i = 1; i < 1_000; i++) {
            columns.append(", c")
                    .append(i)
                    .append(" TEXT DEFAULT '")
                    .append("x".repeat(900))
                    .append('\'');
        }
        run("CREATE USER TABLE a.t (" + columns + ")");
        refused(ALICE, "ALTER TABLE a.t ADD x INT", ErrorCode.CONSTRAINT_VIOLATION, 21, "1,000 columns");
        EngineException refused = null;
        for (int i = 0; i < 20 && refused == null; i++) {
            String rename = "ALTER TABLE a.t RENAME " + (i == 0 ? "id" : "id" + i) + " TO id" + (i + 1);
            refused = catchThrowableOfType(EngineException.class, () -> run(rename));
        }
        assertThat(refused).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED);
        run("INSERT INTO a.t (c1) VALUES ('still works')");
    }

    private EngineException refused(Caller caller, String sql) {
        EngineException e = catchThrowableOfType(EngineException.class, () -> engine.run(caller, sql));
        assertThat(e).as("accepted: " + sql).isNotNull();
        return e;
    }

    private void refused(Caller caller, String sql, ErrorCode code, int position, String part) {
        EngineException e = refused(caller, sql);
        assertThat(e).hasMessageContaining(part);
        assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
        assertThat(e.position().orElse(0)).as(e.getMessage()).isEqualTo(position);
    }
}
