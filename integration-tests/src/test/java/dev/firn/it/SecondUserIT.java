package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of another one's rows: nothing. */
@ExtendWith(SharedServer.class)
class SecondUserIT {
    private static FirnClient alice;
    private static FirnClient mallory;
    private static String table;

    @BeforeAll
    static void fillTable(FirnServer server) {
        alice = server.admin().createUser(server, "second_alice", "user");
        mallory = server.admin().createUser(server, "second_mallory", "user");
        MessagesTable messages = new MessagesTable(server, alice, "second", "USER", "FLUSH ROWS 50");
        table = messages.name();
        messages.insert(0, 60);
        messages.awaitCompletedRun();
        mallory.run("INSERT INTO " + table + " (message_id, sender_id) VALUES (1, 'mallory')");
    }

    @Test
    void secondUserSeesNoneOfTheFirstUsersRows() {
        assertThat(mallory.number("SELECT COUNT(*) FROM " + table)).isEqualTo(1);
        assertThat(mallory.number("SELECT COUNT(*) FROM " + table + " WHERE sender_id LIKE 'sender%'"))
                .isZero();
        assertThat(mallory.run("UPDATE " + table + " SET content = 'mine' WHERE message_id >= 0")
                        .lastResult()
                        .path("row_count")
                        .asLong())
                .isEqualTo(1);
        assertThat(mallory.run("DELETE FROM " + table + " WHERE message_id > 1")
                        .lastResult()
                        .path("row_count")
                        .asLong())
                .isZero();
        assertThat(alice.number("SELECT COUNT(*) FROM " + table + " WHERE content LIKE 'message %'"))
                .isEqualTo(60);
        assertThat(mallory.texts("SELECT * FROM system.users")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_parquet('**/*.parquet')",
                "SELECT * FROM parquet_scan('data/**/*.parquet')",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM glob('**')",
                "FROM '**/*.parquet'",
                "SELECT * FROM '/etc/passwd'",
                "COPY (SELECT 1) TO 'out.csv'",
                "COPY second_ns.messages TO 'out.parquet'",
                "ATTACH 'other.db' AS other",
                "WITH d AS (DELETE FROM second_ns.messages RETURNING *) SELECT * FROM d",
                "WITH c AS (COPY (SELECT 1) TO 'x.csv') SELECT 1",
                "SELECT * FROM query('SELECT 1')",
                "SELECT * FROM query_table('messages')",
                "SELECT * FROM duckdb_views()",
                "SELECT * FROM duckdb_settings()",
                "SELECT current_setting('temp_directory')",
                "SELECT getenv('HOME')",
                "SELECT * FROM information_schema.tables",
                "SELECT * FROM pg_catalog.pg_class",
                "SELECT * FROM sqlite_master",
                "PRAGMA database_list",
                "SET threads = 1",
                "INSTALL httpfs",
                "LOAD httpfs",
                "EXPORT DATABASE 'x'",
                "CALL pragma_version()",
                "SELECT * FROM memory.second_ns.messages",
                "SELECT * FROM temp.messages",
                "PIVOT second_ns.messages ON tokens USING count(*)"
            })
    void wayAroundTheTablesIsRefused(String template) {
        String sql = template.replace("second_ns.messages", table);

        FirnClient.Reply answer = mallory.sql(sql);

        assertThat(answer.status()).as("%s: %s", sql, answer.body()).isBetween(400, 404);
        assertThat(answer.body().path("results")).isEmpty();
        assertThat(answer.error().path("message").asText())
                .isNotBlank()
                .doesNotContain("/data", "second_alice", "batch-");
    }

    @Test
    void cteOfAnotherScopeHidesNoForeignTable() {
        FirnClient.Reply answer = mallory.sql("SELECT * FROM (WITH users AS (SELECT 1) SELECT * FROM users) x,"
                + " (SELECT * FROM system.users) y WHERE user_id = 'second_alice'");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("results").path(0).path("rows")).isEmpty();
        assertThat(mallory.sql("WITH a AS (SELECT 1 AS n) SELECT * FROM a, (SELECT * FROM other_ns.a) b")
                        .code())
                .isIn("TABLE_NOT_FOUND", "NAMESPACE_NOT_FOUND");
        assertThat(mallory.sql("SELECT * FROM (WITH messages AS (SELECT 1 AS n) SELECT * FROM messages) x, messages y")
                        .code())
                .isEqualTo("NAMESPACE_NOT_FOUND");
    }
}
