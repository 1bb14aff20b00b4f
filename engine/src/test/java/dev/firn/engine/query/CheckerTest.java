package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckerTest {
    @TempDir
    static Path root;

    private static QueryFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new QueryFixture(root);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // statements
                "COPY messages TO '/tmp/x'",
                "COPY messages FROM '/tmp/x'",
                "ATTACH '/tmp/x.db'",
                "DETACH x",
                "SET threads = 1",
                "RESET threads",
                "PRAGMA database_list",
                "INSTALL httpfs",
                "LOAD httpfs",
                "CREATE TABLE x (a INT)",
                "CREATE VIEW v AS SELECT 1",
                "DROP TABLE messages",
                "INSERT INTO messages VALUES (1)",
                "UPDATE messages SET id = 1",
                "DELETE FROM messages",
                "TRUNCATE messages",
                "EXPLAIN SELECT 1",
                "EXPLAIN ANALYZE SELECT 1",
                "DESCRIBE messages",
                "DESCRIBE SELECT 1",
                "SHOW TABLES",
                "SHOW ALL TABLES",
                "SUMMARIZE messages",
                "CALL pragma_version()",
                "PREPARE p AS SELECT 1",
                "EXECUTE p",
                "EXPORT DATABASE '/tmp/x'",
                "CHECKPOINT",
                "VACUUM",
                "BEGIN",
                "USE memory",
                "CREATE MACRO f() AS 1",
                "CREATE SECRET s (TYPE s3)",
                "COMMENT ON TABLE messages IS 'x'",
                "PIVOT messages ON name USING sum(score)",
                "SELECT * FROM (PIVOT messages ON name USING sum(score))",
                "SELECT * FROM messages PIVOT (sum(score) FOR name IN ('one'))",
                "UNPIVOT messages ON id INTO NAME a VALUE b",
                "SELECT 1; SELECT 2",
                "SELECT 1; DROP TABLE messages",
                "MERGE INTO messages USING people ON true WHEN MATCHED THEN DELETE",
                // statements inside a CTE
                "WITH d AS (DELETE FROM messages RETURNING *) SELECT * FROM d",
                "WITH d AS (INSERT INTO messages VALUES (1) RETURNING *) SELECT * FROM d",
                "WITH d AS (UPDATE messages SET id = 1 RETURNING *) SELECT * FROM d",
                "WITH d AS (COPY (SELECT 1) TO '/tmp/x') SELECT * FROM d",
                "WITH d AS (TRUNCATE messages) SELECT 1",
                "SELECT (WITH d AS (DELETE FROM messages RETURNING id) SELECT max(id) FROM d)",
                "WITH a AS (WITH b AS (DELETE FROM messages RETURNING *) SELECT * FROM b) SELECT * FROM a",
                "SELECT * FROM (WITH d AS (COPY (SELECT 1) TO '/tmp/x') SELECT * FROM d) x",
                // files and table functions
                "SELECT * FROM read_parquet('x.parquet')",
                "SELECT * FROM parquet_scan('x')",
                "SELECT * FROM read_csv('x')",
                "SELECT * FROM read_csv_auto('x')",
                "SELECT * FROM read_json('x')",
                "SELECT * FROM read_json_auto('x')",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_blob('/etc/passwd')",
                "SELECT * FROM glob('*')",
                "SELECT * FROM parquet_metadata('x')",
                "SELECT * FROM parquet_schema('x')",
                "SELECT * FROM sniff_csv('x')",
                "SELECT * FROM query('SELECT 1')",
                "SELECT * FROM query_table('messages')",
                "SELECT * FROM json_execute_serialized_sql('{}')",
                "SELECT json_serialize_sql('SELECT 1')",
                "SELECT json_deserialize_sql('{}')",
                "SELECT * FROM duckdb_settings()",
                "SELECT * FROM duckdb_views()",
                "SELECT * FROM duckdb_tables()",
                "SELECT * FROM duckdb_functions()",
                "SELECT * FROM duckdb_secrets()",
                "SELECT * FROM pragma_table_info('messages')",
                "SELECT * FROM pragma_storage_info('x')",
                "SELECT * FROM seq_scan('x')",
                "SELECT * FROM repeat_row(1, num_rows = 5)",
                "SELECT * FROM system.main.range(3)",
                "SELECT * FROM which_secret('x', 's3')",
                "FROM range(3) WITH ORDINALITY AS t, read_text('x')",
                "SELECT * FROM test_all_types()",
                "SELECT * FROM checkpoint()",
                "SELECT * FROM sql_auto_complete('x')",
                // functions
                "SELECT current_setting('threads')",
                "SELECT getenv('HOME')",
                "SELECT sleep_ms(1000)",
                "SELECT getvariable('x')",
                "SELECT current_catalog",
                "SELECT current_schema",
                "SELECT current_schema()",
                "SELECT current_database()",
                "SELECT current_role",
                "SELECT version()",
                "SELECT pg_typeof(1)",
                "SELECT in_search_path('a', 'b')",
                "SELECT txid_current()",
                "SELECT nextval('s')",
                "SELECT error('x')",
                "SELECT write_log('x')",
                "SELECT list_transform([1], x -> x)",
                "SELECT range(1000000000)",
                "SELECT system.main.sum(1)",
                "SELECT main.abs(1)",
                "SELECT pg_catalog.abs(1)",
                "SELECT \"QUERY\"('x')",
                "SELECT Sleep_Ms(1)",
                "SELECT constant_or_null(1, 2)",
                "SELECT stats(id) FROM messages",
                "SELECT sum(id) OVER (ORDER BY getenv('HOME')) FROM messages",
                "SELECT count(*) FILTER (WHERE getenv('x') = 'y') FROM messages",
                "SELECT 1 ORDER BY getenv('HOME')",
                "SELECT 1 LIMIT (SELECT length(getenv('HOME')))",
                "SELECT 1 GROUP BY getenv('HOME')",
                "SELECT 1 HAVING getenv('HOME') = 'x'",
                "SELECT id FROM messages QUALIFY getenv('HOME') = 'x'",
                "SELECT * REPLACE (getenv('HOME') AS name) FROM messages",
                "VALUES (getenv('HOME'))",
                "SELECT * FROM range(length(getenv('HOME')))",
                "SELECT CASE WHEN getenv('x') = 'y' THEN 1 END",
                "SELECT 1 IN (SELECT length(getenv('HOME')))",
                "SELECT * FROM messages m JOIN people p ON getenv('HOME') = 'x'",
                "SELECT max(name ORDER BY getenv('HOME')) FROM messages",
                "SELECT DISTINCT ON (getenv('HOME')) 1",
                "SELECT 1 BETWEEN 0 AND length(getenv('HOME'))",
                "SELECT CAST(getenv('HOME') AS VARCHAR)",
                "SELECT getenv('HOME') COLLATE nocase",
                "SELECT lag(id, length(getenv('x'))) OVER () FROM messages",
                // other forms
                "SELECT #1",
                "SELECT COLUMNS('i.*') FROM messages",
                "SELECT COLUMNS(*) FROM messages",
                "SELECT * LIKE 'i%' FROM messages",
                "SELECT count(COLUMNS(*)) FROM messages",
                "SELECT * FROM messages TABLESAMPLE 10%",
                "SELECT * FROM messages USING SAMPLE 3",
                "SELECT * FROM messages AT (VERSION => 1)",
                "SELECT ?",
                "SELECT $name",
                "SELECT 1 COLLATE de",
                "SELECT 'x'::regclass",
                "SELECT 1::INT[]",
                "SELECT 'x'::ENUM('x')",
                "SELECT NULL::STRUCT(a INT)",
                "SELECT 'x'::system.main.varchar",
                "SELECT DEFAULT",
                "SELECT * FROM messages POSITIONAL JOIN people",
                "SELECT * FROM a.b.c",
                "SELECT * FROM memory.main.messages",
                "SELECT * FROM x.y.chat.messages",
                "SELECT * FROM system.information_schema.tables",
                "WITH RECURSIVE r(n) USING KEY (n) AS (SELECT 1 UNION SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r",
                "SELECT * RENAME (id AS x) FROM messages",
                "SELECT m.*, _seq FROM messages m NATURAL JOIN people p",
                "SELECT _seq FROM messages m (a, b)",
                "SELECT b'01'",
            })
    void refusesEverythingThatIsNotListed(String sql) {
        EngineException refusal = catchThrowableOfType(EngineException.class, () -> fixture.rows(sql));
        assertThat(refusal).as(sql).isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.INVALID_SQL);
        assertThat(refusal.getMessage()).doesNotContain("java.", "duckdb.", root.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM 'messages.parquet'",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM \"/etc/passwd\"",
                "FROM 'x.csv'",
                "SELECT * FROM 'data/*.parquet'",
                "TABLE \"x.parquet\"",
                "SELECT * FROM duckdb_settings",
                "SELECT * FROM sqlite_master",
                "SELECT * FROM pg_catalog.pg_tables",
                "SELECT * FROM information_schema.tables",
                "SELECT * FROM main.messages",
                "SELECT * FROM temp.messages",
                "SELECT * FROM memory.messages",
                "SELECT * FROM pragma_database_list",
                "SELECT * FROM recurring.r",
                "SELECT * FROM pg_indexes",
                "SELECT * FROM \"chat.messages\"",
                // A CTE of another scope hides no table, and no table stands in for a CTE that is not in scope.
                "SELECT * FROM (WITH secret AS (SELECT 1) SELECT * FROM secret) x, secret",
                "SELECT * FROM secret, (WITH secret AS (SELECT 1) SELECT * FROM secret) x",
                "WITH a AS (SELECT * FROM secret), secret AS (SELECT 1) SELECT * FROM a",
                "WITH secret AS (SELECT * FROM secret) SELECT * FROM secret",
                "WITH secret AS (SELECT 1) SELECT * FROM chat.secret",
                "SELECT (WITH secret AS (SELECT 1) SELECT 1) FROM secret",
                "(WITH secret AS (SELECT 1) SELECT * FROM secret) UNION ALL SELECT 1 FROM secret",
                "WITH RECURSIVE secret AS (SELECT * FROM secret UNION ALL SELECT * FROM secret) SELECT * FROM secret",
                "SELECT EXISTS (WITH secret AS (SELECT 1) SELECT * FROM secret) FROM \"SECRET\"",
                "WITH a AS (WITH duckdb_settings AS (SELECT 1) SELECT 1) SELECT * FROM duckdb_settings",
                "SELECT * FROM messages WHERE id IN (SELECT id FROM secret)",
                "SELECT (SELECT max(id) FROM secret)",
                "SELECT * FROM messages ORDER BY (SELECT max(id) FROM secret)",
                "SELECT * FROM messages LIMIT (SELECT max(id) FROM secret)",
                "SELECT sum((SELECT max(id) FROM secret)) OVER () FROM messages",
                "VALUES ((SELECT max(id) FROM secret))",
                "SELECT * FROM messages m JOIN LATERAL (SELECT * FROM secret) s ON true",
                "SELECT * FROM range((SELECT max(id) FROM secret))",
            })
    void findsNoTableBehindNamesThatAreNotTheCallers(String sql) {
        EngineException refusal = catchThrowableOfType(EngineException.class, () -> fixture.rows(sql));
        assertThat(refusal).as(sql).isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        fixture.expectNothingHeld();
    }

    @ParameterizedTest
    @MethodSource("dev.firn.engine.query.OrdinaryQueries#all")
    void runsOrdinaryQueries(String sql) {
        assertThat(fixture.rows(sql)).as(sql).isNotNull();
        fixture.expectNothingHeld();
    }

    @Test
    void namesPlaceOfARefusal() {
        EngineException refusal = catchThrowableOfType(
                EngineException.class,
                () -> fixture.queries.check(new SqlText("SELECT 'größer 😀', getenv('HOME')", 101), Optional.empty()));
        assertThat(refusal).hasMessage("Cannot run this query: function getenv is not supported");
        assertThat(refusal.position())
                .hasValue(101 + (int) "SELECT 'größer 😀', ".codePoints().count());
    }

    @Test
    void namesPlaceOfASyntaxError() {
        EngineException refusal =
                catchThrowableOfType(EngineException.class, () -> fixture.check("SELECT 'ü' FRM messages WHERE"));
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_SQL);
        assertThat(refusal.position()).hasValue(16);
        assertThat(refusal).hasMessage("Syntax error at or near \"messages\"");
    }

    @Test
    void needsANamespaceForAnUnqualifiedTable() {
        SqlText sql = new SqlText("SELECT * FROM messages", 1);
        EngineException refusal =
                catchThrowableOfType(EngineException.class, () -> fixture.queries.check(sql, Optional.empty()));
        assertThat(refusal.code()).isEqualTo(ErrorCode.NAMESPACE_NOT_FOUND);
        assertThat(refusal.position()).hasValue(15);
    }

    @Test
    void namesEachTableOnceInLowerCase() {
        CheckedSelect select = fixture.check("SELECT * FROM Messages a, chat.MESSAGES b, System.Listed");
        assertThat(select.tables())
                .containsExactly(
                        new CheckedSelect.TableReference(new TableName("chat", "messages"), 15),
                        new CheckedSelect.TableReference(new TableName("system", "listed"), 44));
    }

    @Test
    void runsUnderNamesThatNobodyCanGuess() {
        CheckedSelect select = fixture.check("WITH a AS (SELECT 1 AS id) SELECT * FROM a JOIN messages USING (id)");
        assertThat(select.sql()).doesNotContainIgnoringCase("FROM a").doesNotContain("JOIN messages", "chat");
    }

    @Test
    void saysThatThereIsNoStatement() {
        for (String sql : List.of("", "   ", ";", "-- nothing")) {
            EngineException refusal = catchThrowableOfType(EngineException.class, () -> fixture.check(sql));
            assertThat(refusal.code()).as(sql).isEqualTo(ErrorCode.EMPTY_SQL);
        }
    }
}
