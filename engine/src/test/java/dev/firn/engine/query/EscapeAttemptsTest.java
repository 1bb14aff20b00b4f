package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ways out of a query, by kind; each is refused before anything of it runs. */
class EscapeAttemptsTest {
    private static final Map<String, List<String>> ATTEMPTS = new TreeMap<>();

    @TempDir
    static Path root;

    private static QueryFixture fixture;

    static {
        ATTEMPTS.put(
                "file functions",
                List.of(
                        "SELECT * FROM read_parquet('shared/chat/messages/*.parquet')",
                        "SELECT * FROM parquet_metadata('shared/chat/messages/batch-1.parquet')",
                        "SELECT * FROM parquet_bloom_probe('x', 'id', 1)",
                        "SELECT * FROM read_csv('/etc/passwd', header = false)",
                        "SELECT * FROM read_json_objects('x')",
                        "SELECT * FROM read_text('/proc/self/environ')",
                        "SELECT * FROM read_blob('state/*')",
                        "SELECT * FROM glob('**')",
                        "SELECT * FROM sniff_csv('/etc/passwd')",
                        "SELECT * FROM read_duckdb('x.db')",
                        "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
                        "SELECT * FROM messages m, LATERAL (SELECT * FROM read_text(m.name))"));
        ATTEMPTS.put(
                "COPY and DML inside a CTE",
                List.of(
                        "WITH d AS (COPY messages TO '/tmp/x') SELECT 1",
                        "WITH d AS (DELETE FROM messages RETURNING id) SELECT * FROM d",
                        "WITH d AS (UPDATE messages SET id = 9 RETURNING id) SELECT * FROM d",
                        "WITH d AS (INSERT INTO messages VALUES (9) RETURNING id) SELECT * FROM d",
                        "WITH d AS (MERGE INTO messages USING people ON true WHEN MATCHED THEN DELETE RETURNING id) SELECT * FROM d",
                        "WITH a AS (SELECT 1), d AS MATERIALIZED (TRUNCATE messages) SELECT * FROM a",
                        "SELECT * FROM (WITH d AS (DELETE FROM messages RETURNING id) SELECT * FROM d) x",
                        "SELECT 1 WHERE EXISTS (WITH d AS (DELETE FROM messages RETURNING id) SELECT * FROM d)"));
        ATTEMPTS.put(
                "statements",
                List.of(
                        "ATTACH 'x.db' AS x",
                        "ATTACH ':memory:' AS x; SELECT 1",
                        "DETACH memory",
                        "USE system",
                        "PRAGMA database_list",
                        "PRAGMA table_info('messages')",
                        "SET enable_external_access = true",
                        "SET VARIABLE x = 1",
                        "RESET memory_limit",
                        "INSTALL httpfs",
                        "LOAD 'httpfs'",
                        "CALL pragma_version()",
                        "EXPORT DATABASE '/tmp/x'",
                        "IMPORT DATABASE '/tmp/x'",
                        "CREATE TEMP TABLE x AS SELECT 1",
                        "CREATE FUNCTION f() AS 1",
                        "CREATE SECRET s (TYPE s3)",
                        "EXPLAIN ANALYZE SELECT 1",
                        "SUMMARIZE messages",
                        "SELECT 1; PRAGMA version"));
        ATTEMPTS.put(
                "catalog names",
                List.of(
                        "SELECT * FROM memory.main.messages",
                        "SELECT * FROM system.information_schema.tables",
                        "SELECT * FROM temp.main.messages",
                        "SELECT system.main.abs(1)",
                        "SELECT pg_catalog.pg_typeof(1)",
                        "SELECT * FROM system.main.duckdb_settings()",
                        "SELECT 1::system.main.varchar",
                        "SELECT * FROM main.messages",
                        "SELECT * FROM memory.messages"));
        ATTEMPTS.put(
                "replacement scans",
                List.of(
                        "SELECT * FROM '/etc/passwd'",
                        "FROM 'x.parquet'",
                        "FROM \"../state/initial-admin-password\"",
                        "TABLE 'x.csv'",
                        "SELECT * FROM 'https://example.org/x.parquet'",
                        "SELECT * FROM \"data/shared/chat/messages/x.parquet\" m JOIN messages USING (id)"));
        ATTEMPTS.put(
                "system views and settings",
                List.of(
                        "SELECT * FROM duckdb_views",
                        "SELECT * FROM duckdb_views()",
                        "SELECT sql FROM sqlite_master",
                        "SELECT * FROM pg_catalog.pg_class",
                        "SELECT * FROM information_schema.columns",
                        "SELECT * FROM duckdb_secrets(redact = false)",
                        "SELECT * FROM duckdb_variables()",
                        "SELECT * FROM duckdb_prepared_statements()",
                        "SELECT * FROM duckdb_logs",
                        "SELECT current_setting('allowed_directories')",
                        "SELECT current_query()",
                        "SELECT current_database()",
                        "SELECT getenv('HOME')",
                        "SELECT getvariable('x')",
                        "SELECT stats(id) FROM messages"));
        ATTEMPTS.put(
                "quoted and Unicode names",
                List.of(
                        "SELECT \"getenv\"('HOME')",
                        "SELECT \"GetEnv\"('HOME')",
                        "SELECT * FROM \"read_text\"('x')",
                        "SELECT * FROM \"duckdb_settings\"",
                        "SELECT ｇｅｔｅｎｖ('HOME')",
                        "SELECT getenv\u00a0('HOME')",
                        "SELECT * FROM ＤＵＣＫＤＢ_settings()",
                        "SELECT * FROM \"chat\".\"messages\".\"id\"",
                        "SELECT * FROM U&\"duckdb\\005fsettings\"",
                        "SELECT * FROM \"messages\u200b\"",
                        "SELECT * FROM \"chat\"\".\"\"messages\""));
        ATTEMPTS.put(
                "comments",
                List.of(
                        "SELECT getenv/* */('HOME')",
                        "SELECT /* /* nested */ getenv('HOME') */ getenv('HOME')",
                        "SELECT 1 -- \n; DROP TABLE messages",
                        "SELECT * FROM/**/read_text('x')",
                        "SELECT 1 /* unclosed",
                        "WITH d AS (/* SELECT */ DELETE FROM messages RETURNING id) SELECT * FROM d"));
        ATTEMPTS.put(
                "nesting",
                List.of(
                        "SELECT ((((((getenv('HOME')))))))",
                        "SELECT CASE WHEN (SELECT (SELECT getenv('HOME')) = 'x') THEN 1 END",
                        "SELECT * FROM (SELECT * FROM (SELECT * FROM (FROM glob('*'))))",
                        "WITH a AS (WITH b AS (WITH c AS (SELECT getenv('x')) FROM c) FROM b) FROM a",
                        "SELECT sum(id) FILTER (WHERE id > (SELECT length(getenv('x')))) OVER () FROM messages",
                        "SELECT * FROM messages ORDER BY (SELECT getenv('x'))",
                        "SELECT '{}' -> getenv('x')",
                        "SELECT {'a': [getenv('x')]}",
                        "SELECT [1, 2][length(getenv('x'))]",
                        "SELECT lpad('x', length(getenv('x')), 'y')",
                        "SELECT * FROM unnest([getenv('x')])",
                        "SELECT * FROM json_each(getenv('x'))"));
        ATTEMPTS.put(
                "SQL in a text",
                List.of(
                        "SELECT * FROM query('SELECT 1')",
                        "SELECT * FROM query_table('messages')",
                        "SELECT * FROM query_table(['messages', 'people'])",
                        "SELECT * FROM json_execute_serialized_sql('{}')",
                        "SELECT json_serialize_plan('SELECT 1')",
                        "SELECT json_deserialize_sql('{}')",
                        "SELECT list_aggregate([1], 'sum')",
                        "SELECT list_aggr([1], 'histogram')",
                        "SELECT * FROM histogram('messages', 'id')",
                        "SELECT COLUMNS('.*') FROM messages",
                        "SELECT nextval('s')",
                        "SELECT 'messages'::regclass"));
        ATTEMPTS.put(
                "memory, time and effects",
                List.of(
                        "SELECT repeat('xxxxx', 10)",
                        "SELECT repeat(name, 10) FROM messages",
                        "SELECT format(name, 1) FROM messages",
                        "SELECT format('{:1000000000}', 1)",
                        "SELECT format('{:{}}', 1, 1000000000)",
                        "SELECT printf('%1000000000d', 1)",
                        "SELECT printf('%*d', 1000000000, 1)",
                        "SELECT len(range(1000000000))",
                        "SELECT list_resize([1], 1000000000)",
                        "SELECT equi_width_bins(0, 1000000, 1000000, false)",
                        "SELECT bitstring('1', 1000000000)",
                        "SELECT histogram(id) OVER (ORDER BY id) FROM messages",
                        "SELECT levenshtein(name, name) FROM messages",
                        "SELECT list_transform([1], lambda x: x)",
                        "SELECT [x + 1 FOR x IN [1]]",
                        "SELECT list_reduce([1], (x, y) -> x || y)",
                        "SELECT sleep_ms(1000)",
                        "SELECT pg_sleep(1)",
                        "SELECT setseed(0.5)",
                        "SELECT error('x')"));
    }

