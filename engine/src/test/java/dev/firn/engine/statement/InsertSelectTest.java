package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** INSERT … SELECT over both tiers. */
class InsertSelectTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root);
        open.run(SERVICE, """
                CREATE NAMESPACE s;
                CREATE SHARED TABLE s.notes (id INT, note TEXT);
                CREATE SHARED TABLE s.keyed (id BIGINT PRIMARY KEY, note VARCHAR(5), sent TIMESTAMP);
                CREATE SHARED TABLE s.secrets (id INT) WITH (ACCESS_LEVEL = 'PRIVATE');
                CREATE USER TABLE s.own (id BIGINT PRIMARY KEY, note TEXT NOT NULL)""");
    }

    @AfterEach
    void close() {
        open.close();
    }

    private void flush() {
        open.run(SERVICE, "STORAGE FLUSH ALL");
        open.flush();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void copiesRowsOfAnyQuery(boolean flushed) {
        open.run(SERVICE, "INSERT INTO s.notes VALUES (1, 'a'), (2, 'b'), (3, NULL)");
        if (flushed) {
            flush();
        }
        OpenStatements.Answer answer = open.run(
                SERVICE, "INSERT INTO s.keyed (note, id) SELECT upper(note), id * 10 FROM s.notes WHERE id > 1");
        assertThat(answer.message()).isEqualTo("Inserted 2 row(s)");
        assertThat(answer.done().get(0).rowCount()).isEqualTo(2);
        open.run(
                SERVICE,
                "INSERT INTO s.keyed WITH x AS (SELECT 7 AS i) SELECT i, 'with', '2025-01-01'::TIMESTAMP FROM x");
        open.run(SERVICE, "INSERT INTO s.keyed (id) FROM range(100, 102)");
        open.run(SERVICE, "INSERT INTO s.keyed (id, note) (VALUES (200, 'v'), (201, NULL))");
        open.run(SERVICE, "INSERT INTO s.keyed (id) ((SELECT 300) UNION (SELECT 300))");
        assertThat(open.run(SERVICE, "INSERT INTO s.keyed (id) SELECT 1 WHERE false")
                        .message())
                .isEqualTo("Inserted 0 row(s)");
        assertThat(open.run(SERVICE, "INSERT INTO s.notes TABLE s.notes").message())
                .isEqualTo("Inserted 3 row(s)");
        assertThat(open.run(SERVICE, "SELECT id, note, sent FROM s.keyed ORDER BY id")
                        .rows())
                .containsExactly(
                        Arrays.asList(7L, "with", 1_735_689_600_000_000L),
                        Arrays.asList(20L, "B", null),
                        Arrays.asList(30L, null, null),
                        Arrays.asList(100L, null, null),
                        Arrays.asList(101L, null, null),
                        Arrays.asList(200L, "v", null),
                        Arrays.asList(201L, null, null),
                        Arrays.asList(300L, null, null));
    }

    @Test
    void readsItsOwnTableAsItWasBefore() {
        open.run(SERVICE, "INSERT INTO s.notes VALUES (1, 'a'), (2, 'b')");
        flush();
        for (int rows = 2; rows < 1_000; rows *= 2) {
            assertThat(open.run(SERVICE, "INSERT INTO s.notes SELECT id + " + rows + ", note FROM s.notes")
                            .message())
                    .isEqualTo("Inserted " + rows + " row(s)");
        }
        assertThat(open.run(SERVICE, "SELECT count(*), count(DISTINCT id), max(id) FROM s.notes")
                        .rows())
                .containsExactly(List.of(1024L, 1024L, 1024));
    }

    @Test
    void storesRowsForTheCallerAndReadsTheCallersOwn() {
        open.run(ALICE, "INSERT INTO s.own VALUES (1, 'of alice')");
        assertThat(open.run(BOB, "INSERT INTO s.own SELECT id, note FROM s.own").message())
                .isEqualTo("Inserted 0 row(s)");
        open.run(BOB, "INSERT INTO s.own SELECT 1, 'of bob'");
        assertThat(open.run(ALICE, "SELECT note FROM s.own").rows()).containsExactly(List.of("of alice"));
        open.refused(
                ALICE, "INSERT INTO s.own SELECT id, 'x' FROM s.secrets", ErrorCode.TABLE_NOT_FOUND, 39, "s.secrets");
        open.refused(ALICE, "INSERT INTO s.notes SELECT 1, 'x'", ErrorCode.PERMISSION_DENIED, 13, "s.notes");
    }

    @Test
    void refusesWhatDoesNotFitAndStoresNothing() {
        open.run(SERVICE, "INSERT INTO s.keyed (id) VALUES (5)");
        open.refused(SERVICE, "INSERT INTO s.keyed SELECT 1, 'a'", ErrorCode.INVALID_SQL, 21, "2 columns for 3");
        open.refused(SERVICE, "INSERT INTO s.keyed (id) SELECT 1, 2", ErrorCode.INVALID_SQL, 26, "2 columns for 1");
        open.refused(SERVICE, "INSERT INTO s.keyed (id, nope) SELECT 1, 2", ErrorCode.COLUMN_NOT_FOUND, 26, "nope");
        open.refused(SERVICE, "INSERT INTO s.keyed (id) SELECT 'x'", ErrorCode.TYPE_MISMATCH, 26, "column id");
        open.refused(
                SERVICE,
                "INSERT INTO s.keyed (id, note) SELECT i, 'a long note' FROM range(10, 20) t(i)",
                ErrorCode.TYPE_MISMATCH,
                32,
                "column note");
        open.refused(
                SERVICE, "INSERT INTO s.keyed (id) FROM range(9)", ErrorCode.CONSTRAINT_VIOLATION, 26, "duplicate key");
        open.refused(SERVICE, "INSERT INTO s.keyed (note) SELECT 'x'", ErrorCode.CONSTRAINT_VIOLATION, 28, "column id");
        open.refused(SERVICE, "INSERT INTO s.keyed (id) SELECT 1, FROM", ErrorCode.INVALID_SQL, 36, "");
        assertThat(open.refused(SERVICE, "INSERT INTO s.keyed (id) SELECT 1; DROP TABLE s.nope")
                        .code())
                .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(open.refused(
                                SERVICE,
                                "INSERT INTO s.keyed (id) WITH d AS (DELETE FROM s.keyed RETURNING id) SELECT id FROM d")
                        .code())
                .isEqualTo(ErrorCode.INVALID_SQL);
        assertThat(open.run(SERVICE, "SELECT id FROM s.keyed").rows()).containsExactly(List.of(5L));
    }

    @Test
    void storesNothingOfWhatIsTooLarge() {
        open.run(SERVICE, "INSERT INTO s.notes VALUES (0, $1)", "x".repeat(500_000));
        open.refused(
                SERVICE,
                "INSERT INTO s.notes SELECT i, note FROM s.notes, range(600) t(i)",
                ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                0,
                "256 MiB");
        open.refused(
                SERVICE,
                "INSERT INTO s.notes SELECT i, NULL FROM range(3000000) t(i)",
                ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                0,
                "256 MiB");
        assertThat(open.run(SERVICE, "SELECT count(*) FROM s.notes").single()).isEqualTo(1L);
    }

    @Test
    void givesDefaultsToColumnsThatAreNotNamed() {
        open.run(
                SERVICE,
                "CREATE SHARED TABLE s.given (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT, note TEXT DEFAULT 'x')");
        assertThat(open.run(SERVICE, "INSERT INTO s.given (n) FROM range(3) RETURNING n, note")
                        .rows())
                .containsExactly(List.of(0, "x"), List.of(1, "x"), List.of(2, "x"));
        assertThat(open.run(SERVICE, "INSERT INTO s.given DEFAULT VALUES RETURNING note, id > 0")
                        .rows())
                .containsExactly(List.of("x", true));
        assertThat(open.run(SERVICE, "SELECT count(DISTINCT id) FROM s.given").single())
                .isEqualTo(4L);
    }

    @Test
    void takesParametersOfTheQuery() {
        open.run(SERVICE, "INSERT INTO s.notes SELECT $1, $2 || '!' FROM range($3)", 4L, "hey", 2L);
        assertThat(open.run(SERVICE, "SELECT id, note FROM s.notes").rows())
                .containsExactly(List.of(4, "hey!"), List.of(4, "hey!"));
        assertThat(open.refused(SERVICE, "INSERT INTO s.notes SELECT $1, $2", 4L)
                        .code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
    }
}
