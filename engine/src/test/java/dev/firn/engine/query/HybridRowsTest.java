package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HybridRowsTest {
    private static final long SECOND = 1_000_000;
    private static final long NEW_YEAR = 1_767_225_600 * SECOND;

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

    @Test
    void readsBothTiersAsOneTableWithoutOldVersionsAndTombstones() {
        assertThat(fixture.rows("SELECT * FROM messages ORDER BY id"))
                .containsExactly(
                        List.of(1L, "one", 10, NEW_YEAR + SECOND, 1.5, true),
                        List.of(2L, "zwei", 20, NEW_YEAR + 2 * SECOND, 2.5, false),
                        Arrays.asList(4L, "four", 40, null, 4.5, null),
                        Arrays.asList(5L, null, 50, NEW_YEAR + 5 * SECOND + 123_456, 5.5, true),
                        Arrays.asList(6L, "six", 60, null, null, null),
                        Arrays.asList(7L, "größer 😀", null, null, null, null));
    }

    @Test
    void aggregatesOverBothTiers() {
        assertThat(fixture.rows(
                        "SELECT count(*), count(name), sum(score), avg(score), min(name), max(id) FROM messages"))
                .hasToString("[[6, 5, 180, 36.0, four, 7]]");
        assertThat(fixture.rows("SELECT seen, count(*) FROM messages GROUP BY seen ORDER BY seen"))
                .hasToString("[[false, 1], [true, 2], [null, 3]]");
    }

    @Test
    void readsATableThatNeverHeldARow() {
        try (QueryResult result = fixture.open("SELECT *, _seq FROM empty")) {
            assertThat(result.columns())
                    .extracting(ResultColumn::name, column -> column.type().dataType())
                    .containsExactly(tuple("id", "BigInt"), tuple("note", "Text"), tuple("_seq", "BigInt"));
            assertThat(result.next()).isFalse();
        }
    }

    @Test
    void joinsTablesOfDifferentTiers() {
        assertThat(fixture.rows("SELECT p.name, m.name FROM people p LEFT JOIN messages m USING (id) ORDER BY p.id"))
                .hasToString("[[Ann, one], [Ben, zwei], [Zoe, null]]");
    }

    @Test
    void readsOneTableSeveralTimesInOneQuery() {
        assertThat(fixture.value("SELECT count(*) FROM messages a, messages b, messages c"))
                .isEqualTo(216L);
        assertThat(
                        fixture.value(
                                "WITH m AS (SELECT * FROM messages) SELECT count(*) FROM m a JOIN m b ON a.id = b.id JOIN messages c ON c.id = b.id"))
                .isEqualTo(6L);
    }

    @Test
    void resolvesCtesByScope() {
        assertThat(
                        fixture.rows(
                                "WITH people AS (SELECT 42 AS id) SELECT id FROM people UNION ALL SELECT id FROM chat.people ORDER BY 1"))
                .hasToString("[[1], [2], [9], [42]]");
        assertThat(fixture.rows("SELECT * FROM (WITH people AS (SELECT 42 AS id) SELECT * FROM people) x ORDER BY 1"))
                .hasToString("[[42]]");
        assertThat(
                        fixture.rows(
                                "SELECT count(*) FROM people UNION ALL SELECT * FROM (WITH people AS (SELECT 42) SELECT * FROM people) x"))
                .hasToString("[[3], [42]]");
        assertThat(fixture.rows("WITH people AS (SELECT * FROM people) SELECT count(*) FROM PEOPLE"))
                .hasToString("[[3]]");
        assertThat(
                        fixture.rows(
                                "WITH RECURSIVE people(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM people WHERE n < 4) SELECT sum(n) FROM people"))
                .hasToString("[[10]]");
    }

    @Test
    void showsSystemColumnsByNameOnly() {
        assertThat(fixture.rows("SELECT id, _deleted FROM messages ORDER BY _seq"))
                .hasToString("[[1, false], [4, false], [5, false], [2, false], [6, false], [7, false]]");
        assertThat(fixture.value("SELECT count(DISTINCT _SEQ) FROM messages")).isEqualTo(6L);
        try (QueryResult result = fixture.open(
                "SELECT *, m._seq AS s FROM messages m JOIN people p USING (id) WHERE p._seq > 0 ORDER BY m._seq")) {
            assertThat(result.columns())
                    .extracting(ResultColumn::name)
                    .containsExactly("id", "name", "score", "sent", "weight", "seen", "name", "s");
            assertThat(QueryFixture.rows(result)).hasSize(2);
        }
    }

    @Test
    void readsListedRows() {
        assertThat(fixture.rows("SELECT * FROM system.listed ORDER BY key")).hasToString("[[a, 1], [b, null]]");
        assertThat(fixture.rows("SELECT m.name FROM messages m JOIN system.listed l ON l.n = m.id"))
                .hasToString("[[one]]");
    }

    @Test
    void keepsTheOrderOfRowsAlsoWhenColumnsAreConverted() {
        assertThat(fixture.rows("SELECT id, INTERVAL (id) DAY AS i FROM messages ORDER BY id DESC LIMIT 2"))
                .hasToString("[[7, P7D], [6, P6D]]");
    }

    @Test
    void bindsParametersOfEveryType() {
        assertThat(fixture.rows(
                        "SELECT id FROM messages WHERE id = $1 OR name = $2 OR seen = $3 ORDER BY 1", 4L, "six", false))
                .hasToString("[[2], [4], [6]]");
        assertThat(fixture.rows(
                        "SELECT id FROM messages WHERE sent < $1 AND weight < $2", "2026-01-01T01:00:02+01:00", 9.5))
                .hasToString("[[1]]");
        assertThat(fixture.rows("SELECT $2, $1, $2 || 'x'", 1L, "it's")).hasToString("[[it's, 1, it'sx]]");
        assertThat(fixture.rows(
                        "SELECT $1 AS a, $2 AS b, $3 AS c, $4 AS d",
                        null,
                        true,
                        new java.math.BigDecimal("1.50"),
                        -2.5))
                .hasToString("[[null, true, 1.50, -2.5]]");
        assertThat(fixture.rows("SELECT id FROM messages WHERE name = $1", "' OR 1 = 1 --"))
                .isEmpty();
        assertThat(fixture.rows("SELECT id FROM messages ORDER BY id LIMIT $1", 1L))
                .hasToString("[[1]]");
    }

    @Test
    void readsTimesWithAnOffsetAsUtc() {
        assertThat(fixture.rows("SELECT id FROM messages WHERE sent < '2026-01-01T01:00:02+01:00'"))
                .hasToString("[[1]]");
        assertThat(
                        fixture.rows(
                                "SELECT id FROM messages WHERE sent BETWEEN '2025-12-31T23:00:02-01' AND '2026-01-01T00:00:03Z'"))
                .hasToString("[[2]]");
        assertThat(fixture.rows(
                        "SELECT id FROM messages WHERE sent IN ($1, $2) ORDER BY id",
                        "2026-01-01T05:30:01+05:30",
                        "2026-01-01 00:00:02"))
                .hasToString("[[1], [2]]");
        assertThatThrownBy(() -> fixture.rows("SELECT id FROM messages WHERE sent = '2026-01-01T00:00:00.1234567'"))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TYPE_MISMATCH));
        assertThat(fixture.value("SELECT count(*) FROM messages WHERE name = '2026-01-01T01:00:02+01:00'"))
                .isEqualTo(0L);
    }

    @Test
    void showsTheCallerAsCurrentUser() {
        assertThat(fixture.rows("SELECT current_user, CURRENT_USER(), session_user, current_user || $1", "!"))
                .hasToString("[[alice, alice, alice, alice!]]");
    }

    @Test
    void readsManyRowsInOrder() {
        long last = -1;
        try (QueryResult result = fixture.open("SELECT range, 'text ' || range FROM range(100000)")) {
            while (result.next()) {
                assertThat(result.value(0)).isEqualTo(++last);
                assertThat(result.value(1)).isEqualTo("text " + last);
            }
        }
        assertThat(last).isEqualTo(99_999);
    }

    @Test
    void runsManyQueriesAtOnceOnOneView() {
        List<CompletableFuture<Object>> runs = IntStream.range(0, 40)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    Object count =
                            fixture.value("SELECT count(*) + $1 FROM messages a, messages b WHERE a.id > 0", (long) i);
                    return (Object) ((Long) count - i);
                }))
                .toList();
        assertThat(runs).allSatisfy(run -> assertThat(run.join()).isEqualTo(36L));
        fixture.expectNothingHeld();
    }
}