    @BeforeAll
    static void open() {
        fixture = new QueryFixture(root);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    static Stream<Arguments> attempts() {
        return ATTEMPTS.entrySet().stream()
                .flatMap(kind -> kind.getValue().stream().map(sql -> Arguments.of(kind.getKey(), sql)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("attempts")
    void refusesIt(String kind, String sql) {
        EngineException refusal = catchThrowableOfType(EngineException.class, () -> fixture.rows(sql));
        assertThat(refusal).as(kind + ": " + sql).isNotNull();
        assertThat(refusal.code())
                .as(refusal.getMessage())
                .isIn(ErrorCode.INVALID_SQL, ErrorCode.TABLE_NOT_FOUND, ErrorCode.COLUMN_NOT_FOUND);
        assertThat(refusal.getMessage()).doesNotContain("java.", "duckdb.", root.toString());
        fixture.expectNothingHeld();
    }

    @Test
    void knowsManyWays() {
        assertThat(attempts()).hasSizeGreaterThan(120);
        assertThat(ATTEMPTS).hasSizeGreaterThan(10);
    }

    @Test
    void boundsLengthThatANumberSays() {
        for (String sql : List.of(
                "SELECT length(lpad('x', 1000000000, 'y'))",
                "SELECT rpad('x', 10000, 'y')",
                "SELECT repeat('x', 10000 + id) FROM messages")) {
            EngineException refusal = catchThrowableOfType(EngineException.class, () -> fixture.rows(sql));
            assertThat(refusal.code()).as(sql).isEqualTo(ErrorCode.TYPE_MISMATCH);
        }
        assertThat(fixture.value("SELECT length(lpad('x', 9999, 'y')) + length(repeat('ab', $1))", 3L))
                .isEqualTo(10_005L);
    }

    @Test
    void endsAQueryThatCollectsTooMuch() {
        for (String sql : List.of(
                "SELECT len(array_agg(i)) FROM range(100000000) r(i)",
                "SELECT length(string_agg(i, ',')) FROM range(100000000) r(i)",
                "SELECT cardinality(histogram(i)) FROM range(100000000) r(i)",
                "SELECT sum(len(l)) FROM (SELECT list(i) OVER (ORDER BY i) AS l FROM range(100000) r(i))",
                "WITH RECURSIVE r(l) AS (SELECT [1] UNION ALL SELECT l || l FROM r) SELECT sum(len(l)) FROM r")) {
            EngineException refusal = catchThrowableOfType(EngineException.class, () -> fixture.rows(sql));
            assertThat(refusal.code()).as(sql).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED);
        }
        assertThat(fixture.value("SELECT 1")).isEqualTo(1);
    }
}
