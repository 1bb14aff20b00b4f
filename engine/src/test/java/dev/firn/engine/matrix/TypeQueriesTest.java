package dev.firn.engine.matrix;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Order, groups, comparisons and parameters of every type mean over both tiers what they mean in plain DuckDB. */
class TypeQueriesTest {
    @TempDir
    Path directory;

    private final List<Edge> edges = Edge.all();
    private TestingEngine engine;
    private Connection duckDb;

    @BeforeEach
    void store() throws SQLException {
        engine = new TestingEngine(directory);
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        engine.run(ADMIN, "CREATE NAMESPACE m; CREATE SHARED TABLE m.t (" + Edge.COLUMNS + ")");
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("CREATE TABLE t ("
                    + Edge.COLUMNS.replace("doc JSON", "doc VARCHAR").replace("BYTES", "BLOB") + ")");
            insert(statement, 0, edges.size() / 2);
            engine.flush("m.t");
            insert(statement, edges.size() / 2, edges.size());
        }
    }

    private void insert(Statement statement, int from, int to) throws SQLException {
        for (int id = from; id < to; id++) {
            Edge edge = edges.get(id);
            String insert = " (id, " + edge.column() + ") VALUES (" + id + ", ";
            engine.run(ADMIN, "INSERT INTO m.t" + insert + edge.literal() + ")");
            statement.execute("INSERT INTO t" + insert + edge.duckDb() + ")");
        }
    }

    @AfterEach
    void close() throws SQLException {
        duckDb.close();
        engine.close();
    }

    @Test
    void ordersGroupsAndComparesEveryTypeAsPlainDuckDb() throws SQLException {
        for (String tier : List.of("in both tiers", "cold")) {
            for (String column : columns()) {
                expectSame(tier, "SELECT id FROM %s WHERE $c IS NOT NULL ORDER BY $c, id", column);
                expectSame(tier, "SELECT min(id), count(*) FROM %s GROUP BY $c ORDER BY 1", column);
                expectSame(tier, "SELECT a.id, b.id FROM %s a JOIN %s b ON a.$c < b.$c ORDER BY 1, 2", column);
                expectSame(tier, "SELECT a.id, b.id FROM %s a JOIN %s b USING ($c) ORDER BY 1, 2", column);
                expectSame(tier, "SELECT id FROM %s WHERE $c = (SELECT max($c) FROM %s) ORDER BY 1", column);
                expectSame(tier, "SELECT count(DISTINCT $c) FROM %s", column);
            }
            engine.flush("m.t");
        }
    }

    private List<String> columns() {
        return edges.stream().map(Edge::column).distinct().toList();
    }

    private void expectSame(String tier, String query, String column) throws SQLException {
        String sql = query.replace("$c", column);
        assertThat(numbers(engine.rows(ADMIN, sql.replace("%s", "m.t"))))
                .as("%s: %s", tier, sql)
                .isEqualTo(plain(sql.replace("%s", "t")));
    }

    private static List<List<Long>> numbers(List<List<@Nullable Object>> rows) {
        return rows.stream()
                .map(row -> row.stream()
                        .map(value -> Long.valueOf(String.valueOf(value)))
                        .toList())
                .toList();
    }

    private List<List<Long>> plain(String sql) throws SQLException {
        List<List<Long>> rows = new ArrayList<>();
        try (Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<Long> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getLong(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Test
    void aParameterOfAQueryIsReadByTheRulesOfItsColumn() throws SQLException {
        List<String> differences = new ArrayList<>();
        for (String tier : List.of("in both tiers", "cold")) {
            for (int id = 0; id < edges.size(); id++) {
                Edge edge = edges.get(id);
                if (String.valueOf(edge.parameter()).indexOf('\0') >= 0) {
                    continue; // no SELECT holds it
                }
                String expected = plain("SELECT b.id FROM t a JOIN t b USING (" + edge.column() + ") WHERE a.id = " + id
                                + " ORDER BY 1")
                        .toString();
                String found = found(edge);
                if (!found.equals(expected)) {
                    differences.add(tier + ": " + edge + " finds " + found + ", not " + expected);
                }
            }
            engine.flush("m.t");
        }
        assertThat(differences).isEmpty();
    }

    private String found(Edge edge) {
        try {
            String sql = "SELECT id FROM m.t WHERE " + edge.column() + " = $1 ORDER BY id";
            return numbers(engine.rows(ADMIN, sql, asBound(edge))).toString();
        } catch (EngineException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A double is compared as a double, in which the nearest float of 0.1 is another number. */
    private static @Nullable Object asBound(Edge edge) {
        return edge.column().equals("weight") && edge.parameter() instanceof Double number
                ? Double.valueOf(number.floatValue())
                : edge.parameter();
    }

    @Test
    void aParameterThatIsNoValueOfItsTypeIsRefused() {
        for (String[] refused : new String[][] {
            {"sent", "2025-01-01T00:00:00.1234567"},
            {"day", "2025-01-01 12:00"},
            {"clock", "18:00:00.1234567"},
            {"clock", "24:00:01"},
            {"body", "no base64"}
        }) {
            EngineException refusal = catchThrowableOfType(
                    EngineException.class,
                    () -> engine.rows(ADMIN, "SELECT id FROM m.t WHERE " + refused[0] + " = $1", refused[1]));
            assertThat(refusal).as(refused[1]).isNotNull();
            assertThat(refusal.code()).as(refused[1]).isEqualTo(ErrorCode.TYPE_MISMATCH);
        }
        assertThat(engine.rows(ADMIN, "SELECT $1, id FROM m.t WHERE body = $2", "x", "w6nwn5iA"))
                .hasSize(1);
    }

    @Test
    void aLiteralOfATimeOfDayHeedsItsOffsetAndIsNeverCut() {
        for (String literal :
                List.of("TIME '01:00+05:30'", "'01:00:00+05:30'", "TIME '19:30:00'", "'19:30:00.0000000'")) {
            assertThat(engine.rows(ADMIN, "SELECT count(*) FROM m.t WHERE clock = " + literal))
                    .as(literal)
                    .containsExactly(List.of(1L));
        }
        assertThat(engine.value(ADMIN, "SELECT TIME '18:00:00.5+02'")).isEqualTo(57_600_500_000L);
        assertThat(engine.value(ADMIN, "SELECT '18:00+02' || name FROM m.t WHERE name = 'null'"))
                .isEqualTo("18:00+02null");
        for (String literal : List.of("TIME '18:00:00.1234567'", "'18:00:00.1234567'", "TIME '18:00:00+25'")) {
            EngineException refusal = catchThrowableOfType(
                    EngineException.class, () -> engine.rows(ADMIN, "SELECT id FROM m.t WHERE clock < " + literal));
            assertThat(refusal).as(literal).isNotNull();
            assertThat(refusal.code()).as(literal).isEqualTo(ErrorCode.TYPE_MISMATCH);
        }
    }
}
