package dev.firn.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Generator;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.TableKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlScriptTest {
    private static Statement one(String sql) {
        List<Statement> statements = SqlScript.parse(sql).statements();
        assertThat(statements).hasSize(1);
        return statements.get(0);
    }

    private static <S extends Statement> S one(Class<S> kind, String sql) {
        Statement statement = one(sql);
        assertThat(statement).isInstanceOf(kind);
        return kind.cast(statement);
    }

    private static EngineException refused(String sql) {
        try {
            SqlScript.parse(sql);
        } catch (EngineException e) {
            return e;
        }
        throw new AssertionError("accepted: " + sql);
    }

    private static void refusedAt(String sql, ErrorCode code, int position, String... messageParts) {
        assertThatThrownBy(() -> SqlScript.parse(sql))
                .as(sql)
                .isInstanceOfSatisfying(EngineException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.position()).hasValue(position);
                })
                .hasMessageContainingAll(messageParts);
    }

    private static TableReference table(String namespace, String table, int position) {
        return new TableReference(
                Optional.of(new Name(namespace, position)), new Name(table, position + namespace.length() + 1));
    }

    @Test
    void splitsARequestAtSemicolonsOutsideOfTextsNamesAndComments() {
        String sql = """
                ; SELECT ';' , e'\\';' , $$;$$, $a$;$$;$a$, ";" ; -- ; one
                /* ; /* nested ; */ ; */ DELETE FROM a.b WHERE c = ';''' ;;
                SHOW NAMESPACES""";
        List<Statement> statements = SqlScript.parse(sql).statements();
        assertThat(statements)
                .containsExactly(
                        new Statement.Query(new Fragment("SELECT ';' , e'\\';' , $$;$$, $a$;$$;$a$, \";\"", 3)),
                        new Statement.Delete(
                                sql.indexOf("DELETE") + 1,
                                table("a", "b", sql.indexOf("a.b") + 1),
                                Optional.of(new Fragment("c = ';'''", sql.indexOf("c = ") + 1)),
                                Optional.empty()),
                        new Statement.ShowNamespaces(sql.indexOf("SHOW") + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n\t", ";", " ; ;; ", "-- nothing", "/* ; */ ; -- x\n;", "\u00A0"})
    void refusesARequestWithoutAStatement(String sql) {
        assertThat(refused(sql).code()).isEqualTo(ErrorCode.EMPTY_SQL);
    }

    @Test
    void countsPositionsInUnicodeCharacters() {
        refusedAt("SELECT '😀😀é' ; DELETE FRM x", ErrorCode.INVALID_SQL, 23, "Statement 2 failed", "'FRM'", "FROM");
        assertThat(one(Statement.Query.class, "/*😀*/ SELECT '😀'").select()).isEqualTo(new Fragment("SELECT '😀'", 7));
    }

    @Test
    void namesTheStatementOfABatchThatFails() {
        refusedAt("SHOW TABLES; SHOW TABLES; DROP x", ErrorCode.INVALID_SQL, 32, "Statement 3 failed: ");
        assertThat(refused("DROP x")).hasMessageStartingWith("Cannot read the statement: unexpected 'x', expected ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "SELECT 'abc, 8, text",
                "SELECT 'abc'', 8, text",
                "SELECT \"abc, 8, quoted name",
                "SELECT 1 /* a /* b */, 10, comment",
                "SELECT $x$ $$ $y$, 8, text",
                "SELECT e'\\', 8, text"
            })
    void refusesWhatHasNoEnd(String sql, int position, String what) {
        refusedAt(sql, ErrorCode.INVALID_SQL, position, what, "no end");
        refusedAt("SHOW TABLES;" + sql, ErrorCode.BATCH_PARSE_ERROR, position + 12, what, "no end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "select * from a.b",
                "WITH x AS (SELECT 1) SELECT * FROM x",
                "VALUES (1)",
                "FROM a.b",
                "(SELECT 1) UNION (SELECT 2)",
                "TABLE a.b"
            })
    void leavesQueriesUnread(String sql) {
        assertThat(one(" " + sql + " ; ")).isEqualTo(new Statement.Query(new Fragment(sql, 2)));
    }

    @Test
    void keepsTheCharacterZeroAwayFromDuckDb() {
        refusedAt("SELECT '😀\0'", ErrorCode.INVALID_SQL, 10, "U+0000");
        refusedAt("DELETE FROM a WHERE b = '\0'", ErrorCode.INVALID_SQL, 26, "U+0000");
        assertThat(one(Statement.Insert.class, "INSERT INTO a VALUES ('x\0')").rows())
                .containsExactly(List.of(new Value.Text("x\0", 23)));
    }

    @Test
    void readsNamespaces() {
        assertThat(one("create namespace Chat"))
                .isEqualTo(new Statement.CreateNamespace(1, false, new Name("chat", 18)));
        assertThat(one("CREATE NAMESPACE IF NOT EXISTS \"chat\""))
                .isEqualTo(new Statement.CreateNamespace(1, true, new Name("chat", 32)));
        assertThat(one("DROP NAMESPACE if exists chat"))
                .isEqualTo(new Statement.DropNamespace(1, true, new Name("chat", 26), false));
        assertThat(one("DROP NAMESPACE chat CASCADE"))
                .isEqualTo(new Statement.DropNamespace(1, false, new Name("chat", 16), true));
        assertThat(one("SHOW TABLES IN NAMESPACE chat"))
                .isEqualTo(new Statement.ShowTables(1, Optional.of(new Name("chat", 26))));
        assertThat(one("SHOW TABLES IN namespace"))
                .isEqualTo(new Statement.ShowTables(1, Optional.of(new Name("namespace", 16))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "SYS", "main", "Default", "information_schema"})
    void refusesToCreateAReservedNamespace(String name) {
        refusedAt("CREATE NAMESPACE \"" + name + "\"", ErrorCode.INVALID_INPUT, 18, "reserved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-b", "", "1a", "_a", "ä", "a.b", "../x", "a$b", "a b", "a\"\"b"})
    void refusesNamesOutsideThePattern(String name) {
        refusedAt("CREATE NAMESPACE \"" + name + "\"", ErrorCode.INVALID_INPUT, 18, "Cannot use '");
        refusedAt("DELETE FROM ok.\"" + name + "\"", ErrorCode.INVALID_INPUT, 16, "Cannot use '");
    }

    @Test
    void boundsTheLengthOfNames() {
        String longest = "a".repeat(64);
        assertThat(one(Statement.CreateNamespace.class, "CREATE NAMESPACE " + longest)
                        .name()
                        .text())
                .isEqualTo(longest);
        refusedAt("CREATE NAMESPACE " + longest + "a", ErrorCode.INVALID_INPUT, 18, "up to 63");
    }

    @Test
    void readsTheSeedsCreateTable() {
        Statement.CreateTable table = one(Statement.CreateTable.class, """
                CREATE USER TABLE IF NOT EXISTS Auto_User_Ns.Messages (
                  message_id BIGINT PRIMARY KEY, "order" INT NOT NULL, cost DOUBLE, is_ai BOOLEAN,
                  Content VARCHAR NULL, note TEXT, timestamp TIMESTAMP, rows INTEGER
                ) FLUSH ROWS 100 FLUSH SECONDS 60""");
        assertThat(table.ifNotExists()).isTrue();
        assertThat(table.table()).isEqualTo(table("auto_user_ns", "messages", 33));
        assertThat(table.kind()).isEqualTo(TableKind.USER);
        assertThat(table.keyColumn()).hasValue("message_id");
        assertThat(table.flushPolicy()).hasValue(FlushPolicy.parse("rows:100,interval:60"));
        assertThat(table.columns())
                .containsExactly(
                        new Column(0, "message_id", ColumnType.BIGINT, true),
                        new Column(0, "order", ColumnType.INT, true),
                        new Column(0, "cost", ColumnType.DOUBLE, false),
                        new Column(0, "is_ai", ColumnType.BOOLEAN, false),
                        new Column(0, "Content", ColumnType.TEXT, false),
                        new Column(0, "note", ColumnType.TEXT, false),
                        new Column(0, "timestamp", ColumnType.TIMESTAMP, false),
                        new Column(0, "rows", ColumnType.INT, false));
    }

    @Test
    void readsAVarcharWithALength() {
        Statement.CreateTable table = one(Statement.CreateTable.class, "CREATE USER TABLE t (a VARCHAR(255))");
        assertThat(table.columns()).containsExactly(new Column(0, "a", ColumnType.text(255), false));
        assertThat(table.columns().get(0).type().sqlName()).isEqualTo("VARCHAR(255)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boolean | BOOLEAN",
                "bool | BOOLEAN",
                "smallint | SMALLINT",
                "int | INT",
                "INTEGER | INT",
                "bigint | BIGINT",
                "float | FLOAT",
                "real | FLOAT",
                "double | DOUBLE",
                "Double Precision | DOUBLE",
                "decimal | DECIMAL(18,3)",
                "numeric | DECIMAL(18,3)",
                "decimal(7) | DECIMAL(7,0)",
                "numeric(38, 38) | DECIMAL(38,38)",
                "varchar | VARCHAR",
                "text | VARCHAR",
                "string | VARCHAR",
                "bytes | BYTES",
                "blob | BYTES",
                "bytea | BYTES",
                "binary | BYTES",
                "varbinary | BYTES",
                "json | JSON",
                "timestamp | TIMESTAMP",
                "datetime | DATETIME",
                "date | DATE",
                "time | TIME",
                "uuid | UUID"
            })
    void readsEverySpellingOfAType(String spelling, String type) {
        Statement.CreateTable table = one(Statement.CreateTable.class, "CREATE USER TABLE t (a " + spelling + ")");
        assertThat(table.columns().get(0).type().sqlName()).isEqualTo(type);
    }

    @Test
    void readsTextsWithTheirTypes() {
        Statement.Insert insert = one(
                Statement.Insert.class,
                "INSERT INTO a.b VALUES (date 'a', TIME 'b', DateTime 'c', uuid 'd', JSON 'e', x'f', blob 'g')");
        List<Value> values = insert.rows().get(0);
        assertThat(values.subList(0, 6))
                .containsExactly(
                        new Value.Typed(ColumnType.Kind.DATE, "a", 25),
                        new Value.Typed(ColumnType.Kind.TIME, "b", 35),
                        new Value.Typed(ColumnType.Kind.DATETIME, "c", 45),
                        new Value.Typed(ColumnType.Kind.UUID, "d", 59),
                        new Value.Typed(ColumnType.Kind.JSON, "e", 69),
                        new Value.Typed(ColumnType.Kind.BYTES, "f", 79));
        assertThat(values.get(6)).isInstanceOf(Value.Expression.class);
    }

    @Test
    void readsTheOtherDialectOfCreateTable() {
        Statement.CreateTable table = one(
                Statement.CreateTable.class,
                "CREATE TABLE a.b (Id BIGINT, x INT, PRIMARY KEY (id)) "
                        + "WITH (TYPE = 'SHARED', FLUSH_POLICY = 'rows:5', ACCESS_LEVEL = 'private')");
        assertThat(table.kind()).isEqualTo(TableKind.SHARED);
        assertThat(table.keyColumn()).hasValue("Id");
        assertThat(table.columns().get(0).notNull()).isTrue();
        assertThat(table.accessLevel()).isEqualTo(AccessLevel.PRIVATE);
        assertThat(table.flushPolicy()).hasValue(FlushPolicy.parse("rows:5"));
        assertThat(one(Statement.CreateTable.class, "CREATE SHARED TABLE t (a INT)"))
                .isEqualTo(new Statement.CreateTable(
                        1,
                        false,
                        new TableReference(Optional.empty(), new Name("t", 21)),
                        TableKind.SHARED,
                        AccessLevel.PUBLIC,
                        List.of(new Column(0, "a", ColumnType.INT, false)),
                        Optional.empty(),
                        Optional.empty(),
                        0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE USER TABLE a.b (x INT) | USER | 0",
                "CREATE USER TABLE a.b (x INT) TTL 60 FLUSH ROWS 5 | USER | 60",
                "CREATE SHARED TABLE a.b (x INT) WITH (TTL_SECONDS = 86400) | SHARED | 86400",
                "CREATE USER TABLE a.b (x INT) WITH ('ttl_seconds' = 'none') | USER | 0",
                "CREATE STREAM TABLE a.b (x INT) TTL 2147483647 | STREAM | 2147483647",
                "CREATE TABLE a.b (ttl INT, run INT, dry INT) WITH (TTL_SECONDS = '5', TYPE = 'stream') | STREAM | 5"
            })
    void createTableMayLimitTheLifeOfItsRows(String sql, TableKind kind, long ttlSeconds) {
        assertThat(one(sql)).isInstanceOfSatisfying(Statement.CreateTable.class, created -> {
            assertThat(created.kind()).isEqualTo(kind);
            assertThat(created.ttlSeconds()).isEqualTo(ttlSeconds);
        });
    }

    @Test
    void retentionIsAppliedOrListed() {
        assertThat(one("STORAGE RETENTION TABLE retention"))
                .isEqualTo(new Statement.ApplyRetention(
                        1, new TableReference(Optional.empty(), new Name("retention", 25))));
        assertThat(one("storage retention table t dry run"))
                .isEqualTo(new Statement.ListExpired(1, new TableReference(Optional.empty(), new Name("t", 25))));
        assertThat(one("storage retention table t dry run").hasRows()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE TABLE a.b (x INT) | INVALID_SQL | 1 | say CREATE",
                "CREATE STREAM TABLE a.b (x INT) | INVALID_SQL | 1 | a STREAM table needs a TTL",
                "CREATE TABLE a.b (x INT) WITH (TYPE = 'STREAM', TTL_SECONDS = NONE) | INVALID_SQL | 1 | needs a TTL",
                "CREATE STREAM TABLE a.b (x INT) TTL 5 FLUSH ROWS 5 | INVALID_SQL | 1 | never flushed",
                "CREATE STREAM TABLE a.b (x INT) TTL 5 WITH (ACCESS_LEVEL = PUBLIC) | INVALID_SQL | 1 | SHARED tables",
                "CREATE USER TABLE a.b (x INT) TTL 0 | INVALID_SQL | 35 | the TTL: 0 is not a whole number from 1",
                "CREATE USER TABLE a.b (x INT) TTL 5 TTL 6 | INVALID_SQL | 37 | TTL is given twice",
                "CREATE USER TABLE a.b (x INT) TTL 5 WITH (TTL_SECONDS = 5) | INVALID_SQL | 1 | TTL is given twice",
                "CREATE USER TABLE a.b (x INT) WITH (TTL_SECONDS = 0) | INVALID_SQL | 37 | from 1 to 2147483647 nor NONE",
                "CREATE USER TABLE a.b (x INT) WITH (TTL_SECONDS = '1 day') | INVALID_SQL | 37 | TTL_SECONDS = 1 day",
                "STORAGE RETENTION TABLE a.b DRY | INVALID_SQL | 32 | RUN",
                "STORAGE RETENTION a.b | INVALID_SQL | 19 | TABLE",
                "CREATE USER TABLE a.b (x DECIMAL(39,2)) | INVALID_SQL | 34 | the digits: 39 is not a whole number from 1 to 38",
                "CREATE USER TABLE a.b (x DECIMAL(0)) | INVALID_SQL | 34 | from 1 to 38",
                "CREATE USER TABLE a.b (x DECIMAL(5,6)) | INVALID_SQL | 36 | after the point: 6 is not a whole number from 0 to 5",
                "CREATE USER TABLE a.b (x NUMERIC(5,2,1)) | INVALID_SQL | 26 | it has two",
                "CREATE USER TABLE a.b (x UUID(16)) | INVALID_SQL | 26 | UUID(16)",
                "CREATE USER TABLE a.b (x JSON PRIMARY KEY) | INVALID_SQL | 31 | a JSON column cannot be the PRIMARY KEY",
                "CREATE USER TABLE a.b (x JSON, PRIMARY KEY (X)) | INVALID_SQL | 32 | a JSON column cannot be the PRIMARY KEY",
                "CREATE USER TABLE a.b (x VARCHAR(0)) | INVALID_SQL | 34 | whole number from 1",
                "CREATE USER TABLE a.b (x VARCHAR(5, 6)) | INVALID_SQL | 26 | one length",
                "CREATE USER TABLE a.b (x INT(4)) | INVALID_SQL | 26 | INT(4)",
                "CREATE USER TABLE a.b (x HUGEINT) | INVALID_SQL | 26 | types are",
                "CREATE USER TABLE a.b (x) | INVALID_SQL | 25 | a name",
                "CREATE USER TABLE a.b () | INVALID_SQL | 24 | unexpected",
                "CREATE USER TABLE a.b (PRIMARY KEY (x)) | COLUMN_NOT_FOUND | 37 | key column x",
                "CREATE USER TABLE a.b (x INT, X TEXT) | INVALID_SQL | 31 | named twice",
                "CREATE USER TABLE a.b (x INT, PRIMARY KEY (y)) | COLUMN_NOT_FOUND | 44 | key column y",
                "CREATE USER TABLE a.b (x INT, y INT, PRIMARY KEY (x, y)) | INVALID_SQL | 38 | one column",
                "CREATE USER TABLE a.b (x INT PRIMARY KEY, y INT PRIMARY KEY) | INVALID_SQL | 49 | more than one",
                "CREATE USER TABLE a.b (_x INT) | INVALID_INPUT | 24 | reserved",
                "CREATE USER TABLE a.b (order INT) | INVALID_SQL | 24 | reserved word",
                "CREATE USER TABLE a.b (x INT) FLUSH ROWS 0 | INVALID_SQL | 42 | from 1",
                "CREATE USER TABLE a.b (x INT) FLUSH SECONDS 2.5 | INVALID_SQL | 45 | whole number",
                "CREATE USER TABLE a.b (x INT) FLUSH SECONDS 99999999999 | INVALID_SQL | 45 | whole number",
                "CREATE USER TABLE a.b (x INT) FLUSH ROWS -5 | INVALID_SQL | 42 | a number",
                "CREATE USER TABLE a.b (x INT) FLUSH ROWS 5 FLUSH ROWS 6 | INVALID_SQL | 44 | twice",
                "CREATE USER TABLE a.b (x INT) FLUSH ROWS 5 WITH (FLUSH_POLICY = 'rows:5') | INVALID_SQL | 1 | twice",
                "CREATE USER TABLE a.b (x INT) WITH (FLUSH_POLICY = 'often') | INVALID_INPUT | 37 | 'often'",
                "CREATE USER TABLE a.b (x INT) WITH (FLUSH_POLICY = 'rows:0') | INVALID_SQL | 37 | at least 1",
                "CREATE USER TABLE a.b (x INT) WITH (TYPE = 'SHARED') | INVALID_SQL | 37 | twice",
                "CREATE TABLE a.b (x INT) WITH (TYPE = 'MEMORY') | INVALID_SQL | 32 | USER, SHARED or STREAM",
                "CREATE USER TABLE a.b (x INT) WITH (ACCESS_LEVEL = 'PUBLIC') | INVALID_SQL | 1 | SHARED tables",
                "CREATE SHARED TABLE a.b (x INT) WITH (COLOR = 'red') | INVALID_SQL | 39 | COLOR",
                "CREATE SHARED TABLE a.b.c (x INT) | INVALID_SQL | 24 | '.'",
                "CREATE SHARED TABLE a.b (x INT) x | INVALID_SQL | 33 | 'x'"
            })
    void refusesABadCreateTable(String sql, ErrorCode code, int position, String part) {
        refusedAt(sql, code, position, part);
    }

    @Test
    void readsDefaultsAndFunctionsThatStandAlone() {
        Statement.Insert insert = one(
                Statement.Insert.class,
                "INSERT INTO a.b VALUES (DEFAULT, snowflake_id( )), (UUID_V7(), ULID()), (CURRENT_TIMESTAMP, current_user),"
                        + " (NOW() + x, ulid)");
        assertThat(insert.rows())
                .containsExactly(
                        List.of(new Value.Default(25), new Value.Generated(Generator.SNOWFLAKE_ID, 34)),
                        List.of(new Value.Generated(Generator.UUID_V7, 53), new Value.Generated(Generator.ULID, 64)),
                        List.of(
                                new Value.Generated(Generator.NOW, 74),
                                new Value.Generated(Generator.CURRENT_USER, 93)),
                        List.of(
                                new Value.Expression(new Fragment("NOW() + x", 109)),
                                new Value.Expression(new Fragment("ulid", 120))));
        assertThat(one(Statement.Insert.class, "INSERT INTO a.b DEFAULT VALUES").rows())
                .containsExactly(List.of());
    }

    @Test
    void readsEachKindOfValue() {
        Statement.Insert insert = one(
                Statement.Insert.class,
                "INSERT INTO a.b (x, Y) VALUES ('it''s', -1.5e3), (+7, TRUE), (false, NULL), "
                        + "(timestamp '2025-01-01', $12), ('a' || 'b', now()), (1 + 2, (3)), ([1, 2], {'a': (1, 2)})");
        assertThat(insert.columns()).containsExactly(new Name("x", 18), new Name("Y", 21));
        assertThat(insert.rows())
                .containsExactly(
                        List.of(new Value.Text("it's", 32), new Value.Number("-1.5e3", 41)),
                        List.of(new Value.Number("7", 51), new Value.Bool(true, 55)),
                        List.of(new Value.Bool(false, 63), new Value.Null(70)),
                        List.of(
                                new Value.Typed(ColumnType.Kind.TIMESTAMP, "2025-01-01", 78),
                                new Value.Parameter(12, 102)),
                        List.of(
                                new Value.Expression(new Fragment("'a' || 'b'", 109)),
                                new Value.Generated(Generator.NOW, 121)),
                        List.of(
                                new Value.Expression(new Fragment("1 + 2", 130)),
                                new Value.Expression(new Fragment("(3)", 137))),
                        List.of(
                                new Value.Expression(new Fragment("[1, 2]", 144)),
                                new Value.Expression(new Fragment("{'a': (1, 2)}", 152))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INSERT INTO a.b VALUES | INVALID_SQL | 23 | ends too early",
                "INSERT INTO a.b VALUES () | INVALID_SQL | 25 | unexpected ')'",
                "INSERT INTO a.b VALUES (1,) | INVALID_SQL | 27 | unexpected ')'",
                "INSERT INTO a.b VALUES (1 | INVALID_SQL | 26 | ends too early",
                "INSERT INTO a.b VALUES (1)) | INVALID_SQL | 27 | unexpected ')'",
                "INSERT INTO a.b VALUES (1], 2) | INVALID_SQL | 26 | unexpected ']'",
                "INSERT INTO a.b (x, y) VALUES (1, 2), (3) | INVALID_SQL | 39 | 1 values for 2 columns",
                "INSERT INTO a.b (x, X) VALUES (1, 2) | INVALID_SQL | 21 | named twice",
                "INSERT INTO a.b (_seq) VALUES (1) | INVALID_INPUT | 18 | reserved",
                "INSERT INTO a.b (x) SELECT 1) | INVALID_SQL | 29 | unexpected ')'",
                "INSERT INTO a.b (SELECT 1 | INVALID_SQL | 26 | ends too early",
                "INSERT INTO a.b VALUES (1) RETURNING | INVALID_SQL | 37 | ends too early",
                "INSERT INTO a.b VALUES ($0) | INVALID_PARAMETER | 25 | $0",
                "INSERT INTO a.b VALUES ($99999999999) | INVALID_PARAMETER | 25 | $99999999999",
                "UPDATE a.b SET x = 1, X = 2 | INVALID_SQL | 23 | named twice",
                "UPDATE a.b SET x = | INVALID_SQL | 19 | ends too early",
                "UPDATE a.b SET WHERE x = 1 | INVALID_SQL | 16 | a name",
                "UPDATE a.b SET x = 1 WHERE | INVALID_SQL | 27 | ends too early",
                "UPDATE a.b SET x = 1 RETURNING | INVALID_SQL | 31 | ends too early",
                "DELETE a.b | INVALID_SQL | 8 | FROM",
                "DELETE FROM a.b WHERE x = (1 | INVALID_SQL | 29 | ends too early",
                "DELETE FROM a.b WHERE x = 1) | INVALID_SQL | 28 | unexpected ')'",
                "STORAGE FLUSH | INVALID_SQL | 14 | ALL or TABLE",
                "STORAGE DROP FILE 12 FROM TABLE a.b | INVALID_SQL | 19 | a text",
                "EXPLAIN DELETE FROM a.b | INVALID_SQL | 1 | EXPLAIN takes a SELECT",
                "EXPLAIN | INVALID_SQL | 1 | EXPLAIN takes a SELECT",
                "EXPLAIN ANALYZE EXPLAIN SELECT 1 | INVALID_SQL | 1 | EXPLAIN takes a SELECT",
                "EXECUTE AS USER 'x' (SELECT 1) | INVALID_SQL | 1 | EXECUTE AS is not supported yet",
                "SHOW STATS a.b | INVALID_SQL | 12 | FOR",
                "SHOW MANIFEST a.b | INVALID_SQL | 15 | unexpected 'a'",
                "DESCRIBE TABLE | INVALID_SQL | 15 | ends too early",
                "DROP TABLE a.b CASCADE | INVALID_SQL | 16 | CASCADE is not supported yet",
                "COPY a.b TO 'x' | INVALID_SQL | 1 | none begins with 'COPY'",
                "ATTACH 'x' | INVALID_SQL | 1 | none begins with 'ATTACH'",
                "'x' | INVALID_SQL | 1 | none begins with",
                "CREATE USER alice WITH PASSWORD 'p' ROLE user | INVALID_SQL | 13 | a text in single quotes",
                "CREATE USER '' WITH PASSWORD 'p' ROLE user | INVALID_INPUT | 13 | 1 to 100 bytes",
                "CREATE USER 'a' WITH PASSWORD 'p' ROLE king | INVALID_SQL | 40 | user, service and dba",
                "CREATE USER 'a' WITH PASSWORD 'p' | INVALID_SQL | 34 | ROLE"
            })
    void refusesABadStatement(String sql, ErrorCode code, int position, String part) {
        refusedAt(sql, code, position, part);
    }

    @Test
    void readsUpdateAndDelete() {
        assertThat(one("UPDATE b SET x = CASE WHEN y THEN (1) END, \"select\" = 'v' WHERE z IN (SELECT 1 WHERE true)"))
                .isEqualTo(new Statement.Update(
                        1,
                        new TableReference(Optional.empty(), new Name("b", 8)),
                        List.of(
                                new Statement.Assignment(
                                        new Name("x", 14),
                                        new Value.Expression(new Fragment("CASE WHEN y THEN (1) END", 18))),
                                new Statement.Assignment(new Name("select", 44), new Value.Text("v", 55))),
                        Optional.of(new Fragment("z IN (SELECT 1 WHERE true)", 65)),
                        Optional.empty()));
        assertThat(one("DELETE FROM a.b WHERE x = 1 -- comment"))
                .isEqualTo(new Statement.Delete(
                        1, table("a", "b", 13), Optional.of(new Fragment("x = 1", 23)), Optional.empty()));
        assertThat(one("DELETE FROM a.b RETURNING x, (SELECT 1) AS y"))
                .isEqualTo(new Statement.Delete(
                        1, table("a", "b", 13), Optional.empty(), Optional.of(new Fragment("x, (SELECT 1) AS y", 27))));
    }

    @Test
    void readsInsertOfAQuery() {
        TableReference table = table("a", "b", 13);
        for (String query : List.of(
                "SELECT 1",
                "WITH x AS (SELECT 1) FROM x",
                "FROM x",
                "TABLE x",
                "(SELECT 1) UNION (SELECT 2)",
                "((VALUES (1)))")) {
            assertThat(one("INSERT INTO a.b " + query))
                    .isEqualTo(
                            new Statement.InsertSelect(1, table, List.of(), new Fragment(query, 17), Optional.empty()));
            assertThat(one("INSERT INTO a.b (x) " + query + " RETURNING *"))
                    .isEqualTo(new Statement.InsertSelect(
                            1,
                            table,
                            List.of(new Name("x", 18)),
                            new Fragment(query, 21),
                            Optional.of(new Fragment("*", 32 + query.length()))));
        }
    }

    @Test
    void readsTransactionsAndKeepsTheirWordsAsNames() {
        for (String begin : List.of("BEGIN", "begin transaction", "BEGIN WORK", "START TRANSACTION")) {
            assertThat(one(begin)).isEqualTo(new Statement.Begin(1));
        }
        assertThat(one("COMMIT WORK")).isEqualTo(new Statement.Commit(1));
        assertThat(one("ROLLBACK TRANSACTION")).isEqualTo(new Statement.Rollback(1));
        refusedAt("START", ErrorCode.INVALID_SQL, 6, "TRANSACTION");
        refusedAt("BEGIN 1", ErrorCode.INVALID_SQL, 7, "unexpected '1'");
        assertThat(one("UPDATE work.transaction SET start = 1, begin = 2, commit = 3, rollback = 4"))
                .isInstanceOf(Statement.Update.class);
    }

    @Test
    void readsCommandsAndUsers() {
        assertThat(one("storage flush table a.b")).isEqualTo(new Statement.FlushTable(1, table("a", "b", 21)));
        assertThat(one("STORAGE FLUSH ALL")).isEqualTo(new Statement.FlushAll(1, Optional.empty()));
        assertThat(one("STORAGE FLUSH ALL IN NAMESPACE a"))
                .isEqualTo(new Statement.FlushAll(1, Optional.of(new Name("a", 32))));
        assertThat(one("STORAGE FLUSH ALL IN a")).isEqualTo(new Statement.FlushAll(1, Optional.of(new Name("a", 22))));
        assertThat(one("storage compact table a.b")).isEqualTo(new Statement.CompactTable(1, table("a", "b", 23)));
        assertThat(one("STORAGE COMPACT ALL")).isEqualTo(new Statement.CompactAll(1, Optional.empty()));
        assertThat(one("STORAGE COMPACT ALL IN NAMESPACE a"))
                .isEqualTo(new Statement.CompactAll(1, Optional.of(new Name("a", 34))));
        assertThat(one("STORAGE SCRUB TABLE a.b")).isEqualTo(new Statement.ScrubTable(1, table("a", "b", 21)));
        assertThat(one("STORAGE SCRUB ALL IN a")).isEqualTo(new Statement.ScrubAll(1, Optional.of(new Name("a", 22))));
        assertThat(one("STORAGE DROP FILE '12' FROM TABLE a.b"))
                .isEqualTo(new Statement.DropFile(1, new Name("12", 19), table("a", "b", 35)));
        assertThat(one("KILL JOB 'FL-1'")).isEqualTo(new Statement.KillJob(1, "FL-1"));
        refusedAt("KILL JOB a", ErrorCode.INVALID_SQL, 10, "unexpected 'a'");
        assertThat(one("UPDATE kill.job SET kill = 1, job = 2")).isInstanceOf(Statement.Update.class);
        assertThat(one("CREATE USER 'O''Hara é' WITH PASSWORD 'p''w' ROLE 'DBA'"))
                .isEqualTo(new Statement.CreateUser(1, new Name("O'Hara é", 13), "p'w", Role.DBA));
        assertThat(one("ALTER USER 'a' SET PASSWORD 'b'"))
                .isEqualTo(new Statement.SetPassword(1, new Name("a", 12), "b"));
        assertThat(one("ALTER USER 'a' SET ROLE service"))
                .isEqualTo(new Statement.SetRole(1, new Name("a", 12), Role.SERVICE));
        assertThat(one("DROP USER IF EXISTS 'a'")).isEqualTo(new Statement.DropUser(1, true, new Name("a", 21)));
        assertThat(one("DROP USER TABLE IF EXISTS a.b"))
                .isEqualTo(new Statement.DropTable(1, true, table("a", "b", 27), Optional.of(TableKind.USER)));
    }

    @Test
    void keepsPasswordsOutOfDebuggingTexts() {
        assertThat(one("CREATE USER 'a' WITH PASSWORD 'hush' ROLE user").toString())
                .doesNotContain("hush");
        assertThat(one("ALTER USER 'a' SET PASSWORD 'hush'").toString()).doesNotContain("hush");
    }

    @Test
    void normalisesUserIds() {
        assertThat(one(Statement.DropUser.class, "DROP USER 'e\u0301'").user().text())
                .isEqualTo("\u00e9");
        refusedAt("DROP USER 'a\u0007'", ErrorCode.INVALID_INPUT, 11, "control");
        refusedAt("DROP USER '" + "é".repeat(51) + "'", ErrorCode.INVALID_INPUT, 11, "100 bytes");
    }

    @Test
    void boundsNestingAndTheNumberOfStatements() {
        refusedAt("DELETE FROM a WHERE " + "(".repeat(100_000), ErrorCode.INVALID_SQL, 521, "500 deep");
        refusedAt("SELECT " + "[".repeat(501), ErrorCode.INVALID_SQL, 508, "500 deep");
        assertThat(one("DELETE FROM a WHERE " + "(".repeat(500) + "x" + ")".repeat(500)))
                .isInstanceOf(Statement.Delete.class);
        refusedAt("SELECT 1;".repeat(1_001), ErrorCode.RESOURCE_LIMIT_EXCEEDED, 9_001, "1000 statements");
        assertThat(SqlScript.parse("SELECT 1;".repeat(1_000)).statements()).hasSize(1_000);
    }

    @Test
    void readsAnInsertOfAMebibyte() {
        StringBuilder sql = new StringBuilder("INSERT INTO a.b VALUES ");
        int rows = 0;
        while (sql.length() < 1_048_000) {
            sql.append(rows == 0 ? "" : ",")
                    .append("(")
                    .append(rows++)
                    .append(",'user_1','text of a message',1.5,TRUE)");
        }
        long start = System.nanoTime();
        assertThat(one(Statement.Insert.class, sql.toString()).rows()).hasSize(rows);
        assertThat(System.nanoTime() - start)
                .as("nanoseconds for %s rows", rows)
                .isLessThan(10_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void answersRandomWordsWithAnErrorOfTheContract(long seed) {
        String[] words = {
            "CREATE",
            "TABLE",
            "USER",
            "SHARED",
            "a",
            "b.c",
            "(",
            ")",
            ",",
            "INT",
            "PRIMARY KEY",
            "NOT NULL",
            "INSERT INTO",
            "VALUES",
            "'x'",
            "1",
            "-2.5",
            "UPDATE",
            "SET",
            "=",
            "WHERE",
            "DELETE FROM",
            "DROP",
            "NAMESPACE",
            "IF EXISTS",
            ";",
            "$1",
            "\"q\"",
            "STORAGE FLUSH",
            "ALL",
            "IN",
            "SHOW",
            "TABLES",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "/*",
            "*/",
            "--",
            "\n",
            "$$",
            "e'",
            "\\",
            "😀",
            "\u0000",
            "FLUSH ROWS",
            "WITH",
            "ALTER USER",
            "PASSWORD",
            "ROLE",
            "."
        };
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            StringBuilder sql = new StringBuilder();
            for (int n = random.nextInt(1, 14); n > 0; n--) {
                sql.append(words[random.nextInt(words.length)]).append(random.nextInt(4) == 0 ? "" : " ");
            }
            String text = sql.toString();
            try {
                SqlScript.parse(text);
            } catch (EngineException e) {
                assertThat(e.code())
                        .as("seed %s: %s", seed, text)
                        .isIn(
                                ErrorCode.EMPTY_SQL,
                                ErrorCode.INVALID_SQL,
                                ErrorCode.INVALID_INPUT,
                                ErrorCode.INVALID_PARAMETER,
                                ErrorCode.BATCH_PARSE_ERROR,
                                ErrorCode.COLUMN_NOT_FOUND);
                if (e.code() != ErrorCode.EMPTY_SQL) {
                    assertThat(e.position().orElse(0))
                            .as("seed %s: %s: %s", seed, text, e.getMessage())
                            .isBetween(1, text.codePointCount(0, text.length()) + 1);
                }
            }
        }
    }

    @Test
    void reservesWhatDuckDbReserves() throws SQLException {
        Set<String> reserved = new TreeSet<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                java.sql.Statement query = duckDb.createStatement();
                ResultSet words = query.executeQuery("SELECT keyword_name FROM duckdb_keywords() GROUP BY ALL"
                        + " HAVING bool_and(keyword_category IN ('reserved', 'type_function'))")) {
            while (words.next()) {
                reserved.add(words.getString(1));
            }
        }
        assertThat(new TreeSet<>(Names.RESERVED)).isEqualTo(reserved);
    }
}
