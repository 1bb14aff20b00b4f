package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InsertTest {
    private static final String TABLE = """
            CREATE USER TABLE chat.messages (id BIGINT PRIMARY KEY, tokens INT, cost DOUBLE, is_ai BOOLEAN,
              Content TEXT NOT NULL, created_at TIMESTAMP)""";

    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root);
        open.run(SERVICE, "CREATE NAMESPACE chat; CREATE SHARED TABLE chat.notes (id INT, note TEXT)");
        open.run(ALICE, TABLE);
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void storesTheEdgesOfEachType() {
        OpenStatements.Answer answer = open.run(ALICE, """
                INSERT INTO chat.messages VALUES
                  (9223372036854775807, 2147483647, 1.7976931348623157e308, TRUE, '', TIMESTAMP '9999-12-31 23:59:59.999999'),
                  (-9223372036854775808, -2147483648, -0.0, false, 'it''s 😀', '0001-01-01T00:00:00'),
                  ('42', NULL, 'NaN', NULL, 'x', '2025-01-01T02:00:00+02:00')""");
        assertThat(answer.message()).isEqualTo("Inserted 3 row(s)");
        assertThat(answer.done().get(0).rowCount()).isEqualTo(3);
        assertThat(open.hotRows("chat", "messages"))
                .containsExactly(
                        List.of(
                                Long.MAX_VALUE,
                                Integer.MAX_VALUE,
                                Double.MAX_VALUE,
                                true,
                                "",
                                253_402_300_799_999_999L),
                        List.of(Long.MIN_VALUE, Integer.MIN_VALUE, -0.0d, false, "it's 😀", -62_135_596_800_000_000L),
                        Arrays.asList(42L, null, Double.NaN, null, "x", 1_735_689_600_000_000L));
    }

    @Test
    void readsParametersAndColumnsInAnyOrder() {
        open.run(
                ALICE,
                "INSERT INTO chat.messages (CONTENT, id, cost, tokens, is_ai) VALUES ($1, $2, $3, $4, $5), ($1, $6, $7, $8, $8)",
                "text",
                7L,
                new BigDecimal("2.5"),
                5,
                true,
                "8",
                1.25d,
                null);
        assertThat(open.hotRows("chat", "messages"))
                .containsExactly(
                        Arrays.asList(7L, 5, 2.5d, true, "text", null),
                        Arrays.asList(8L, null, 1.25d, null, "text", null));
    }

    @Test
    void usesTheRequestsNamespaceForUnqualifiedNames() {
        SqlRequest request =
                new SqlRequest("INSERT INTO notes VALUES (1, 'a')", List.of(), Optional.of("Chat"), UUID.randomUUID());
        assertThat(open.run(SERVICE, request).message()).isEqualTo("Inserted 1 row(s)");
        open.refused(
                SERVICE, "INSERT INTO notes VALUES (1, 'a')", ErrorCode.NAMESPACE_NOT_FOUND, 13, "has no namespace");
    }

    @Test
    void refusesATakenKeyButNotThatOfAnotherUser() {
        open.run(ALICE, "INSERT INTO chat.messages (id, content) VALUES (1, 'alice')");
        open.run(BOB, "INSERT INTO chat.messages (id, content) VALUES (1, 'bob')");
        open.refused(
                ALICE,
                "INSERT INTO chat.messages (id, content) VALUES (2, 'b'), (1, 'c')",
                ErrorCode.CONSTRAINT_VIOLATION,
                59,
                "duplicate key");
        open.flush();
        open.refused(
                ALICE,
                "INSERT INTO chat.messages (id, content) VALUES (1, 'c')",
                ErrorCode.CONSTRAINT_VIOLATION,
                49,
                "duplicate key");
    }

    @Test
    void keepsTheStatementsBeforeTheOneThatFails() {
        EngineException e = open.refused(
                ALICE,
                "INSERT INTO chat.messages (id, content) VALUES (1, 'a'); INSERT INTO chat.messages (id, content) VALUES ('x', 'b');"
                        + " INSERT INTO chat.messages (id, content) VALUES (3, 'c')");
        assertThat(e).hasMessageStartingWith("Statement 2 failed: Cannot store 'x'");
        assertThat(e.position()).hasValue(106);
        assertThat(open.hotRows("chat", "messages"))
                .extracting(row -> row.get(0))
                .containsExactly(1L);
    }

    @Test
    void runsNothingOfABatchThatIsNotAuthorisedAsAWhole() {
        EngineException e = open.refused(
                ALICE, "INSERT INTO chat.messages (id, content) VALUES (1, 'a'); INSERT INTO chat.mesages VALUES (1)");
        assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(e).hasMessage("Statement 2 failed: table chat.mesages does not exist");
        assertThat(e.position()).hasValue(70);
        assertThat(open.refused(
                        ALICE, "INSERT INTO chat.messages (id, content) VALUES (1, 'a'); DROP TABLE chat.notes"))
                .hasMessageStartingWith("Statement 2 failed: Cannot drop chat.notes");
        assertThat(open.hotRows("chat", "messages")).isEmpty();
    }

    @Test
    void fillsATableThatTheSameBatchCreates() {
        open.run(ALICE, "CREATE USER TABLE chat.fresh (id INT); INSERT INTO chat.fresh VALUES (1), (2)");
        assertThat(open.hotRows("chat", "fresh")).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void refusesParamsWithABatch() {
        EngineException e = open.refused(ALICE, "SHOW TABLES; SHOW TABLES", 1L);
        assertThat(e.code()).isEqualTo(ErrorCode.PARAMS_WITH_BATCH);
    }

    @Test
    void boundsTheRequest() {
        assertThat(open.refused(ALICE, "SELECT '" + "é".repeat(600_000) + "'").code())
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(open.refused(ALICE, "SHOW TABLES", new Object[51]).code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(open.refused(ALICE, "INSERT INTO chat.messages (id) VALUES ($1)", "é".repeat(300_000))
                        .code())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
    }

    @Test
    void storesAThousandRowsOfOneStatementInOrder() {
        StringBuilder sql = new StringBuilder("INSERT INTO chat.messages (id, content) VALUES (0, 'm0')");
        for (int i = 1; i < 1_000; i++) {
            sql.append(", (").append(i).append(", 'm").append(i).append("')");
        }
        assertThat(open.run(ALICE, sql.toString()).message()).isEqualTo("Inserted 1000 row(s)");
        assertThat(open.hotRows("chat", "messages")).hasSize(1_000);
        assertThat(open.hotRows("chat", "messages").get(999).get(0)).isEqualTo(999L);
    }
}
