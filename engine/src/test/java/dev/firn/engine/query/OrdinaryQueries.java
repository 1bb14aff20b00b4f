package dev.firn.engine.query;

import java.util.List;

/** Queries that users may write, over the tables of {@link QueryFixture}. */
final class OrdinaryQueries {
    static final List<String> ALL = List.of(
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
            "SELECT e'\\n', $$text$$, 'it''s', TRY(1 / 0)");

    private OrdinaryQueries() {}

    static List<String> all() {
        return ALL;
    }
}
