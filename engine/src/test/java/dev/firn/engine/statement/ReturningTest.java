package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The RETURNING clause of INSERT, UPDATE and DELETE. */
class ReturningTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root);
        open.run(SERVICE, """
                CREATE NAMESPACE s;
                CREATE SHARED TABLE s.notes (id INT, note TEXT);
                CREATE SHARED TABLE s.secrets (id INT) WITH (ACCESS_LEVEL = 'PRIVATE');
                CREATE USER TABLE s.keyed (id BIGINT PRIMARY KEY, n INT, note TEXT)""");
    }

    @AfterEach
    void close() {
        open.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void returnsTheNewRowsOfInsertAndUpdateAndTheOldOnesOfDelete(boolean flushed) {
        OpenStatements.Answer inserted = open.run(
                ALICE, "INSERT INTO s.keyed VALUES (1, 10, 'a'), (2, 20, NULL) RETURNING *, n * 2 AS twice, keyed.ID");
        assertThat(inserted.columns()).containsExactly("id", "n", "note", "twice", "id");
        assertThat(inserted.rows())
                .containsExactly(Arrays.asList(1L, 10, "a", 20, 1L), Arrays.asList(2L, 20, null, 40, 2L));
        assertThat(inserted.messages()).containsExactly(Optional.of("Inserted 2 row(s)"));
        if (flushed) {
            open.run(SERVICE, "STORAGE FLUSH ALL");
            open.flush();
        }
        OpenStatements.Answer updated =
                open.run(ALICE, "UPDATE s.keyed SET n = n + 1, id = id + 5 WHERE id = 1 RETURNING s.keyed.id, n, note");
        assertThat(updated.rows()).containsExactly(List.of(6L, 11, "a"));
        assertThat(updated.messages()).containsExactly(Optional.of("Updated 1 row(s)"));
        OpenStatements.Answer deleted =
                open.run(ALICE, "DELETE FROM s.keyed WHERE n > 0 RETURNING note, id AS \"the id\", n + id");
        assertThat(deleted.columns()).startsWith("note", "the id");
        assertThat(deleted.rows()).containsExactlyInAnyOrder(Arrays.asList(null, 2L, 22L), List.of("a", 6L, 17L));
        assertThat(deleted.messages()).containsExactly(Optional.of("Deleted 2 row(s)"));
        assertThat(open.run(ALICE, "DELETE FROM s.keyed RETURNING id").rows()).isEmpty();
        assertThat(open.run(ALICE, "SELECT * FROM s.keyed").rows()).isEmpty();
    }

    @Test
    void returnsWhatASelectInserted() {
        assertThat(open.run(SERVICE, "INSERT INTO s.notes SELECT i, 'n' || i FROM range(3) t(i) RETURNING id, note")
                        .rows())
                .containsExactly(List.of(0, "n0"), List.of(1, "n1"), List.of(2, "n2"));
        assertThat(open.run(SERVICE, "DELETE FROM s.notes WHERE id = 1 RETURNING note")
                        .rows())
                .containsExactly(List.of("n1"));
    }

    @Test
    void subqueriesReadTheTableAsItWasBefore() {
        open.run(ALICE, "INSERT INTO s.keyed VALUES (1, 1, 'a')");
        assertThat(open.run(
                                ALICE,
                                "INSERT INTO s.keyed VALUES (2, $1, $2) "
                                        + "RETURNING id, (SELECT count(*) FROM s.keyed), (SELECT max(k.n) FROM s.keyed k)",
                                5L,
                                "b")
                        .rows())
                .containsExactly(Arrays.asList(2L, 1L, 1));
        assertThat(open.run(
                                ALICE,
                                "UPDATE s.keyed SET n = 100 WHERE id = 2 RETURNING n - "
                                        + "(SELECT k.n FROM s.keyed k WHERE k.id = keyed.id)")
                        .rows())
                .containsExactly(List.of(95));
    }

    @Test
    void aFailingExpressionStoresNothing() {
        open.run(ALICE, "INSERT INTO s.keyed VALUES (1, 1, 'a')");
        String cast = " RETURNING CAST(note AS INT)";
        assertThat(open.refused(ALICE, "INSERT INTO s.keyed VALUES (2, 2, 'b')" + cast)
                        .code())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(open.refused(ALICE, "UPDATE s.keyed SET n = 9" + cast).code())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(open.refused(ALICE, "DELETE FROM s.keyed" + cast).code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(open.run(ALICE, "SELECT id, n FROM s.keyed").rows()).containsExactly(List.of(1L, 1));
        assertThat(open.hotRows("s", "keyed")).hasSize(1);
    }

    @Test
    void refusesWhatIsNoListOverTheRow() {
        String insert = "INSERT INTO s.notes VALUES (1, 'a') RETURNING ";
        open.refused(SERVICE, insert + "nope", ErrorCode.COLUMN_NOT_FOUND, 47, "nope");
        open.refused(SERVICE, insert + "count(*)", ErrorCode.INVALID_SQL, 47, "aggregates");
        open.refused(SERVICE, insert + "id, sum(id) + 1", ErrorCode.INVALID_SQL, 51, "aggregates");
        open.refused(SERVICE, insert + "row_number() OVER ()", ErrorCode.INVALID_SQL, 47, "window");
        open.refused(SERVICE, insert + "_seq", ErrorCode.INVALID_SQL, 47, "commit");
        open.refused(SERVICE, insert + "id FROM s.notes", ErrorCode.INVALID_SQL, 47, "nothing after it");
        open.refused(SERVICE, insert + "id ORDER BY 1", ErrorCode.INVALID_SQL, 47, "nothing after it");
        open.refused(SERVICE, insert + "id UNION SELECT 1", ErrorCode.INVALID_SQL, 47, "nothing after it");
        open.refused(SERVICE, insert.trim(), ErrorCode.INVALID_SQL, 46, "ends too early");
        open.refused(SERVICE, insert + "read_csv('x')", ErrorCode.INVALID_SQL, 47, "read_csv");
        open.refused(SERVICE, insert + "$1", ErrorCode.INVALID_PARAMETER, 0, "$1");
        assertThat(open.run(SERVICE, "SELECT count(*) FROM s.notes").single()).isEqualTo(0L);
    }

    @Test
    void rightsHoldForTablesOfItsSubqueries() {
        open.refused(
                ALICE,
                "INSERT INTO s.keyed (id) VALUES (1) RETURNING (SELECT max(id) FROM s.secrets)",
                ErrorCode.TABLE_NOT_FOUND,
                68,
                "s.secrets");
        assertThat(open.run(ALICE, "SELECT count(*) FROM s.keyed").single()).isEqualTo(0L);
    }

    @Test
    void boundsWhatItReturns() {
        open.run(SERVICE, "INSERT INTO s.notes VALUES (0, $1)", "x".repeat(500_000));
        open.refused(
                SERVICE,
                "INSERT INTO s.notes SELECT i, note FROM s.notes, range(40) t(i) RETURNING note",
                ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                0,
                "16 MiB");
        assertThat(open.run(SERVICE, "SELECT count(*) FROM s.notes").single()).isEqualTo(1L);
    }
}
