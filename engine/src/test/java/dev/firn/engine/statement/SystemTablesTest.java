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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemTablesTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createTables() {
        open = new OpenStatements(root);
        open.store.committer.createUser(new User("root", Role.DBA, "secret-hash", 5));
        open.store.committer.createUser(new User("alice", Role.USER, "secret-hash", 6));
        open.run(SERVICE, "CREATE NAMESPACE chat; CREATE NAMESPACE empty_one");
        open.run(DBA, """
                CREATE USER TABLE chat.messages (id BIGINT PRIMARY KEY, text VARCHAR(5) NOT NULL) FLUSH ROWS 7;
                CREATE SHARED TABLE chat.news (id INT);
                CREATE SHARED TABLE chat.private_one (id INT) WITH (ACCESS_LEVEL = 'PRIVATE');
                CREATE SHARED TABLE chat.dba_one (id INT) WITH (ACCESS_LEVEL = 'DBA');
                INSERT INTO chat.news VALUES (1), (2);
                INSERT INTO chat.private_one VALUES (1);
                INSERT INTO chat.dba_one VALUES (1)""");
        open.run(ALICE, "INSERT INTO chat.messages VALUES (1, 'a'), (2, 'b')");
        open.run(BOB, "INSERT INTO chat.messages VALUES (1, 'c')");
    }

    @AfterEach
    void close() {
        open.close();
    }

    private List<List<@Nullable Object>> rows(Caller caller, String sql) {
        return open.run(caller, sql).rows();
    }

    @Test
    void listsTablesByRight() {
        assertThat(rows(ALICE, "SHOW TABLES"))
                .containsExactly(
                        Arrays.asList("chat", "messages", "USER", "rows:7", null),
                        List.of("chat", "news", "SHARED", "rows:100000", "PUBLIC"));
        assertThat(rows(SERVICE, "SHOW TABLES IN chat"))
                .extracting(row -> row.get(1))
                .containsExactly("messages", "news", "private_one");
        assertThat(rows(DBA, "SELECT table_name, primary_key, creator, column_count FROM system.tables ORDER BY 1"))
                .containsExactly(
                        Arrays.asList("dba_one", null, "root", 1),
                        List.of("messages", "id", "root", 2),
                        Arrays.asList("news", null, "root", 1),
                        Arrays.asList("private_one", null, "root", 1));
        assertThat(rows(ALICE, "SHOW TABLES IN empty_one")).isEmpty();
        open.refused(ALICE, "SHOW TABLES IN nowhere", ErrorCode.NAMESPACE_NOT_FOUND, 16, "nowhere");
    }

    @Test
    void listsColumns() {
        assertThat(rows(ALICE, "SELECT * FROM system.columns WHERE table_name = 'messages' ORDER BY ordinal"))
                .containsExactly(
                        List.of("chat", "messages", "id", 1, "BIGINT", false, true),
                        List.of("chat", "messages", "text", 2, "VARCHAR(5)", false, false));
    }

    @Test
    void listsNamespacesAndUsersByRight() {
        assertThat(rows(ALICE, "SHOW NAMESPACES")).containsExactly(List.of("chat"));
        assertThat(rows(SERVICE, "SHOW NAMESPACES")).containsExactly(List.of("chat"), List.of("empty_one"));
        assertThat(rows(DBA, "SELECT namespace_id, creator, table_count FROM system.namespaces ORDER BY 1"))
                .containsExactly(List.of("chat", "robot", 4L), List.of("empty_one", "robot", 0L));
        assertThat(rows(ALICE, "SELECT user_id, role FROM system.users")).containsExactly(List.of("alice", "user"));
        assertThat(rows(DBA, "SELECT * FROM system.users ORDER BY user_id"))
                .containsExactly(List.of("alice", "user", 6L), List.of("root", "dba", 5L));
    }

    @Test
    void listsBufferedRowsByScope() {
        String sql = "SELECT table_name, user_id, buffered_rows, file_count FROM system.storage ORDER BY 1, 2";
        assertThat(rows(ALICE, sql))
                .containsExactly(List.of("messages", "alice", 2L, 0L), Arrays.asList("news", null, 2L, 0L));
        assertThat(rows(DBA, sql))
                .containsExactly(
                        Arrays.asList("dba_one", null, 1L, 0L),
                        List.of("messages", "alice", 2L, 0L),
                        List.of("messages", "bob", 1L, 0L),
                        Arrays.asList("news", null, 2L, 0L),
                        Arrays.asList("private_one", null, 1L, 0L));
    }

    @Test
    void listsFilesAndJobsAfterAFlush() {
        open.run(SERVICE, "STORAGE FLUSH TABLE chat.messages");
        assertThat(rows(SERVICE, "SELECT status, rows_written FROM system.jobs"))
                .containsExactly(List.of("queued", 0L));
        open.flush();
        assertThat(rows(
                        SERVICE,
                        "SELECT job_type, status, namespace_id, table_name, rows_written, rows_total, files, restarts, trigger"
                                + " FROM system.jobs"))
                .containsExactly(List.of("flush", "completed", "chat", "messages", 3L, 3L, 2, 0, "manual"));
        assertThat(rows(ALICE, "SELECT * FROM system.jobs")).isEmpty();
        assertThat(rows(
                        ALICE,
                        "SELECT user_id, row_count, job_id = (SELECT max(job_id) FROM system.manifest)"
                                + " FROM system.manifest"))
                .containsExactly(List.of("alice", 2L, true));
        assertThat((String) rows(ALICE, "SELECT file_name FROM system.manifest")
                        .get(0)
                        .get(0))
                .matches("batch-[0-9]+(-[0-9]+)?\\.parquet");
        assertThat(rows(DBA, "SELECT count(*) FROM system.manifest")).containsExactly(List.of(2L));
        assertThat(rows(
                        ALICE,
                        "SELECT buffered_rows, oldest_buffered_at, file_count, file_rows FROM system.storage"
                                + " WHERE table_name = 'messages'"))
                .containsExactly(Arrays.asList(0L, null, 1L, 2L));
    }
}
