package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatementShapeTest {
    @TempDir
    Path root;

    static Stream<String> beyondTheBounds() {
        return Stream.of(
                "SELECT " + "(".repeat(20_000),
                "SELECT " + "(".repeat(81) + "1" + ")".repeat(81),
                "SELECT " + "[".repeat(81) + "1" + "]".repeat(81),
                "SELECT * FROM " + "(SELECT * FROM ".repeat(1_000) + "t" + ")".repeat(1_000),
                "SELECT * FROM t" + " JOIN t ON true".repeat(1_000),
                "SELECT * FROM t" + ", t".repeat(1_000),
                "SELECT * FROM t" + " NATURAL JOIN t".repeat(101),
                "SELECT 1" + " EXCEPT SELECT 1".repeat(61),
                "SELECT 1" + " UNION ALL SELECT 1".repeat(61),
                "SELECT 1 IN (1" + ", 1".repeat(10_001) + ")",
                "SELECT '" + "x".repeat(1 << 20) + "'",
                "SELECT /* ' */ * FROM t, '',\"\"" + ", t".repeat(101),
                "SELECT e'\\'' , " + "(".repeat(81),
                "SELECT $a$ ' $a$, " + "(".repeat(81),
                "SELECT 'it''s', " + "(".repeat(81),
                "SELECT 1 -- '\n + " + "(".repeat(81));
    }

    @ParameterizedTest
    @MethodSource("beyondTheBounds")
    void refusesTextsThatWouldEndTheProcess(String sql) {
        EngineException refusal =
                catchThrowableOfType(EngineException.class, () -> StatementShape.check(new SqlText(sql, 1)));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED);
        assertThat(refusal.position()).isPresent();
    }

    @Test
    void countsNothingInTextAndComments() {
        for (String sql : List.of(
                "SELECT '" + "(".repeat(1_000) + "'",
                "SELECT \"" + "(".repeat(1_000) + "\"",
                "SELECT e'\\'" + "(".repeat(1_000) + "'",
                "SELECT $$" + "(".repeat(1_000) + "$$",
                "SELECT $tag$" + "(".repeat(1_000) + "$tag$",
                "SELECT 1 -- " + "(".repeat(1_000) + "\n",
                "SELECT /* " + "(".repeat(1_000) + " /* ( */ ( */ 1",
                "SELECT 1" + ", (1)".repeat(1_000),
                "SELECT a" + ", a".repeat(1_000) + " FROM t WHERE a IN (1" + ", 2".repeat(1_000) + ") GROUP BY a"
                        + ", b".repeat(1_000))) {
            assertThatCode(() -> StatementShape.check(new SqlText(sql, 1))).doesNotThrowAnyException();
        }
    }

    @Test
    void survivesEveryShapeAtItsBounds() {
        List<String> shapes = List.of(
                "SELECT * FROM " + "(SELECT * FROM ".repeat(78) + "messages" + ")".repeat(78),
                "SELECT count(*) FROM people" + " JOIN people USING (id)".repeat(98),
                "SELECT count(*) FROM people p0" + joins(98),
                "SELECT 1" + " UNION ALL SELECT 1".repeat(60),
                "SELECT 1" + " EXCEPT SELECT 2".repeat(60),
                "SELECT " + "(SELECT ".repeat(60) + "1" + ")".repeat(60),
                "SELECT " + "(".repeat(80) + "1" + ")".repeat(80),
                "SELECT 1" + " + 1".repeat(240),
                "SELECT 1" + " + 1".repeat(2_400),
                "SELECT true" + " AND id > 1".repeat(3_000) + " FROM messages",
                "SELECT " + "NOT ".repeat(10_000) + "true",
                "SELECT " + "- ".repeat(10_000) + "1",
                "SELECT " + "@ ".repeat(19_900) + "1",
                "SELECT " + "~ ".repeat(10_000) + "1",
                "SELECT " + "CASE WHEN true THEN ".repeat(200) + "1" + " END".repeat(200),
                "SELECT " + "abs(".repeat(79) + "1" + ")".repeat(79),
                "SELECT " + "CASE WHEN true THEN ".repeat(3_000) + "1" + " END".repeat(3_000),
                "SELECT 1" + "::INT".repeat(6_000),
                "SELECT a" + ".b".repeat(9_000),
                "SELECT 1 IN (1" + ", 1".repeat(9_000) + ")",
                "WITH a0 AS (SELECT 1)" + ctes(98) + " SELECT * FROM a98",
                "describe ".repeat(19_900) + "SELECT 1",
                "SELECT * FROM t " + "PIVOT (sum(a) FOR b IN (1)) ".repeat(1_000),
                "SELECT 'a'" + " || 'a'".repeat(200),
                "SELECT \0");
        try (QueryFixture fixture = new QueryFixture(root)) {
            for (String sql : shapes) {
                try {
                    assertThat(fixture.rows(sql)).isNotNull();
                } catch (EngineException e) {
                    assertThat(e.code())
                            .as(e.getMessage())
                            .isIn(
                                    ErrorCode.INVALID_SQL,
                                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                                    ErrorCode.TABLE_NOT_FOUND,
                                    ErrorCode.COLUMN_NOT_FOUND);
                }
            }
        }
    }

    private static String joins(int count) {
        StringBuilder joins = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            joins.append(" JOIN people p")
                    .append(i)
                    .append(" ON p")
                    .append(i)
                    .append(".id = p")
                    .append(i - 1)
                    .append(".id");
        }
        return joins.toString();
    }

    private static String ctes(int count) {
        StringBuilder ctes = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            ctes.append(", a")
                    .append(i)
                    .append(" AS (SELECT * FROM a")
                    .append(i - 1)
                    .append(")");
        }
        return ctes.toString();
    }
}
