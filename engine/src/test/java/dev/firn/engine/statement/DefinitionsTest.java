package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.DBA;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.catalog.User;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.security.Passwords;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void openStatements() {
        open = new OpenStatements(root);
        open.run(SERVICE, "CREATE NAMESPACE chat");
    }

    @AfterEach
    void close() {
        open.close();
    }

    private String message(Caller caller, String sql) {
        return open.run(caller, sql).message();
    }

    @Test
    void createsAndDropsNamespaces() {
        assertThat(message(SERVICE, "CREATE NAMESPACE Logs")).isEqualTo("Namespace 'logs' created");
        assertThat(message(SERVICE, "CREATE NAMESPACE IF NOT EXISTS logs"))
                .isEqualTo("Namespace 'logs' already exists");
        open.refused(SERVICE, "CREATE NAMESPACE logs", ErrorCode.ALREADY_EXISTS, 18, "already exists");
        assertThat(message(DBA, "DROP NAMESPACE logs")).isEqualTo("Namespace 'logs' dropped");
        assertThat(message(DBA, "DROP NAMESPACE IF EXISTS logs")).isEqualTo("Namespace 'logs' does not exist");
        open.refused(DBA, "DROP NAMESPACE logs", ErrorCode.NAMESPACE_NOT_FOUND, 16, "does not exist");
    }

    @Test
    void keepsANamespaceThatHoldsATable() {
        open.run(ALICE, "CREATE USER TABLE chat.messages (id INT)");
        open.refused(DBA, "DROP NAMESPACE chat", ErrorCode.CONSTRAINT_VIOLATION, 16, "holds table");
    }

    @Test
    void createsAndDropsTables() {
        assertThat(message(ALICE, "CREATE USER TABLE chat.T (id INT) FLUSH ROWS 5"))
                .isEqualTo("Table 'chat.t' created");
        assertThat(message(ALICE, "CREATE USER TABLE IF NOT EXISTS chat.t (id INT)"))
                .isEqualTo("Table 'chat.t' already exists");
        open.refused(ALICE, "CREATE USER TABLE chat.t (id INT)", ErrorCode.ALREADY_EXISTS, 19, "already exists");
        open.refused(ALICE, "CREATE USER TABLE caht.t (id INT)", ErrorCode.NAMESPACE_NOT_FOUND, 19, "namespace caht");
        open.refused(DBA, "CREATE SHARED TABLE system.t (id INT)", ErrorCode.PERMISSION_DENIED, 21, "system");
        open.refused(ALICE, "DROP SHARED TABLE chat.t", ErrorCode.INVALID_SQL, 19, "it is a USER table");
        assertThat(message(ALICE, "DROP TABLE chat.t")).isEqualTo("Table 'chat.t' dropped");
        assertThat(message(ALICE, "DROP TABLE IF EXISTS chat.t")).isEqualTo("Table 'chat.t' does not exist");
        open.refused(ALICE, "DROP TABLE chat.t", ErrorCode.TABLE_NOT_FOUND, 12, "chat.t does not exist");
    }

    @Test
    void givesATableWithoutAPolicyTheDefaultOne() {
        open.run(ALICE, "CREATE USER TABLE chat.a (id INT); CREATE USER TABLE chat.b (id INT) FLUSH SECONDS 3");
        try (ReadView view = open.store.committer.acquire()) {
            assertThat(view.catalog()
                            .table(new TableName("chat", "a"))
                            .orElseThrow()
                            .flushPolicy()
                            .spelling())
                    .isEqualTo("rows:100000");
            assertThat(view.catalog()
                            .table(new TableName("chat", "b"))
                            .orElseThrow()
                            .flushPolicy()
                            .spelling())
                    .isEqualTo("interval:3");
        }
    }

    @Test
    void letsOnlyHigherRolesCreateTablesWhenTheSettingSaysSo(@TempDir Path other) {
        try (OpenStatements strict = new OpenStatements(other, false)) {
            strict.run(SERVICE, "CREATE NAMESPACE chat; CREATE USER TABLE chat.a (id INT)");
            strict.refused(ALICE, "CREATE USER TABLE chat.b (id INT)", ErrorCode.PERMISSION_DENIED, 1, "role");
        }
    }

    @Test
    void managesUsers() {
        open.store.committer.createUser(new User("root", Role.DBA, "", 0));
        assertThat(message(DBA, "CREATE USER 'carol' WITH PASSWORD 'p1' ROLE service"))
                .isEqualTo("User 'carol' created");
        open.refused(
                DBA,
                "CREATE USER 'carol' WITH PASSWORD 'p1' ROLE user",
                ErrorCode.ALREADY_EXISTS,
                13,
                "already exists");
        User carol = user("carol");
        assertThat(carol.role()).isEqualTo(Role.SERVICE);
        assertThat(new Passwords().matches("p1", carol.passwordHash())).isTrue();

        assertThat(message(DBA, "ALTER USER 'carol' SET PASSWORD 'p2'")).isEqualTo("Password of user 'carol' changed");
        assertThat(new Passwords().matches("p2", user("carol").passwordHash())).isTrue();
        assertThat(message(DBA, "ALTER USER 'carol' SET ROLE user")).isEqualTo("Role of user 'carol' changed to user");
        assertThat(user("carol").role()).isEqualTo(Role.USER);
        assertThat(user("carol").createdAtMicros()).isEqualTo(carol.createdAtMicros());

        assertThat(message(DBA, "DROP USER 'carol'")).isEqualTo("User 'carol' dropped");
        assertThat(message(DBA, "DROP USER IF EXISTS 'carol'")).isEqualTo("User 'carol' does not exist");
        open.refused(DBA, "DROP USER 'carol'", ErrorCode.NOT_FOUND, 11, "carol does not exist");
        open.refused(DBA, "ALTER USER 'Carol' SET ROLE dba", ErrorCode.NOT_FOUND, 12, "Carol does not exist");
        open.refused(DBA, "CREATE USER 'x' WITH PASSWORD '' ROLE user", ErrorCode.INVALID_INPUT, 0, "password");
    }

    private User user(String id) {
        try (ReadView view = open.store.committer.acquire()) {
            return view.catalog().user(id).orElseThrow();
        }
    }

    @Test
    void keepsTheLastDba() {
        open.store.committer.createUser(new User("root", Role.DBA, "", 0));
        open.refused(DBA, "DROP USER 'root'", ErrorCode.CONSTRAINT_VIOLATION, 11, "nobody else");
        open.refused(DBA, "ALTER USER 'root' SET ROLE user", ErrorCode.CONSTRAINT_VIOLATION, 12, "nobody else");
        open.run(DBA, "CREATE USER 'other' WITH PASSWORD 'p' ROLE dba; DROP USER 'root'");
    }

    @Test
    void doesNotGiveTheRowsOfADroppedUserToANewOne() {
        open.store.committer.createUser(new User("root", Role.DBA, "", 0));
        open.run(ALICE, "CREATE USER TABLE chat.messages (id INT)");
        open.run(DBA, "CREATE USER 'bob' WITH PASSWORD 'p' ROLE user");
        open.run(BOB, "INSERT INTO chat.messages VALUES (1)");
        open.run(DBA, "DROP USER 'bob'");
        String create = "CREATE USER 'bob' WITH PASSWORD 'p' ROLE user";
        open.refused(DBA, create, ErrorCode.ALREADY_EXISTS, 13, "rows of a dropped user");
        open.close();
        open = new OpenStatements(root);
        open.refused(DBA, create, ErrorCode.ALREADY_EXISTS, 13, "rows of a dropped user");
        open.run(DBA, "DROP TABLE chat.messages");
        open.run(DBA, create);
    }

    @Test
    void letsAUserBeCreatedWhoseRowsWait() {
        open.run(ALICE, "CREATE USER TABLE chat.messages (id INT)");
        open.run(BOB, "INSERT INTO chat.messages VALUES (1)");
        assertThat(message(DBA, "CREATE USER 'bob' WITH PASSWORD 'p' ROLE user"))
                .isEqualTo("User 'bob' created");
    }

    @Test
    void startsFlushes() {
        open.run(ALICE, "CREATE USER TABLE chat.a (id INT); CREATE USER TABLE chat.b (id INT)");
        assertThat(message(SERVICE, "STORAGE FLUSH TABLE chat.a"))
                .isEqualTo("Storage flush skipped: no pending writes for table 'chat.a'");
        assertThat(message(SERVICE, "STORAGE FLUSH ALL")).isEqualTo("Storage flush skipped: no pending writes");
        open.run(ALICE, "INSERT INTO chat.a VALUES (1)");
        assertThat(message(SERVICE, "STORAGE FLUSH TABLE chat.a"))
                .matches("Storage flush started for table 'chat\\.a'\\. Job ID: FL-.{12}");
        open.flush();
        assertThat(open.hotRows("chat", "a")).isEmpty();
        open.run(ALICE, "INSERT INTO chat.a VALUES (1); INSERT INTO chat.b VALUES (1)");
        assertThat(message(SERVICE, "STORAGE FLUSH ALL IN chat"))
                .matches("Storage flush started for 2 table\\(s\\) in namespace 'chat'\\. Job IDs: FL-.{12}, FL-.{12}");
        open.refused(SERVICE, "STORAGE FLUSH TABLE chat.c", ErrorCode.TABLE_NOT_FOUND, 21, "chat.c");
        open.refused(SERVICE, "STORAGE FLUSH ALL IN chit", ErrorCode.NAMESPACE_NOT_FOUND, 22, "chit");
        open.refused(SERVICE, "STORAGE FLUSH TABLE system.tables", ErrorCode.PERMISSION_DENIED, 21, "system");
    }

    @Test
    void killsJobs() {
        open.run(DBA, "CREATE SHARED TABLE chat.secret (id INT) WITH (ACCESS_LEVEL = 'DBA')");
        open.run(DBA, "INSERT INTO chat.secret VALUES (1)");
        String job = message(DBA, "STORAGE FLUSH TABLE chat.secret").replaceAll(".*: ", "");
        open.refused(ALICE, "KILL JOB '" + job + "'", ErrorCode.PERMISSION_DENIED, 1, "role");
        open.refused(SERVICE, "KILL JOB '" + job + "'", ErrorCode.NOT_FOUND, 1, "none has this id");
        open.refused(DBA, "KILL JOB 'FL-none'", ErrorCode.NOT_FOUND, 1, "none has this id");

        assertThat(message(DBA, "KILL JOB '" + job + "'")).isEqualTo("Job '" + job + "' is stopped");

        open.refused(DBA, "KILL JOB '" + job + "'", ErrorCode.JOB_STATE_CONFLICT, 1, "it is stopped");
    }

    @Test
    void describeSaysTheOptionsOfATableAsTheyAreNow() {
        open.run(DBA, """
                CREATE USER TABLE chat.aging (id INT) TTL 90;
                CREATE USER TABLE chat.kept (id INT) FLUSH ROWS 7;
                CREATE STREAM TABLE chat.typing (id INT) TTL 5;
                CREATE SHARED TABLE chat.log (id INT) WITH (ACCESS_LEVEL = 'PRIVATE', TTL_SECONDS = 2147483647)""");

        OpenStatements.Answer answer =
                open.run(DBA, "DESCRIBE chat.aging; DESCRIBE chat.kept; DESCRIBE chat.typing; DESC TABLE chat.log");

        assertThat(answer.messages().stream().map(Optional::orElseThrow))
                .containsExactly(
                        "USER table 'chat.aging' WITH (FLUSH_POLICY = 'rows:100000', TTL_SECONDS = 90)",
                        "USER table 'chat.kept' WITH (FLUSH_POLICY = 'rows:7')",
                        "STREAM table 'chat.typing' WITH (TTL_SECONDS = 5)",
                        "SHARED table 'chat.log' WITH (ACCESS_LEVEL = 'PRIVATE', FLUSH_POLICY = 'rows:100000',"
                                + " TTL_SECONDS = 2147483647)");
        assertThat(answer.rows()).hasSize(4).allMatch(row -> "id".equals(row.get(0)));
        open.run(DBA, "ALTER TABLE chat.aging SET TBLPROPERTIES (TTL_SECONDS = NONE)");
        assertThat(open.run(ALICE, "DESC chat.aging").messages())
                .containsExactly(Optional.of("USER table 'chat.aging' WITH (FLUSH_POLICY = 'rows:100000')"));
    }
}
