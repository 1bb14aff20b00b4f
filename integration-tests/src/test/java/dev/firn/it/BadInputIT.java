package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each bad input is a clear 4xx with its place, and stores nothing. */
@ExtendWith(SharedServer.class)
class BadInputIT {
    private FirnClient admin;
    private MessagesTable messages;

    @BeforeEach
    void createTable(FirnServer server) {
        admin = server.admin();
        messages = new MessagesTable(server, admin, "bad", "SHARED", "FLUSH ROWS 100000");
    }

    private FirnClient.Reply expect(int status, String code, FirnClient.Reply answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("status").asText()).isEqualTo("error");
        assertThat(answer.error().path("message").asText()).isNotBlank();
        return answer;
    }

    private static int position(FirnClient.Reply answer) {
        return answer.error().path("position").asInt();
    }

    @Test
    void unknownTable() {
        String sql = "SELECT * FROM " + messages.name() + " m JOIN chat.mesages x ON true";

        FirnClient.Reply answer = admin.sql(sql);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isIn("TABLE_NOT_FOUND", "NAMESPACE_NOT_FOUND");
        assertThat(position(answer)).isEqualTo(sql.indexOf("chat.mesages") + 1);
    }

    @Test
    void wrongType() {
        String sql = "INSERT INTO " + messages.name() + " (message_id, sender_id, tokens) VALUES (1, 'a', 2),"
                + " (2, 'b', 'many')";

        FirnClient.Reply answer = expect(400, "TYPE_MISMATCH", admin.sql(sql));

        assertThat(answer.error().path("message").asText()).contains("tokens", "many");
        assertThat(position(answer)).isEqualTo(sql.indexOf("'many'") + 1);
        assertThat(messages.count()).isEqualTo(0);
    }

    @Test
    void valueOutOfRange() {
        expect(
                400,
                "TYPE_MISMATCH",
                admin.sql("INSERT INTO " + messages.name()
                        + " (message_id, sender_id, tokens) VALUES (1, 'a', 2147483648)"));
        assertThat(messages.count()).isEqualTo(0);
    }

    @Test
    void missingNamespace() {
        expect(404, "NAMESPACE_NOT_FOUND", admin.sql("CREATE SHARED TABLE nowhere.t (id BIGINT) FLUSH ROWS 10"));
        expect(404, "NAMESPACE_NOT_FOUND", admin.sql("SELECT * FROM messages"));
    }

    @Test
    void brokenJson() {
        FirnClient.Reply answer =
                expect(400, "INVALID_INPUT", admin.postJson("/v1/api/sql", "{\"sql\": \"SELECT 1\",\n oops"));

        JsonNode details = answer.error().path("details");
        assertThat(details.path("line").asInt()).isEqualTo(2);
    }

    @Test
    void sqlOfTwoMegabytes() {
        expect(413, "PAYLOAD_TOO_LARGE", admin.sql("SELECT '" + "x".repeat(2 << 20) + "'"));
    }

    @Test
    void emptySql() {
        expect(400, "EMPTY_SQL", admin.sql("  ; -- nothing\n"));
    }

    @Test
    void syntaxErrorHasItsPosition() {
        FirnClient.Reply answer = expect(400, "INVALID_SQL", admin.sql("SELECT 1 FROM FROM x"));

        assertThat(position(answer)).isBetween(10, 20);
    }

    @Test
    void secondStatementIsNamed() {
        FirnClient.Reply answer = admin.sql("INSERT INTO " + messages.name()
                + " (message_id, sender_id) VALUES (1, 'a'); INSERT INTO " + messages.name()
                + " (message_id, sender_id) VALUES (1, 'a')");

        expect(409, "CONSTRAINT_VIOLATION", answer);
        assertThat(answer.error().path("message").asText()).startsWith("Statement 2 failed: ");
        assertThat(answer.body().path("results")).hasSize(1);
        assertThat(messages.count()).isEqualTo(1);
    }

    @Test
    void duplicateKeyStoresNothingOfItsStatement() {
        messages.insert(0, 5);

        expect(
                409,
                "CONSTRAINT_VIOLATION",
                admin.sql("INSERT INTO " + messages.name() + " (message_id, sender_id) VALUES (100, 'a'), (3, 'b')"));
        assertThat(messages.count()).isEqualTo(5);
    }

    @Test
    void notNullViolationInTheMiddleOfABulkLoad() {
        String lines = IntStream.range(0, 300)
                .mapToObj(i -> "{\"message_id\": " + i + ", \"sender_id\": " + (i == 250 ? "null" : "\"s\"") + "}")
                .collect(Collectors.joining("\n"));

        FirnClient.Reply answer = admin.importRows(messages.name(), "?batch=100", BodyPublishers.ofString(lines));

        expect(409, "CONSTRAINT_VIOLATION", answer);
        JsonNode details = answer.error().path("details");
        assertThat(details.path("line").asInt()).isEqualTo(251);
        assertThat(details.path("rows_stored").asInt()).isEqualTo(200);
        assertThat(messages.count()).isEqualTo(200);
    }

    @Test
    void unknownFieldOfABulkLoadHasItsLine() {
        FirnClient.Reply answer = expect(
                400,
                "COLUMN_NOT_FOUND",
                admin.importRows(
                        messages.name(),
                        "",
                        BodyPublishers.ofString(
                                "{\"message_id\": 1, \"sender_id\": \"s\"}\n{\"message_id\": 2, \"sendr\": 1}")));

        assertThat(answer.error().path("details").path("line").asInt()).isEqualTo(2);
        assertThat(messages.count()).isEqualTo(0);
    }

    @Test
    void wrongPasswordIsRefused(FirnServer server) {
        FirnClient stranger = server.client("admin", "guess");

        expect(401, "UNAUTHENTICATED", stranger.sql("SELECT 1"));
    }

    @Test
    void unknownPathIsJson() {
        expect(404, "NOT_FOUND", admin.get("/v1/api/nothing"));
    }
}
