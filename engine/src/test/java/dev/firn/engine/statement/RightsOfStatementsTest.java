package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.DBA;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.catalog.User;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsOfStatementsTest {
    private OpenStatements open;

    @BeforeAll
    void openStatements(@TempDir Path root) {
        open = new OpenStatements(root);
        open.store.committer.createUser(new User("root", Role.DBA, "", 0));
    }

    @AfterAll
    void close() {
        open.close();
    }

    @BeforeEach
    void createWhatIsMissing() {
        open.run(
                DBA,
                "DROP USER IF EXISTS 'x'; DROP USER IF EXISTS 'bob'; CREATE USER 'bob' WITH PASSWORD 'p' ROLE user");
        open.run(SERVICE, "CREATE NAMESPACE IF NOT EXISTS chat; CREATE NAMESPACE IF NOT EXISTS empty_one");
        open.run(BOB, "CREATE USER TABLE IF NOT EXISTS chat.of_bob (a INT)");
        open.run(DBA, """
                CREATE SHARED TABLE IF NOT EXISTS chat.open_to_all (a INT);
                CREATE SHARED TABLE IF NOT EXISTS chat.private_one (a INT) WITH (ACCESS_LEVEL = 'PRIVATE');
                CREATE SHARED TABLE IF NOT EXISTS chat.restricted (a INT) WITH (ACCESS_LEVEL = 'RESTRICTED');
                CREATE SHARED TABLE IF NOT EXISTS chat.dba_one (a INT) WITH (ACCESS_LEVEL = 'DBA')""");
    }

    /** The table "Rights" of API.md: expected as role user, service and dba. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE NAMESPACE x                      | PERMISSION_DENIED | ok                | ok",
                "DROP NAMESPACE empty_one                | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "CREATE USER TABLE chat.x (a INT)        | ok                | ok                | ok",
                "CREATE SHARED TABLE chat.x (a INT)      | PERMISSION_DENIED | ok                | ok",
                "DROP TABLE chat.of_bob                  | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "DROP TABLE chat.own                     | ok                | ok                | ok",
                "DROP TABLE chat.open_to_all             | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "DROP TABLE chat.private_one             | TABLE_NOT_FOUND   | PERMISSION_DENIED | ok",
                "DROP TABLE chat.dba_one                 | TABLE_NOT_FOUND   | TABLE_NOT_FOUND   | ok",
                "DROP TABLE IF EXISTS chat.dba_one       | ok                | ok                | ok",
                "DROP NAMESPACE empty_one CASCADE        | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "ALTER TABLE chat.own ALTER a DROP NOT NULL         | ok                | ok                | ok",
                "ALTER TABLE chat.of_bob ALTER a DROP NOT NULL      | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "ALTER TABLE chat.open_to_all ALTER a DROP NOT NULL | PERMISSION_DENIED | ok                | ok",
                "ALTER TABLE chat.private_one ALTER a DROP NOT NULL | TABLE_NOT_FOUND   | ok                | ok",
                "ALTER TABLE chat.dba_one ALTER a DROP NOT NULL     | TABLE_NOT_FOUND   | TABLE_NOT_FOUND   | ok",
                "DESCRIBE chat.of_bob                    | ok                | ok                | ok",
                "DESCRIBE chat.private_one               | TABLE_NOT_FOUND   | ok                | ok",
                "SHOW STATS FOR TABLE chat.dba_one       | TABLE_NOT_FOUND   | TABLE_NOT_FOUND   | ok",
                "SHOW MANIFEST FOR TABLE chat.dba_one    | TABLE_NOT_FOUND   | TABLE_NOT_FOUND   | ok",
                "SHOW MANIFEST                           | ok                | ok                | ok",
                "SELECT * FROM chat.open_to_all          | ok                | ok                | ok",
                "SELECT * FROM chat.private_one          | TABLE_NOT_FOUND   | ok                | ok",
                "SELECT * FROM chat.dba_one              | TABLE_NOT_FOUND   | TABLE_NOT_FOUND   | ok",
                "UPDATE chat.open_to_all SET a = 1       | PERMISSION_DENIED | ok                | ok",
                "DELETE FROM chat.private_one            | TABLE_NOT_FOUND   | ok                | ok",
                "INSERT INTO chat.of_bob VALUES (1)      | ok                | ok                | ok",
                "INSERT INTO chat.open_to_all VALUES (1) | PERMISSION_DENIED | ok                | ok",
                "INSERT INTO chat.private_one VALUES (1) | TABLE_NOT_FOUND   | ok                | ok",
                "INSERT INTO chat.restricted VALUES (1)  | TABLE_NOT_FOUND   | ok                | ok",
                "INSERT INTO chat.dba_one VALUES (1)     | TABLE_NOT_FOUND   | TABLE_NOT_FOUND   | ok",
                "STORAGE FLUSH TABLE chat.of_bob         | PERMISSION_DENIED | ok                | ok",
                "STORAGE FLUSH TABLE chat.dba_one        | PERMISSION_DENIED | TABLE_NOT_FOUND   | ok",
                "STORAGE FLUSH ALL                       | PERMISSION_DENIED | ok                | ok",
                "KILL JOB 'FL-none'                      | PERMISSION_DENIED | NOT_FOUND         | NOT_FOUND",
                "CREATE USER 'x' WITH PASSWORD 'p' ROLE user | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "ALTER USER 'bob' SET PASSWORD 'p'       | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "ALTER USER 'bob' SET ROLE dba           | PERMISSION_DENIED | PERMISSION_DENIED | ok",
                "DROP USER 'bob'                         | PERMISSION_DENIED | PERMISSION_DENIED | ok"
            })
    void allowsWhatTheRightsTableSays(String sql, String asUser, String asService, String asDba) {
        List<Caller> callers = List.of(ALICE, SERVICE, DBA);
        List<String> expected = List.of(asUser, asService, asDba);
        for (int i = 0; i < 3; i++) {
            Caller caller = callers.get(i);
            open.run(caller, "CREATE USER TABLE IF NOT EXISTS chat.own (a INT)");
            if (expected.get(i).equals("ok")) {
                open.run(caller, sql);
                undo(sql);
            } else {
                assertThat(open.refused(caller, sql).code())
                        .as(caller + ": " + sql)
                        .isEqualTo(ErrorCode.valueOf(expected.get(i)));
            }
        }
    }

    private void undo(String sql) {
        if (sql.startsWith("CREATE NAMESPACE")) {
            open.run(DBA, "DROP NAMESPACE x");
        } else if (sql.startsWith("CREATE") && sql.contains("TABLE")) {
            open.run(DBA, "DROP TABLE chat.x");
        } else if (sql.startsWith("ALTER TABLE chat.own")) {
            open.run(DBA, "DROP TABLE chat.own");
        }
    }
}
