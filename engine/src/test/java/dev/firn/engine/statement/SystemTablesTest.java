package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.DBA;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
    void tellsADbaWhatIsSetAndWhere() {
        assertThat(rows(
                        DBA,
                        "SELECT name, value, default_value, origin, unit, is_secret FROM system.settings ORDER BY 1"))
                .containsExactly(
                        Arrays.asList(
                                "firn.admin.initial-password",
                                "***",
                                "random, in a file",
                                "system property",
                                null,
                                true),
                        List.of("firn.flush.rows-per-file", "9", "1000000", "environment", "rows", false));
        assertThat(rows(DBA, "SELECT description FROM system.settings WHERE unit = 'rows'"))
                .containsExactly(List.of("rows of one data file at most"));
        assertThat(rows(SERVICE, "SELECT * FROM system.settings")).isEmpty();
        assertThat(rows(ALICE, "SELECT * FROM system.settings")).isEmpty();
    }

    @Test
    void listsTablesByRight() {
        assertThat(rows(ALICE, "SHOW TABLES"))
                .containsExactly(
                        Arrays.asList("chat", "messages", "USER", "rows:7", null, null),
                        Arrays.asList("chat", "news", "SHARED", "rows:100000", null, "PUBLIC"));
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
                        Arrays.asList("chat", "messages", "id", 1, "BIGINT", false, null, true, 1),
                        Arrays.asList("chat", "messages", "text", 2, "VARCHAR(5)", false, null, false, 2));
    }

    @Test
    void describesTablesWithTheirDefaults() {
        open.run(DBA, """
                CREATE USER TABLE chat.d (id BIGINT AUTO_INCREMENT PRIMARY KEY, Name VARCHAR(9) DEFAULT 'it''s', gone INT,
                  at1 TIMESTAMP DEFAULT CURRENT_TIMESTAMP, x DOUBLE DEFAULT 'NaN', y DOUBLE DEFAULT 1.5, b BOOLEAN NOT NULL
                  DEFAULT true, n INT DEFAULT -1, t1 TIMESTAMP DEFAULT '2025-01-01T02:00:00+02:00');
                ALTER TABLE chat.d DROP gone""");
        OpenStatements.Answer answer = open.run(ALICE, "DESCRIBE TABLE chat.D");
        assertThat(answer.columns())
                .containsExactly("column_name", "data_type", "is_nullable", "column_default", "is_primary_key");
        assertThat(answer.rows())
                .containsExactly(
                        List.of("id", "BIGINT", false, "SNOWFLAKE_ID()", true),
                        List.of("Name", "VARCHAR(9)", true, "'it''s'", false),
                        List.of("at1", "TIMESTAMP", true, "NOW()", false),
                        List.of("x", "DOUBLE", true, "'NaN'", false),
                        List.of("y", "DOUBLE", true, "1.5", false),
                        List.of("b", "BOOLEAN", false, "TRUE", false),
                        List.of("n", "INT", true, "-1", false),
                        List.of("t1", "TIMESTAMP", true, "TIMESTAMP '2025-01-01 00:00:00'", false));
        assertThat(rows(
                        ALICE,
                        "SELECT ordinal, column_id FROM system.columns WHERE table_name = 'd' AND column_name = 'x'"))
                .containsExactly(List.of(4, 5));
        assertThat(rows(ALICE, "DESC system.users"))
                .containsExactly(
                        Arrays.asList("user_id", "VARCHAR", true, null, false),
                        Arrays.asList("role", "VARCHAR", true, null, false),
                        Arrays.asList("created_at", "TIMESTAMP", true, null, false));
        assertThat(rows(DBA, "CREATE SHARED TABLE chat.late (id INT); DESCRIBE chat.late"))
                .hasSize(1);
        open.refused(ALICE, "DESCRIBE chat.dba_one", ErrorCode.TABLE_NOT_FOUND, 10, "chat.dba_one");
        open.refused(ALICE, "DESCRIBE chat.nothing", ErrorCode.TABLE_NOT_FOUND, 10, "chat.nothing");
        open.refused(ALICE, "DESC nowhere.t", ErrorCode.NAMESPACE_NOT_FOUND, 6, "nowhere");
        open.refused(ALICE, "DESC system.nothing", ErrorCode.TABLE_NOT_FOUND, 6, "nothing");
    }

    @Test
    void defaultsAreSpelledAsTheyCanBeWritten() {
        open.run(DBA, """
                CREATE USER TABLE chat.d (a TEXT DEFAULT 'it''s', b DOUBLE DEFAULT -0.0, c DOUBLE DEFAULT '-Infinity', d BIGINT
                  DEFAULT -9223372036854775808, e TIMESTAMP DEFAULT '0001-01-01', f BOOLEAN DEFAULT FALSE, g DOUBLE DEFAULT 1e300)""");
        List<List<@Nullable Object>> described = rows(DBA, "DESCRIBE chat.d");
        for (List<@Nullable Object> column : described) {
            open.run(DBA, "ALTER TABLE chat.d ALTER " + column.get(0) + " SET DEFAULT " + column.get(3));
        }
        assertThat(rows(DBA, "DESCRIBE chat.d")).isEqualTo(described);
        assertThat(rows(DBA, "SELECT schema_version FROM system.tables WHERE table_name = 'd'"))
                .as("nothing has changed")
                .containsExactly(List.of(1));
    }

    @Test
    void showsStatsAndManifestOfTheCallersScopesOnly() {
        String stats = "SHOW STATS FOR TABLE chat.messages";
        assertThat(open.run(ALICE, stats).columns())
                .containsExactly(
                        "user_id",
                        "buffered_rows",
                        "buffered_bytes",
                        "oldest_buffered_at",
                        "oldest_buffered_age_seconds",
                        "file_count",
                        "file_rows",
                        "file_bytes");
        assertThat(rows(ALICE, stats)).extracting(row -> row.get(0)).containsExactly("alice");
        assertThat(rows(DBA, stats)).extracting(row -> row.get(0)).containsExactly("alice", "bob");
        assertThat(rows(ALICE, "SHOW MANIFEST")).isEmpty();
        open.run(SERVICE, "STORAGE FLUSH ALL");
        open.flush();
        assertThat(rows(ALICE, stats))
                .extracting(row -> row.get(5), row -> row.get(6))
                .containsExactly(tuple(1L, 2L));
        assertThat(rows(ALICE, "SHOW MANIFEST")).hasSize(2);
        assertThat(rows(ALICE, "SHOW MANIFEST FOR TABLE chat.messages"))
                .extracting(row -> row.get(3))
                .containsExactly("alice");
        assertThat(rows(SERVICE, "SHOW MANIFEST")).hasSize(2);
        assertThat(rows(DBA, "SHOW MANIFEST")).hasSize(4);
        assertThat(rows(DBA, "SHOW MANIFEST FOR TABLE chat.messages")).hasSize(2);
        open.refused(ALICE, "SHOW MANIFEST FOR TABLE chat.dba_one", ErrorCode.TABLE_NOT_FOUND, 25, "chat.dba_one");
        open.refused(ALICE, "SHOW STATS FOR TABLE chat.private_one", ErrorCode.TABLE_NOT_FOUND, 22, "private_one");
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
