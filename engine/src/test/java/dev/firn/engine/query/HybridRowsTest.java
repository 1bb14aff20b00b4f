package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HybridRowsTest {
    @TempDir
    Path directory;

    private final Table messages = TestingQueries.table(1, "chat.messages");
    private TestingQueries queries;
    private TestingView view;

    @BeforeEach
    void open() {
        queries = new TestingQueries(directory);
        view = new TestingView(directory, messages)
                .file("SELECT CAST(range AS BIGINT) AS id, 'cold ' || range AS name, CAST(range * 10 AS INTEGER) AS score, "
                        + "CAST(range AS BIGINT) AS _seq, false AS _deleted FROM range(1, 6)")
                .hot(11, 6L, "hot 6", 60)
                .hot(12, 7L, null, null);
    }

    @AfterEach
    void close() {
        queries.close();
    }

    private List<List<Object>> rows(String sql, Object... params) {
        queries.with("chat.messages", view.relation());
        return queries.rows(view, sql, params);
    }

    @Test
    void readsColdAndHotRowsAsOneTable() {
        assertThat(rows("SELECT * FROM messages ORDER BY id"))
                .containsExactly(
                        List.of(1L, "cold 1", 10),
                        List.of(2L, "cold 2", 20),
                        List.of(3L, "cold 3", 30),
                        List.of(4L, "cold 4", 40),
                        List.of(5L, "cold 5", 50),
                        List.of(6L, "hot 6", 60),
                        Arrays.asList(7L, null, null));
    }

    @Test
    void hidesSupersededVersionsAndTombstonesOfBothTiers() {
        view.hot(13, 2L, "changed", 21)
                .hot(14, 6L, "changed too", 61)
                .tombstone(15, 3L)
                .tombstone(16, 7L)
                .supersede(2, 11, 3, 12)
                .file("SELECT 9::BIGINT AS id, NULL::VARCHAR AS name, NULL::INTEGER AS score, 10::BIGINT AS _seq, true AS _deleted");
        assertThat(rows("SELECT id, name, score FROM messages ORDER BY id"))
                .containsExactly(
                        List.of(1L, "cold 1", 10),
                        List.of(2L, "changed", 21),
                        List.of(4L, "cold 4", 40),
                        List.of(5L, "cold 5", 50),
                        List.of(6L, "changed too", 61));
    }

    @Test
    void countsAndAggregatesOverBothTiers() {
        assertThat(rows("SELECT count(*), count(name), sum(score), avg(score), min(name), max(id) FROM chat.messages"))
                .hasToString("[[7, 6, 210, 35.0, cold 1, 7]]");
    }
}
