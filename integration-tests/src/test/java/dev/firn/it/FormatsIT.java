package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in and out of the server as NDJSON, CSV and Parquet. */
@ExtendWith(SharedServer.class)
class FormatsIT {
    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";
    private static final String PARQUET = "application/vnd.apache.parquet";
    /** Its row 190,000 cannot be made; the rows before it are more than DuckDB computes ahead. */
    private static final String FAILS_LATE = "SELECT i, CAST(CASE WHEN i = 190000 THEN 'x' ELSE '7' END AS INT) AS n,"
            + " '" + "long ".repeat(40) + "' || i AS t FROM range(200000) r(i)";

    private final FirnClient admin;

    FormatsIT(FirnServer server) {
        this.admin = server.admin();
    }

    @BeforeAll
    static void createTables(FirnServer server) {
        server.admin()
                .run("CREATE NAMESPACE formats; CREATE SHARED TABLE formats.t (id BIGINT PRIMARY KEY, s VARCHAR);"
                        + " INSERT INTO formats.t VALUES (1, 'a,b'), (2, ''), (3, NULL)");
    }

    private FirnClient.Reply sql(String accept, String sql) {
        return admin.send(request(accept, sql));
    }

    private HttpRequest.Builder request(String accept, String sql) {
        return admin.request("/v1/api/sql")
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .POST(BodyPublishers.ofString(
                        FirnClient.JSON.createObjectNode().put("sql", sql).toString()));
    }

