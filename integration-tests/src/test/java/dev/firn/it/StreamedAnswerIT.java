package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Answers of {@code /sql} that fail before and after their first 64 KiB are on their way. */
@ExtendWith(SharedServer.class)
class StreamedAnswerIT {
    private static final int ROWS = 200_000;
    private static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS + ") ";

    private final FirnClient admin;

    StreamedAnswerIT(FirnServer server) {
        this.admin = server.admin();
    }

    @Test
    void streamsAResultOfMegabytes() {
        FirnClient.Reply reply = admin.run(NUMBERS + "SELECT i, 'a text that makes the row longer' FROM n ORDER BY i");

        JsonNode result = reply.body().path("results").get(0);
        assertThat(reply.response().body().length()).isGreaterThan(5_000_000);
        assertThat(result.path("row_count").asInt()).isEqualTo(ROWS);
        assertThat(result.path("rows")).hasSize(ROWS);
        assertThat(result.path("rows").get(ROWS - 1).get(0).asInt()).isEqualTo(ROWS);
    }

    @Test
    void aFailureAfterTheFirstBytesEndsTheAnswerWithItsError() {
        String fails = "CAST(CASE WHEN i = 190000 THEN 'x' ELSE '7' END AS INT)";
        FirnClient.Reply reply =
                admin.sql("SELECT 1; " + NUMBERS + "SELECT " + fails + ", '" + "long ".repeat(40) + "' || i FROM n");

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.body().path("status").asText()).isEqualTo("error");
        assertThat(reply.code()).isEqualTo("TYPE_MISMATCH");
        assertThat(reply.body().path("results").get(0).path("row_count").asInt())
                .isEqualTo(1);
        assertThat(reply.body().path("results").get(1).path("rows")).hasSizeBetween(10_000, 189_999);
        assertThat(reply.body().path("results").get(1).has("row_count")).isFalse();
    }

    @Test
    void aFailureBeforeTheFirstBytesHasItsOwnStatusAndKeepsEarlierResults() {
        admin.run("CREATE NAMESPACE streamed_ns; CREATE SHARED TABLE streamed_ns.t (id BIGINT PRIMARY KEY)");

        FirnClient.Reply reply = admin.sql("INSERT INTO streamed_ns.t VALUES (1); SELECT id FROM streamed_ns.t;"
                + " INSERT INTO streamed_ns.t VALUES (1); SELECT 2");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.code()).isEqualTo("CONSTRAINT_VIOLATION");
        assertThat(reply.error().path("message").asText()).startsWith("Statement 3 failed: ");
        assertThat(reply.body().path("results")).hasSize(2);
        assertThat(admin.count("streamed_ns.t")).isEqualTo(1);
    }
}
