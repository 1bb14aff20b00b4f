package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.DBA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.engine.table.Caller;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    @TempDir
    Path root;

    private OpenStatements open;

    @BeforeEach
    void open() {
        open = new OpenStatements(root);
        open.run(DBA, "CREATE NAMESPACE chat");
        open.run(ALICE, "CREATE USER TABLE chat.notes (id BIGINT PRIMARY KEY, text TEXT)");
        for (Caller caller : List.of(ALICE, BOB)) {
            for (int file = 0; file < 3; file++) {
                open.run(caller, "INSERT INTO chat.notes SELECT range + %d, 'x' FROM range(10)".formatted(file * 100));
                flush();
            }
        }
        open.run(ALICE, "UPDATE chat.notes SET text = 'y' WHERE id = 5; INSERT INTO chat.notes VALUES (1000, 'z')");
    }

    private void flush() {
        open.run(DBA, "STORAGE FLUSH TABLE chat.notes");
        open.flush();
    }

    @AfterEach
    void close() {
        open.close();
    }

    /** What people read of the steps. */
    private List<List<@Nullable Object>> explain(String sql, @Nullable Object... params) {
        return words(open.run(ALICE, sql, params).rows());
    }

    private static List<List<@Nullable Object>> words(List<List<@Nullable Object>> steps) {
        return steps.stream().map(step -> step.subList(0, 3)).toList();
    }

    @Test
    void saysWhichFilesAreReadAndWhyOthersAreNot() {
        List<List<@Nullable Object>> steps = explain("EXPLAIN SELECT * FROM chat.notes WHERE id > 105 AND text >= 'x'");
        assertThat(steps).contains(List.of("chat.notes", "hot rows", "2 row versions"));
        assertThat(steps).contains(List.of("chat.notes", "data files", "2 of 3 read"));
        assertThat(steps).contains(List.of("chat.notes", "versions", "1 superseded ones are hidden by _seq"));
        assertThat(steps)
                .filteredOn(step -> "file not read".equals(step.get(1)))
                .singleElement()
                .satisfies(step -> assertThat((String) step.get(2))
                        .startsWith("batch-")
                        .endsWith(".parquet: id > 105: values from 0 to 9"));
        assertThat(steps.toString()).doesNotContain("alice", "bob", "/", root.toString());
    }

    @Test
    void saysThatAKeyIsLookedUpAndThatRowsAreCounted() {
        assertThat(explain("explain SELECT * FROM chat.notes WHERE id = 5"))
                .containsExactly(List.of("chat.notes", "key lookup", "1 hot rows, 0 in data files"));
        assertThat(explain("EXPLAIN SELECT * FROM chat.notes WHERE id = $1", 105L))
                .hasSize(2);
        assertThat(explain("EXPLAIN SELECT count(*) FROM chat.notes"))
                .hasToString("[[chat.notes, counter, rows are counted by the manifest and the buffer, none is read]]");
        assertThat(explain("EXPLAIN SELECT 1")).hasToString("[[, no table, the query reads no table]]");
        assertThat(explain("EXPLAIN FROM system.namespaces")).hasSize(1);
    }

    @Test
    void runsTheQueryWithAnalyze() {
        List<List<@Nullable Object>> steps = explain("EXPLAIN ANALYZE SELECT * FROM chat.notes WHERE id >= 200");
        assertThat(steps).contains(List.of("", "result", "11 rows"));
        assertThat(steps).contains(List.of("", "rows read", "2 hot row versions, at most 10 in data files"));
        assertThat(steps).anySatisfy(step -> assertThat(step.get(1)).isEqualTo("time"));
        open.refused(ALICE, "EXPLAIN ANALYZE SELECT 1 / 'x' FROM chat.notes");
        open.run(ALICE, "EXPLAIN SELECT id::INT / text::INT FROM chat.notes");
    }

    @Test
    void showsTheRowsOfATransaction() {
        List<List<@Nullable Object>> steps =
                explain("BEGIN; INSERT INTO chat.notes VALUES (2000, 'a'); DELETE FROM chat.notes WHERE id = 1;"
                        + " EXPLAIN SELECT * FROM chat.notes WHERE id = 2000; ROLLBACK");
        assertThat(steps)
                .contains(List.of(
                        "chat.notes", "transaction", "1 rows of this transaction, which replaces 1 stored ones"));
    }

    @Test
    void tellsProgramsTheTiersAndFilesOfEachMention() {
        OpenStatements.Answer answer = open.run(
                ALICE, "EXPLAIN ANALYZE SELECT * FROM chat.notes a JOIN chat.notes b USING (id) WHERE a.id > 105");
        assertThat(answer.columns())
                .containsExactly(
                        "table_name",
                        "step",
                        "detail",
                        "mention",
                        "tier",
                        "file_id",
                        "file_name",
                        "row_count",
                        "reason");
        List<List<@Nullable Object>> first =
                answer.rows().stream().filter(step -> step.get(3).equals(1)).toList();
        assertThat(first)
                .extracting(step -> step.get(1), step -> step.get(4), step -> step.get(7))
                .containsExactly(
                        tuple("hot rows", "hot", 2L),
                        tuple("data files", "cold", null),
                        tuple("file", "cold", 10L),
                        tuple("file", "cold", 10L),
                        tuple("file not read", "cold", 10L),
                        tuple("versions", null, null));
        List<@Nullable Object> pruned = first.get(4);
        assertThat(pruned.get(5)).isInstanceOf(Long.class);
        assertThat((String) pruned.get(6)).startsWith("batch-").endsWith(".parquet");
        assertThat(pruned.get(8)).isEqualTo("id > 105: values from 0 to 9");
        assertThat(pruned.get(2)).isEqualTo(pruned.get(6) + ": " + pruned.get(8));
        assertThat(answer.rows().stream().map(step -> step.get(3)).distinct()).containsExactly(1, 2, 0);
        assertThat(answer.rows())
                .filteredOn(step -> step.get(1).equals("result"))
                .extracting(step -> step.get(7))
                .containsExactly(15L);
    }

    @Test
    void isRefusedAsTheSelectIs() {
        open.refused(ALICE, "EXPLAIN SELECT * FROM chat.nothing", ErrorCode.TABLE_NOT_FOUND, 23, "chat.nothing");
        open.refused(ALICE, "EXPLAIN ANALYZE SELECT getenv('x')", ErrorCode.INVALID_SQL, 24, "getenv");
        open.refused(
                ALICE, "EXPLAIN SELECT * FROM chat.notes, nowhere.x", ErrorCode.NAMESPACE_NOT_FOUND, 35, "nowhere");
        open.refused(ALICE, "EXPLAIN SELECT $1", ErrorCode.INVALID_PARAMETER, 0, "$1");
    }
}