    private FirnClient.Reply load(String table, String query, String type, byte[] body) {
        return admin.post("/v1/api/tables/formats/" + table + "/rows" + query, type, BodyPublishers.ofByteArray(body));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {CSV, PARQUET})
    void anAnswerCanBeImportedAgain(String type) {
        String table = "again_" + type.charAt(0);
        admin.run("CREATE SHARED TABLE formats." + table + " (id BIGINT PRIMARY KEY, s VARCHAR)");
        byte[] body = admin.send(request(type, "SELECT * FROM formats.t ORDER BY id"), BodyHandlers.ofByteArray())
                .body();

        FirnClient.Reply reply = load(table, "?batch=2", type, body);

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.body().path("rows_stored").asInt()).isEqualTo(3);
        assertThat(admin.texts("SELECT * FROM formats." + table + " ORDER BY id"))
                .isEqualTo(admin.texts("SELECT * FROM formats.t ORDER BY id"));
    }

    @Test
    void aBadRowOfAnImportHasItsPlaceAndLeavesEarlierBatches() {
        admin.run("CREATE SHARED TABLE formats.bad (id INT PRIMARY KEY)");
        byte[] file = admin.send(
                        request(
                                PARQUET,
                                "SELECT i + CASE WHEN i = 3 THEN 9000000000 ELSE 0 END AS id FROM range(5) r(i)"),
                        BodyHandlers.ofByteArray())
                .body();

        FirnClient.Reply csv = load("bad", "?batch=1", "text/csv; charset=UTF-8", utf8("id\r\n10\r\n11\r\nx\r\n"));
        FirnClient.Reply parquet = load("bad", "?batch=2", PARQUET, file);

        assertThat(csv.code()).isEqualTo("TYPE_MISMATCH");
        assertThat(csv.error().path("details").path("line").asInt()).isEqualTo(4);
        assertThat(csv.error().path("details").path("rows_stored").asInt()).isEqualTo(2);
        assertThat(parquet.code()).isEqualTo("TYPE_MISMATCH");
        assertThat(parquet.error().path("details").path("row").asInt()).isEqualTo(4);
        assertThat(parquet.error().path("details").path("rows_stored").asInt()).isEqualTo(2);
        assertThat(admin.count("formats.bad")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "text/csv; charset=iso-8859-1"})
    void anUnknownFormOfABodyIsRefused(String type) {
        FirnClient.Reply reply = load("t", "", type, utf8("id\n7\n"));

        assertThat(reply.status()).as("%s", reply).isEqualTo(415);
        assertThat(reply.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void theAnswerToAnUnknownFormNamesTheKnownOnes() {
        assertThat(load("t", "", "text/plain", utf8("x"))
                        .error()
                        .path("message")
                        .asText())
                .contains(NDJSON, CSV, PARQUET);
    }

    @Test
    void whatIsNoParquetFileIsRefused() {
        FirnClient.Reply reply = load("t", "", PARQUET, utf8("PAR1 or so"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_INPUT");
    }

    @Test
    void theLastSelectAsNdjson() {
        FirnClient.Reply reply = sql(NDJSON, "SELECT 'not shown'; SELECT * FROM formats.t ORDER BY id");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.type()).isEqualTo(NDJSON);
        assertThat(reply.response().body()).isEqualTo("""
                        {"id":"1","s":"a,b"}
                        {"id":"2","s":""}
                        {"id":"3","s":null}
                        {"complete":true,"row_count":3}
                        """);
    }

    @Test
    void theLastSelectAsCsv() {
        FirnClient.Reply reply = sql(CSV, "SELECT * FROM formats.t ORDER BY id");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.type()).isEqualTo("text/csv;charset=utf-8");
        assertThat(reply.response().body()).isEqualTo("id,s\r\n1,\"a,b\"\r\n2,\"\"\r\n3,\r\n");
    }

    @Test
    void theLastSelectAsParquet() {
        FirnClient.Reply reply = sql(PARQUET, "SELECT * FROM formats.t ORDER BY id");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.type()).isEqualTo(PARQUET);
        assertThat(reply.response().body()).startsWith("PAR1").endsWith("PAR1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|application/json",
                "text/*|text/csv",
                "application/*|application/json",
                "text/html, */*;q=0.1|application/json",
                "application/json;q=0.2, text/csv;q=0.8|text/csv",
                "application/json;q=0, application/x-ndjson;q=0.1|application/x-ndjson",
                "application/json;q=0, */*|application/x-ndjson",
                "application/problem+json|application/json",
                "application/problem+json, text/csv|text/csv"
            })
    void theAcceptHeaderChoosesTheForm(String accept, String expected) {
        FirnClient.Reply reply = sql(accept, "SELECT 1 AS one");

        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        assertThat(reply.type().replaceAll(";.*", "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/*", "text/csv;q=0", "application/json;q=0"})
    void nothingAcceptableIsRefusedBeforeAnythingRuns(String accept) {
        FirnClient.Reply reply = sql(accept, "INSERT INTO formats.t VALUES (100, 'no')");

        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.code()).isEqualTo("NOT_ACCEPTABLE");
        assertThat(admin.number("SELECT COUNT(*) FROM formats.t WHERE id = 100"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {NDJSON, CSV, PARQUET})
    void aRequestThatEndsWithoutRowsIsRefusedBeforeAnythingRuns(String accept) {
        FirnClient.Reply reply = sql(accept, "SELECT 1; INSERT INTO formats.t VALUES (100, 'no')");

        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.code()).isEqualTo("NOT_ACCEPTABLE");
        assertThat(reply.error().path("message").asText()).contains("has no rows");
        assertThat(admin.number("SELECT COUNT(*) FROM formats.t WHERE id = 100"))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {NDJSON, CSV, PARQUET})
    void aFailureBeforeTheFirstByteHasItsOwnStatus(String accept) {
        FirnClient.Reply reply = sql(accept, "SELECT CAST('x' || i AS INT) FROM range(10) r(i)");

        assertThat(reply.status()).as("%s", reply).isEqualTo(400);
        assertThat(reply.type()).startsWith("application/json");
        assertThat(reply.code()).isEqualTo("TYPE_MISMATCH");
    }

    @Test
    void ndjsonThatFailsOnItsWayEndsWithItsError() {
        FirnClient.Reply reply = sql(NDJSON, FAILS_LATE);

        assertThat(reply.status()).isEqualTo(200);
        String[] lines = reply.response().body().split("\n");
        assertThat(lines.length).isBetween(10_000, 190_001);
        assertThat(lines[0]).startsWith("{\"i\":\"0\",\"n\":7,\"t\":\"");
        assertThat(lines[lines.length - 1])
                .startsWith("{\"complete\":false,\"error\":{\"code\":\"TYPE_MISMATCH\"")
                .endsWith("}}");
    }

    @Test
    void csvThatFailsOnItsWayBreaksTheConnection() {
        assertThatThrownBy(() -> sql(CSV, FAILS_LATE))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(IOException.class);
        assertThat(admin.value("SELECT 'still here'")).isEqualTo("still here");
    }

    @Test
    void parquetThatFailsOnItsWayBreaksTheConnection() {
        assertThatThrownBy(() -> sql(PARQUET, FAILS_LATE)).isInstanceOf(UncheckedIOException.class);
        assertThat(admin.value("SELECT 'still here'")).isEqualTo("still here");
    }

    @Test
    void namesGivenTwiceAreRefused() {
        FirnClient.Reply reply = sql(NDJSON, "SELECT id, ID FROM formats.t");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_SQL");
    }
}
