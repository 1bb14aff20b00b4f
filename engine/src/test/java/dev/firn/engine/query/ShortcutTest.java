package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers by key and by counters are those of the scan, whatever tier a row is in and however often it has changed. */
class ShortcutTest {
    private static final String SCAN = " OR random() < 0";

    private static TestingEngine engine;
    private static QueryFixture fixture;

    /** Reads only what the fixture holds; whoever writes has a table of their own in the engine. */
    @BeforeAll
    static void open(@TempDir Path root) {
        engine = new TestingEngine(root.resolve("engine"), StepListener.NONE, "firn.durability", "process");
        engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE s");
        fixture = new QueryFixture(root.resolve("fixture"));
    }

    @AfterAll
    static void close() {
        fixture.close();
        engine.close();
    }

    private static List<List<@Nullable Object>> rows(String sql, @Nullable Object... params) {
        return engine.rows(TestingEngine.ADMIN, sql, params);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void answersAsTheScanDoesOverARandomHistory(long seed) {
        Random random = new Random(seed);
        engine.run(TestingEngine.ADMIN, "DROP TABLE IF EXISTS s.t");
        engine.run(TestingEngine.ADMIN, "CREATE SHARED TABLE s.t (id BIGINT PRIMARY KEY, n INT, name TEXT)");
        for (int step = 0; step < 60; step++) {
            step(random);
            expectSameAnswers(random);
        }
        engine.reopen();
        expectSameAnswers(random);
    }

    private static void step(Random random) {
        int id = random.nextInt(12);
        switch (random.nextInt(7)) {
            case 0, 1 ->
                engine.run(
                        TestingEngine.ADMIN,
                        "INSERT INTO s.t (id, n, name) SELECT %d, %d, 'x' WHERE NOT EXISTS (FROM s.t WHERE id = %d)"
                                .formatted(id, random.nextInt(100), id));
            case 2, 3 ->
                engine.run(
                        TestingEngine.ADMIN, "UPDATE s.t SET n = n + 1, name = name || '!' WHERE id = $1", (long) id);
            case 4 -> engine.run(TestingEngine.ADMIN, "DELETE FROM s.t WHERE id = " + id + " AND n > 10");
            case 5 ->
                engine.run(
                        TestingEngine.ADMIN,
                        "UPDATE s.t SET id = id + 100 WHERE id = " + id + " AND NOT EXISTS (FROM s.t WHERE id = "
                                + (id + 100) + ")");
            default -> engine.flush("s.t");
        }
    }

    private static void expectSameAnswers(Random random) {
        assertThat(rows("SELECT count(*) FROM s.t")).isEqualTo(rows("SELECT count(*) FROM s.t WHERE true" + SCAN));
        int id = random.nextInt(12) + (random.nextInt(4) == 0 ? 100 : 0);
        String all = "SELECT id, n, name FROM s.t WHERE ";
        assertThat(rows(all + "id = $1", (long) id)).isEqualTo(rows(all + "id = " + id + SCAN));
        assertThat(rows(all + "id IN (1, " + id + ", 2, 2) ORDER BY id"))
                .isEqualTo(rows(all + "(id IN (1, " + id + ", 2))" + SCAN + " ORDER BY id"));
        assertThat(rows("SELECT _seq, * FROM s.t WHERE id = " + id + " AND n > 10"))
                .isEqualTo(rows("SELECT _seq, * FROM s.t WHERE (id = " + id + " AND n > 10)" + SCAN));
        assertThat(rows("SELECT a.n, b.name FROM s.t a, s.t b WHERE a.id = " + id + " AND b.id = 3"))
                .isEqualTo(rows("SELECT a.n, b.name FROM s.t a, s.t b WHERE (a.id = " + id + " AND b.id = 3)" + SCAN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM messages",
                "SELECT COUNT(*) AS N FROM chat.messages",
                "SELECT count(*) FROM empty",
                "SELECT * FROM messages WHERE id = 6",
                "SELECT ID, Name AS x, name FROM messages m WHERE m.id = 6",
                "FROM messages WHERE 6 = id",
                "SELECT name, id FROM messages WHERE id = 3",
                "SELECT name, id FROM messages WHERE id = 99",
                "SELECT id FROM messages WHERE id = '6'",
                "SELECT id FROM messages WHERE id = 6.0",
                "SELECT id FROM messages WHERE id = 6.5",
                "SELECT id FROM messages WHERE id = 99999999999999999",
                "SELECT weight, seen, sent, score FROM messages WHERE id = 2"
            })
    void givesTheColumnsAndRowsThatDuckDbGives(String sql) {
        CheckedSelect select = fixture.check(sql);
        assertThat(select.shortcut()).isPresent();
        String scan = sql + (sql.contains("WHERE") ? SCAN : " WHERE true" + SCAN);
        try (QueryResult direct = fixture.open(select, UUID.randomUUID());
                QueryResult computed = fixture.open(scan)) {
            assertThat(direct).isInstanceOf(ListedResult.class);
            assertThat(computed).isInstanceOf(RunningQuery.class);
            assertThat(direct.columns()).isEqualTo(computed.columns());
            assertThat(QueryFixture.rows(direct)).isEqualTo(QueryFixture.rows(computed));
        }
    }

    @Test
    void hasNoShortcutInDoubt() {
        for (String sql : List.of(
                "SELECT count(*) FROM messages WHERE id = 1",
                "SELECT count(*) FROM messages LIMIT 0",
                "SELECT count(*) FILTER (WHERE true) FROM messages",
                "SELECT count(id) FROM messages",
                "SELECT count(*) + 1 FROM messages",
                "SELECT count(*) FROM messages, people",
                "SELECT count(*) FROM (FROM messages)",
                "SELECT count(*) FROM messages GROUP BY name",
                "SELECT count(*) FROM system.listed",
                "SELECT DISTINCT id FROM messages WHERE id = 6",
                "SELECT _seq FROM messages WHERE id = 6",
                "SELECT id + 1 FROM messages WHERE id = 6",
                "SELECT id FROM messages WHERE id = 1",
                "SELECT id FROM messages WHERE id > 6",
                "SELECT nothing FROM messages WHERE name = 'six'",
                "SELECT id FROM messages m(id) WHERE id = 6")) {
            try (QueryResult result = fixture.open(sql)) {
                assertThat(result).as(sql).isInstanceOf(RunningQuery.class);
            } catch (dev.firn.engine.table.EngineException e) {
                assertThat(sql).as(e.getMessage()).contains("nothing");
            }
        }
    }

    @Test
    void seesTheRowsOfATransaction() {
        engine.run(TestingEngine.ADMIN, "CREATE SHARED TABLE s.u (id BIGINT PRIMARY KEY, n INT)");
        engine.run(TestingEngine.ADMIN, "INSERT INTO s.u VALUES (1, 1), (2, 2)");
        engine.flush("s.u");
        engine.run(TestingEngine.ADMIN, """
                BEGIN;
                UPDATE s.u SET n = 10 WHERE id = 1;
                DELETE FROM s.u WHERE id = 2;
                INSERT INTO s.u VALUES (3, 3);
                UPDATE s.u SET n = n + 1 WHERE id = 1;
                UPDATE s.u SET n = n + 1 WHERE id = 3;
                UPDATE s.u SET n = (SELECT count(*) FROM s.u) WHERE id = 3;
                INSERT INTO s.u SELECT 4, n FROM s.u WHERE id = 1;
                COMMIT
                """);
        assertThat(rows("SELECT id, n FROM s.u ORDER BY id")).hasToString("[[1, 11], [3, 2], [4, 11]]");
        assertThat(rows("SELECT count(*) FROM s.u")).hasToString("[[3]]");
    }

    @Test
    void holdsNothingAfterwards() {
        try (QueryResult result = fixture.open("SELECT count(*) FROM messages")) {
            assertThat(result.next()).isTrue();
            fixture.expectNothingHeld();
        }
        ReadView view = fixture.view();
        QueryContext context = new QueryContext("alice", Arrays.asList(), UUID.randomUUID());
        fixture.queries
                .run(fixture.check("SELECT count(*) FROM messages"), context, view, fixture.relations(view))
                .close();
    }
}
