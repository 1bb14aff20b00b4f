package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.DBA;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names compare without regard to case, quoted or not, in every statement. */
class NamesTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createNamespace() {
        open = new OpenStatements(root);
        open.run(SERVICE, "CREATE NAMESPACE \"Chat\"");
    }

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void quotedAndUnquotedNamesAreTheSameInAnyCase() {
        open.run(ALICE, "CREATE USER TABLE CHAT.\"Messages\" (Id INT PRIMARY KEY, \"SentBy\" TEXT)");
        open.run(ALICE, "INSERT INTO chat.MESSAGES (\"ID\", sentby) VALUES (1, 'a')");
        open.run(ALICE, "UPDATE \"chat\".messages SET \"SENTBY\" = SentBy || 'b' WHERE \"iD\" = 1");
        open.flush();
        OpenStatements.Answer answer =
                open.run(ALICE, "SELECT *, m.ID FROM \"CHAT\".\"messages\" AS M WHERE \"sentBY\" = 'ab'");
        assertThat(answer.rows()).containsExactly(List.of(1, "ab", 1));
        assertThat(answer.columns()).startsWith("Id", "SentBy");
        assertThat(open.run(ALICE, "SHOW TABLES IN Chat").rows().get(0)).startsWith("chat", "messages");
        open.run(ALICE, "ALTER TABLE Chat.Messages RENAME COLUMN \"sentby\" TO \"ID2\"");
        open.refused(
                ALICE, "ALTER TABLE chat.messages ADD \"id2\" INT", ErrorCode.ALREADY_EXISTS, 31, "already exists");
        open.run(DBA, "DROP TABLE \"CHAT\".MESSAGES; DROP NAMESPACE \"CHAT\"");
    }

    @Test
    void columnsAreUniqueIgnoringCase() {
        open.refused(ALICE, "CREATE USER TABLE chat.t (a INT, \"A\" INT)", ErrorCode.INVALID_SQL, 34, "named twice");
        open.run(ALICE, "CREATE USER TABLE chat.t (a INT)");
        open.refused(ALICE, "CREATE USER TABLE chat.T (a INT)", ErrorCode.ALREADY_EXISTS, 19, "already exists");
        open.refused(SERVICE, "CREATE NAMESPACE CHAT", ErrorCode.ALREADY_EXISTS, 18, "already exists");
    }

    @Test
    void noPathCanBeBuiltFromAName() {
        open.refused(ALICE, "CREATE USER TABLE chat.\"../x\" (a INT)", ErrorCode.INVALID_INPUT, 24, "letter");
        open.refused(SERVICE, "CREATE NAMESPACE \"..\"", ErrorCode.INVALID_INPUT, 18, "letter");
        open.refused(ALICE, "CREATE USER TABLE chat.t (\"a/b\" INT)", ErrorCode.INVALID_INPUT, 27, "letter");
    }

    @Test
    void wordsOfTheStatementsAreNamesToo() {
        open.run(
                ALICE,
                "CREATE USER TABLE chat.data (type INT, add INT, modify INT, stats INT, manifest INT, rename INT,"
                        + " tblproperties INT, data INT, key INT, tables INT DEFAULT 5)");
        open.run(
                ALICE,
                "INSERT INTO chat.data (type, add, data) VALUES (1, 2, 3); UPDATE chat.data SET type = add, stats = data");
        open.run(
                ALICE,
                "ALTER TABLE chat.data ALTER type TYPE BIGINT; ALTER TABLE chat.data MODIFY data BIGINT;"
                        + "ALTER TABLE chat.data ADD COLUMN if INT; ALTER TABLE chat.data DROP add;"
                        + "ALTER TABLE chat.data RENAME modify TO add; ALTER TABLE chat.data ADD modify TEXT;"
                        + "ALTER TABLE chat.data DROP COLUMN rename");
        assertThat(open.run(ALICE, "SELECT type, data, stats, tables FROM chat.data")
                        .rows())
                .containsExactly(List.of(2L, 3L, 3, 5));
        assertThat(open.run(ALICE, "DESC chat.data").rows())
                .extracting(row -> row.get(0))
                .containsExactly(
                        "type", "add", "stats", "manifest", "tblproperties", "data", "key", "tables", "if", "modify");
    }
}
