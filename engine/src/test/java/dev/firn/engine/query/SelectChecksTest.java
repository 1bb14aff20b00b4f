package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectChecksTest {
    private static final TableName MESSAGES = new TableName("chat", "messages");
    private static final Optional<String> CHAT = Optional.of("chat");

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

    private static List<List<@Nullable Object>> run(CheckedSelect select, @Nullable Object... params) {
        ReadView view = fixture.view();
        QueryContext context = new QueryContext("alice", Arrays.asList(params), UUID.randomUUID());
        try (QueryResult result = fixture.queries.run(select, context, view, fixture.relations(view))) {
            return QueryFixture.rows(result);
        }
    }

    private static CheckedSelect match(List<String> columns, List<String> expressions, @Nullable String predicate) {
        List<SqlText> texts =
                expressions.stream().map(text -> new SqlText(text, 1)).toList();
        Optional<SqlText> where = Optional.ofNullable(predicate).map(text -> new SqlText(text, 1));
        return fixture.queries.checkMatch(new Match(MESSAGES, columns, texts, where), CHAT);
    }

    @Test
    void matchReadsSeqThenColumnsThenExpressions() {
        List<List<@Nullable Object>> rows =
                run(match(List.of("name", "id"), List.of("score + 1", "upper(name)", "_seq"), "id IN (1, 6)"));
        assertThat(rows).hasSize(2).allSatisfy(row -> assertThat(row.get(0)).isEqualTo(row.get(5)));
        assertThat(rows)
                .extracting(row -> row.subList(1, 5))
                .containsExactlyInAnyOrder(List.of("one", 1L, 11, "ONE"), List.of("six", 6L, 61, "SIX"));
    }

    @Test
    void matchWithoutPredicateReadsEveryVisibleRow() {
        assertThat(run(match(List.of("id"), List.of(), null)))
                .extracting(row -> row.get(1))
                .containsExactlyInAnyOrder(1L, 2L, 4L, 5L, 6L, 7L);
    }

    @Test
    void matchTakesSubqueriesQualifiedNamesAndParameters() {
        CheckedSelect select = match(
                List.of("id"),
                List.of("(SELECT max(p.name) FROM people p WHERE p.id = messages.id)", "$3"),
                "chat.messages.id = $1 AND EXISTS (SELECT 1 FROM chat.people WHERE id = $1)");
        assertThat(select.highestParameter()).isEqualTo(3);
        assertThat(select.tables())
                .extracting(CheckedSelect.TableReference::name)
                .containsExactlyInAnyOrder(MESSAGES, new TableName("chat", "people"));
        assertThat(run(select, 2L, "unused", "x"))
                .extracting(row -> row.subList(1, 4))
                .containsExactly(List.of(2L, "Ben", "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1, 2",
                "1 AS x",
                "1 x",
                "x: 1",
                "1 FROM people",
                "1; DELETE FROM messages",
                "1) FROM people --",
                "1 WHERE true",
                "DISTINCT 1",
                "* ",
                "messages.*",
                "1 UNION SELECT 2",
                "1 GROUP BY 1",
                "1 HAVING true",
                "1 ORDER BY 1",
                "1 LIMIT 1",
                "1 QUALIFY true",
                "1 OFFSET 3",
                "1 USING SAMPLE 3",
                "getenv('HOME')",
                "(WITH d AS (DELETE FROM messages RETURNING id) SELECT max(id) FROM d)",
                "DEFAULT",
                "COLUMNS(*)",
                "#1",
                "?",
                "1 INTO x",
                "(SELECT 1 FROM read_text('x'))",
                "1, *",
                "EXCLUDE",
                "1 FETCH FIRST ROW ONLY",
                "id = 1 OR",
                "'a",
                "(1",
                "1)"
            })
    void refusesFragmentsThatAreNotOneExpression(String fragment) {
        List<Runnable> uses = List.of(
                () -> run(match(List.of(), List.of(), fragment)),
                () -> run(match(List.of(), List.of(fragment), null)),
                () -> run(fixture.queries.checkConstants(List.of(new SqlText(fragment, 1)), CHAT)));
        for (Runnable use : uses) {
            EngineException refusal = catchThrowableOfType(EngineException.class, use::run);
            assertThat(refusal).as(fragment).isNotNull();
            assertThat(refusal.code()).isIn(ErrorCode.INVALID_SQL, ErrorCode.COLUMN_NOT_FOUND);
        }
    }

    @Test
    void commentsInAFragmentHideNothing() {
        assertThat(run(match(List.of("id"), List.of(), "id = 1 -- OR true"))).hasSize(1);
        assertThat(run(match(List.of("id"), List.of(), "id = 1 /* ) */"))).hasSize(1);
    }

    @Test
    void constantsGiveOneRow() {
        List<SqlText> texts = List.of(
                new SqlText("1 + 1", 1),
                new SqlText("upper($2)", 1),
                new SqlText("(SELECT max(id) FROM people)", 1),
                new SqlText("current_user", 1),
                new SqlText("TIMESTAMP '2026-01-01' + INTERVAL 1 SECOND", 1));
        assertThat(run(fixture.queries.checkConstants(texts, CHAT), "unused", "x"))
                .containsExactly(List.of(2, "X", 9L, "alice", 1_767_225_601_000_000L));
    }

    @Test
    void constantsNameNoColumn() {
        SqlText text = new SqlText("1 + score", 51);
        EngineException refusal =
                catchThrowableOfType(EngineException.class, () -> fixture.queries.checkConstants(List.of(text), CHAT));
        assertThat(refusal.code()).isEqualTo(ErrorCode.COLUMN_NOT_FOUND);
        assertThat(refusal.position()).hasValue(55);
    }

    @Test
    void remembersCheckedTextsByNamespace() {
        assertThat(fixture.check("SELECT 4711")).isSameAs(fixture.check("SELECT 4711"));
        SqlText sql = new SqlText("SELECT * FROM listed", 1);
        assertThat(fixture.queries.check(sql, Optional.of("system")).tables())
                .isNotEqualTo(fixture.queries.check(sql, CHAT).tables());
    }
}
