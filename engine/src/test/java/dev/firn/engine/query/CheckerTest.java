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
                "SELECT * FROM unnest([1])",
                "SELECT unnest([1, 2])",
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
                "SELECT parse_path('/a')",
                "SELECT list_value(1)",
                "SELECT [1, 2]",
                "SELECT {'a': 1}",
                "SELECT MAP {'a': 1}",
                "SELECT list_transform([1], x -> x)",
                "SELECT range(1000000000)",
                "SELECT repeat('x', 1000000000)",
                "SELECT lpad('x', 1000000000, 'y')",
                "SELECT system.main.sum(1)",
                "SELECT main.abs(1)",
                "SELECT pg_catalog.abs(1)",
                "SELECT \"QUERY\"('x')",
                "SELECT Sleep_Ms(1)",
                "SELECT random()",
                "SELECT gen_random_uuid()",
                "SELECT json_extract('{}', '$')",
                "SELECT '{}' -> 'a'",
                "SELECT constant_or_null(1, 2)",
                "SELECT stats(id) FROM messages",
                "SELECT @ 1",
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
                "SELECT '1'::json",
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
    @ValueSource(
            strings = {
                "SELECT * FROM messages",
                "FROM chat.messages",
                "TABLE messages",
                "VALUES (1, 'a'), (2, 'b')",
                "SELECT * FROM (VALUES (1), (2)) v(x)",
                "select 1 -- end",
                "SELECT 1;",
                "SELECT /* in /* nested */ */ 1",
                "SELECT m.id, p.name FROM messages m LEFT JOIN people p ON m.id = p.id",
                "SELECT * FROM messages JOIN people USING (id)",
                "SELECT * FROM messages NATURAL JOIN people",
                "SELECT * FROM messages, people",
                "SELECT * FROM messages SEMI JOIN people USING (id)",
                "SELECT * FROM messages ANTI JOIN people USING (id)",
                "SELECT * FROM messages m FULL JOIN people p ON m.id = p.id",
                "SELECT * FROM messages CROSS JOIN empty",
                "SELECT chat.messages.id FROM chat.messages WHERE chat.messages.id > 1",
                "SELECT messages.* FROM chat.messages",
                "SELECT \"ID\" FROM CHAT.\"Messages\" ORDER BY ID",
                "SELECT (SELECT max(p.id) FROM people p WHERE p.id < chat.messages.id) FROM chat.messages",
                "WITH a AS (SELECT id FROM messages), b AS (SELECT * FROM a) SELECT * FROM a JOIN b USING (id)",
                "WITH messages AS (SELECT 1 AS x) SELECT x FROM messages",
                "WITH a(x) AS MATERIALIZED (SELECT 1) SELECT A.X FROM a",
                "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r",
                "WITH a AS (SELECT 1 AS x) SELECT * FROM (WITH a AS (SELECT 2 AS y) SELECT y FROM a) b, a",
                "SELECT id FROM messages UNION SELECT id FROM people EXCEPT SELECT 1 INTERSECT SELECT 2 ORDER BY 1 LIMIT 3 OFFSET 1",
                "SELECT id FROM messages UNION ALL BY NAME SELECT id, name FROM people",
                "SELECT name, count(*), sum(score), avg(weight) FROM messages GROUP BY name HAVING count(*) >= 1 ORDER BY 2 DESC NULLS LAST, name",
                "SELECT name, sum(score) FROM messages GROUP BY ALL ORDER BY ALL",
                "SELECT seen, name, grouping(seen), count(*) FROM messages GROUP BY ROLLUP (seen, name)",
                "SELECT count(DISTINCT name), string_agg(name, ',' ORDER BY id), bool_or(seen) FROM messages",
                "SELECT id, row_number() OVER (PARTITION BY seen ORDER BY id), lag(score, 1, 0) OVER w, sum(score) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM messages WINDOW w AS (ORDER BY id)",
                "SELECT id, first_value(name IGNORE NULLS) OVER (ORDER BY id), rank() OVER (ORDER BY score), ntile(2) OVER (ORDER BY id) FROM messages QUALIFY row_number() OVER (ORDER BY id) < 3",
                "SELECT DISTINCT ON (seen) seen, id FROM messages ORDER BY seen, id",
                "SELECT * EXCLUDE (name) REPLACE (id + 1 AS id) FROM messages",
                "SELECT * EXCLUDE (messages.name) FROM messages",
                "SELECT date_trunc('hour', sent), extract(year FROM sent), date_part('minute', sent), strftime(sent, '%Y'), sent + INTERVAL 1 DAY, sent AT TIME ZONE 'UTC', age(sent, sent) FROM messages",
                "SELECT lower(name), upper(name), length(name), substr(name, 1, 2), substring(name FROM 1 FOR 2), concat(name, '!'), name || '!', trim(name), replace(name, 'a', 'b'), coalesce(name, '-'), nullif(name, ''), position('o' IN name) FROM messages",
                "SELECT round(weight, 1), abs(-1), 7 // 2, 7 % 2, 2 ** 3, greatest(1, 2), CASE WHEN id > 1 THEN 'x' ELSE 'y' END, CASE id WHEN 1 THEN 2 END, if(seen, 1, 2) FROM messages",
                "SELECT name LIKE 'o%', name NOT LIKE 'o%', name ILIKE 'O%', name LIKE 'a!%' ESCAPE '!', regexp_matches(name, '^o'), name SIMILAR TO 'o.*', name IS NULL, name IS NOT DISTINCT FROM 'one', NOT seen, seen IS TRUE FROM messages",
                "SELECT id IN (1, 2), id NOT IN (1, 2), id BETWEEN 1 AND 2, id = ANY (SELECT id FROM people), id > ALL (SELECT id FROM people), EXISTS (SELECT 1 FROM people p WHERE p.id = m.id), (id, name) IN ((1, 'one')) FROM messages m",
                "SELECT CAST(id AS VARCHAR), id::DECIMAL(10,2), try_cast(name AS INT), TIMESTAMP '2026-01-01 00:00:00', DATE '2026-01-01', '10:00'::TIME, INTERVAL '2 hours', 1.5, 1e3, true, NULL, x'00ff', name COLLATE nocase FROM messages",
                "SELECT now(), current_timestamp, current_date, localtimestamp, current_user, CURRENT_USER(), session_user",
                "SELECT * FROM range(3) r(i)",
                "SELECT * FROM generate_series(1, 3)",
                "SELECT _seq, _deleted, * FROM messages",
                "SELECT m._seq, p.* FROM messages m JOIN people p USING (id) ORDER BY p._seq",
                "SELECT * FROM messages WHERE _seq > 0 AND NOT _deleted",
                "SELECT * FROM messages m SEMI JOIN people p ON m._seq = p._seq",
                "SELECT * FROM system.listed",
                "SELECT l.*, _seq FROM system.listed l",
                "SELECT m.id FROM messages m ASOF JOIN people p ON m.id >= p.id",
                "SELECT id AS \"weird \"\"name\" FROM messages AS \"odd \"\"one\"",
                "SELECT 1 AS a, a + 1 AS b",
                "SELECT x: 1",
                "SELECT id FROM messages LIMIT 50%",
                "SELECT * FROM messages m JOIN LATERAL (SELECT m.id + 1 AS next) l ON true",
                "SELECT e'\\n', $$text$$, 'it''s', TRY(1 / 0)",
            })
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
        assertThat(refusal.position()).hasValue(101 + "SELECT 'größer 😀', ".length());
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
