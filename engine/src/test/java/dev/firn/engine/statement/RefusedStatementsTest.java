package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements that are refused, each with its code and position, on one store that none of them changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedStatementsTest {
    private OpenStatements open;

    @BeforeAll
    void createTables(@TempDir Path root) {
        open = new OpenStatements(root);
        open.run(SERVICE, """
                CREATE NAMESPACE chat;
                CREATE SHARED TABLE chat.notes (id INT, note TEXT);
                CREATE SHARED TABLE chat.secrets (id INT) WITH (ACCESS_LEVEL = 'PRIVATE');
                CREATE USER TABLE chat.messages (id BIGINT PRIMARY KEY, tokens INT, cost DOUBLE, is_ai BOOLEAN,
                  Content TEXT NOT NULL, created_at TIMESTAMP);
                CREATE USER TABLE chat.messagez (id BIGINT PRIMARY KEY, "order" INT, content TEXT NOT NULL, cost DOUBLE)""");
        open.run(ALICE, "INSERT INTO chat.messagez (id, content) VALUES (1, 'one')");
    }

    @AfterAll
    void close() {
        open.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INSERT INTO chat.messages (id, content) VALUES (1, 'a'), (2, 5) | TYPE_MISMATCH | 62 | column Content of type VARCHAR",
                "INSERT INTO chat.messages (id, content) VALUES (1, 'a'), ('x', 'b') | TYPE_MISMATCH | 59 | 'x'",
                "INSERT INTO chat.messages (id, content, tokens) VALUES (1, 'a', 2147483648) | TYPE_MISMATCH | 65 | out of the range of INT",
                "INSERT INTO chat.messages (id, content, created_at) VALUES (1, 'a', '2025-01-01T00:00:00.1234567') | TYPE_MISMATCH | 69 | finer than a microsecond",
                "INSERT INTO chat.messages (id, content, is_ai) VALUES (1, 'a', TIMESTAMP '2025-01-01') | TYPE_MISMATCH | 64 | Cannot store 2025-01-01T00:00 in column is_ai of type BOOLEAN: a TIMESTAMP is not",
                "INSERT INTO chat.messages (id, content) VALUES (1, 'a'), (2, NULL) | CONSTRAINT_VIOLATION | 59 | Content",
                "INSERT INTO chat.messages (content) VALUES ('a') | CONSTRAINT_VIOLATION | 45 | id",
                "INSERT INTO chat.messages (id, content) VALUES (5, 'a'), (5, 'b') | CONSTRAINT_VIOLATION | 59 | duplicate key",
                "INSERT INTO chat.messages (id, contents) VALUES (1, 'a') | COLUMN_NOT_FOUND | 32 | contents",
                "INSERT INTO chat.messages VALUES (1, 'a') | INVALID_SQL | 35 | 2 values for 6 columns",
                "INSERT INTO chat.mesages VALUES (1, 'a') | TABLE_NOT_FOUND | 13 | table chat.mesages does not exist",
                "INSERT INTO caht.messages VALUES (1, 'a') | NAMESPACE_NOT_FOUND | 13 | namespace caht does not exist",
                "INSERT INTO chat.messages (id) VALUES ($1) | INVALID_PARAMETER | 40 | $1",
                "INSERT INTO system.tables VALUES (1) | PERMISSION_DENIED | 13 | only be read",
                "INSERT INTO chat.notes VALUES (1, 'a') | PERMISSION_DENIED | 13 | write to chat.notes"
            })
    void storesNothingOfARefusedInsert(String sql, ErrorCode code, int position, String part) {
        open.refused(ALICE, sql, code, position, part);
        assertThat(open.hotRows("chat", "messages")).isEmpty();
        assertThat(open.hotRows("chat", "notes")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "UPDATE chat.messagez SET nothing = 1 | COLUMN_NOT_FOUND | 26",
                "UPDATE chat.messagez SET content = nothing | COLUMN_NOT_FOUND | 36",
                "DELETE FROM chat.messagez WHERE nothing = 1 | COLUMN_NOT_FOUND | 33",
                "UPDATE chat.mesages SET content = 'x' | TABLE_NOT_FOUND | 8",
                "DELETE FROM chat.secrets | TABLE_NOT_FOUND | 13",
                "DELETE FROM chat.messagez WHERE id IN (SELECT id FROM chat.secrets) | TABLE_NOT_FOUND | 55",
                "UPDATE chat.messagez SET content = (SELECT note FROM chat.nothing) | TABLE_NOT_FOUND | 54",
                "UPDATE chat.notes SET id = 1 | PERMISSION_DENIED | 8",
                "DELETE FROM system.tables | PERMISSION_DENIED | 13",
                "DELETE FROM chat.messagez WHERE id = $1 | INVALID_PARAMETER | 0",
                "UPDATE chat.messagez SET content = $2 | INVALID_PARAMETER | 36",
                "SELECT * FROM chat.secrets | TABLE_NOT_FOUND | 15",
                "SELECT * FROM chat.nothing | TABLE_NOT_FOUND | 15",
                "SELECT * FROM nothing.messages | NAMESPACE_NOT_FOUND | 15",
                "SELECT * FROM messages | NAMESPACE_NOT_FOUND | 15",
                "SELECT * FROM system.nothing | TABLE_NOT_FOUND | 15",
                "SELECT nothing FROM chat.messagez | COLUMN_NOT_FOUND | 8",
                "SELECT $1 | INVALID_PARAMETER | 0"
            })
    void changesNothingWhenItIsRefused(String sql, ErrorCode code, int position) {
        open.refused(ALICE, sql, code, position, "");
        assertThat(open.hotRows("chat", "messagez")).containsExactly(Arrays.asList(1L, null, "one", null));
    }
}
