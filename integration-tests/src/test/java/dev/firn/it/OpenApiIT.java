package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every path and status of {@code openapi.yaml}, against the running server. */
@ExtendWith(SharedServer.class)
class OpenApiIT {
    private static final String PASSWORD = "a-password-of-tests";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String SQL = "/v1/api/sql";
    private static final String ROWS = "/v1/api/tables/{namespace}/{table}/rows";
    private static final String OVERVIEW = "/v1/api/overview";
    private static final String TABLES = "/v1/api/tables";
    private static final String TABLE = "/v1/api/tables/{namespace}/{table}";
    private static final String JOBS = "/v1/api/jobs";
    private static final String JOB = "/v1/api/jobs/{id}";
    private static final String EVENTS = "/v1/api/jobs/events";
    private static final String QUERY = "/v1/api/queries/{id}";
    private static final String LOGIN = "/v1/api/auth/login";
    private static final String REFRESH = "/v1/api/auth/refresh";
    private static final String LOGOUT = "/v1/api/auth/logout";
    private static final String ME = "/v1/api/auth/me";
    /** Runs for minutes unless it is cancelled. */
    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)"
                    + " SELECT COUNT(*) FROM n";

    private final Path data;
    private final FirnClient admin;
    private final FirnClient user;
    private final FirnClient nobody;
    private final OpenApi description;
    private final Set<String> seen = new TreeSet<>();

    OpenApiIT(FirnServer server) {
        this.data = server.data();
        this.admin = server.admin();
        this.user = server.client("openapi_user", PASSWORD);
        this.nobody = admin.anonymous();
        this.description = OpenApi.parse(nobody.get("/v1/openapi").response().body());
    }

    @BeforeAll
    static void prepare(FirnServer server) {
        server.admin().run("CREATE NAMESPACE openapi_ns");
        server.admin().run("CREATE USER 'openapi_user' WITH PASSWORD '" + PASSWORD + "' ROLE user");
        server.admin().run("CREATE SHARED TABLE openapi_ns.t (id BIGINT PRIMARY KEY, s VARCHAR)");
    }

    @Test
    void answersAsItsDescriptionSays() {
        sqlAnswers();
        rowsAnswers();
        jobsAnswers();
        tablesAnswer();
        see("GET", OVERVIEW, admin.get(OVERVIEW));
        see("GET", OVERVIEW, user.get(OVERVIEW));
        see("GET", OVERVIEW, nobody.get(OVERVIEW));
        queriesAnswer();
        authAnswers();
        see("GET", "/health", nobody.get("/health"));
        see("GET", "/v1/api/healthcheck", nobody.get("/v1/api/healthcheck"));
        see("GET", "/v1/openapi", nobody.get("/v1/openapi"));

        assertThat(seen)
                .as("statuses that the description names and no request gave")
                .isEqualTo(description.cases());
    }

    private void sqlAnswers() {
        see("POST", SQL, admin.sql("SELECT 1; INSERT INTO openapi_ns.t VALUES (1, 'a'); SELECT * FROM openapi_ns.t"));
        see("POST", SQL, admin.sql("SELEC 1"));
        see("POST", SQL, admin.postJson(SQL, "{\"sql\":"));
        see("POST", SQL, nobody.sql("SELECT 1"));
        see("POST", SQL, user.sql("CREATE NAMESPACE openapi_other"));
        see("POST", SQL, admin.sql("SELECT * FROM openapi_ns.none"));
        see("POST", SQL, admin.sql("INSERT INTO openapi_ns.t VALUES (1, 'again')"));
        see("POST", SQL, admin.sql("SELECT '" + "x".repeat(2 << 20) + "'"));
        see("POST", SQL, accepting("application/problem+json", "SELECT * FROM openapi_ns.none"));
        for (String form : new String[] {"application/x-ndjson", "text/csv", "application/vnd.apache.parquet"}) {
            see("POST", SQL, accepting(form, "SELECT * FROM openapi_ns.t"));
        }
        see("POST", SQL, accepting("text/html", "SELECT 1"));
        see("POST", SQL, admin.post(SQL, "text/plain", BodyPublishers.ofString("SELECT 1")));
    }

    private FirnClient.Reply accepting(String type, String sql) {
        return admin.send(admin.request(SQL)
                .header("Content-Type", "application/json")
                .header("Accept", type)
                .POST(BodyPublishers.ofString("{\"sql\":\"" + sql + "\"}")));
    }

    private void rowsAnswers() {
        see(
                "POST",
                ROWS,
                admin.importRows("openapi_ns.t", "?batch=1", BodyPublishers.ofString("{\"id\":2}\n{\"id\":3}\n")));
        see("POST", ROWS, admin.importRows("openapi_ns.t", "", BodyPublishers.ofString("{\"id\":\n")));
        see("POST", ROWS, nobody.importRows("openapi_ns.t", "", BodyPublishers.ofString("{\"id\":4}\n")));
        see("POST", ROWS, user.importRows("openapi_ns.t", "", BodyPublishers.ofString("{\"id\":4}\n")));
        see("POST", ROWS, admin.importRows("openapi_ns.none", "", BodyPublishers.ofString("{\"id\":4}\n")));
        see("POST", ROWS, admin.importRows("openapi_ns.t", "", BodyPublishers.ofString("{\"id\":2}\n")));
        see(
                "POST",
                ROWS,
                admin.post("/v1/api/tables/openapi_ns/t/rows", "text/csv", BodyPublishers.ofString("id\n9\n")));
        see("POST", ROWS, admin.post("/v1/api/tables/openapi_ns/t/rows", "text/xml", BodyPublishers.ofString("<x/>")));
    }

    private void jobsAnswers() {
        String jobId = admin.run("STORAGE FLUSH TABLE openapi_ns.t").message().replaceAll(".*Job ID: ", "");
        see("GET", JOBS, admin.get(JOBS));
        see("GET", JOBS, admin.get(JOBS + "?limit=0"));
        FirnClient.Reply found =
                admin.get(JOBS + "?trigger=manual,rows&sort=duration&id=" + jobId.toLowerCase(Locale.ROOT));
        see("GET", JOBS, found);
        assertThat(found.body().path("jobs").findValuesAsText("job_id")).containsExactly(jobId);
        see("GET", JOBS, nobody.get(JOBS));
        see("GET", JOBS, user.get(JOBS));
        see("GET", JOB, admin.get(JOBS + "/" + jobId));
        see("GET", JOB, nobody.get(JOBS + "/" + jobId));
        see("GET", JOB, user.get(JOBS + "/" + jobId));
        see("GET", JOB, admin.get(JOBS + "/FL-NONE"));
        for (String order : new String[] {"stop", "restart", "abandon"}) {
            order(nobody, jobId, order);
            order(user, jobId, order);
            order(admin, "FL-NONE", order);
            String path = JOBS + "/" + jobId + "/" + order;
            see("POST", JOB + "/" + order, admin.postJson(path, "{\"why\":\"none\"}"));
            see("POST", JOB + "/" + order, admin.post(path, "text/plain", BodyPublishers.ofString("reason")));
        }
        ordersAnswer();
        see("GET", EVENTS, nobody.get(EVENTS));
        see("GET", EVENTS, user.get(EVENTS));
        HttpResponse<InputStream> events =
                admin.send(admin.request(EVENTS).GET(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(events.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        seen.add(OpenApi.key("GET", EVENTS, events.statusCode()));
        try {
            events.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file where a folder must be lets runs fail, wait, and be told what to do. */
    private void ordersAnswer() {
        Path blocked = data.resolve("shared/openapi_blocked");
        try {
            Files.createDirectories(blocked.getParent());
            Files.createFile(blocked);
            admin.run("CREATE NAMESPACE openapi_blocked; CREATE SHARED TABLE openapi_blocked.t (id BIGINT)");
            String abandoned = runThatWaits();
            assertThat(order(admin, abandoned, "stop")).isEqualTo(200);
            assertThat(order(admin, abandoned, "stop")).isEqualTo(409);
            assertThat(order(admin, abandoned, "abandon")).isEqualTo(200);
            assertThat(order(admin, abandoned, "abandon")).isEqualTo(409);
            assertThat(order(admin, abandoned, "restart")).isEqualTo(409);
            String restarted = runThatWaits();
            order(admin, restarted, "stop");
            assertThat(order(admin, restarted, "restart")).isEqualTo(200);
            Files.delete(blocked);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String runThatWaits() {
        admin.run("INSERT INTO openapi_blocked.t VALUES (1)");
        String jobId =
                admin.run("STORAGE FLUSH TABLE openapi_blocked.t").message().replaceAll(".*Job ID: ", "");
        await("a failed attempt").atMost(LIMIT).until(() -> {
            JsonNode job = admin.get(JOBS + "/" + jobId).body();
            return job.path("status").asText().equals("queued")
                    && !job.path("attempts").isEmpty();
        });
        return jobId;
    }

    private void tablesAnswer() {
        String own = TABLES + "/openapi_ns/own";
        admin.run("CREATE USER TABLE openapi_ns.own (id BIGINT PRIMARY KEY DEFAULT SNOWFLAKE_ID(), s VARCHAR(9))");
        user.run("INSERT INTO openapi_ns.own VALUES (1, 'secret'), (2, NULL)");
        String jobId = admin.run("STORAGE FLUSH TABLE openapi_ns.own").message().replaceAll(".*Job ID: ", "");
        await("the flush")
                .until(() -> admin.get(JOBS + "/" + jobId).body().path("status").asText(), "completed"::equals);
        admin.run("INSERT INTO openapi_ns.own VALUES (3, 'x')");
        see("GET", TABLES, admin.get(TABLES + "?namespace=openapi_ns&type=USER,SHARED&sort=share&limit=2"));
        see("GET", TABLES, user.get(TABLES));
        see("GET", TABLES, admin.get(TABLES + "?limit=0"));
        see("GET", TABLES, nobody.get(TABLES));
        for (FirnClient client : new FirnClient[] {admin, user}) {
            see("GET", TABLE, client.get(own));
            see("GET", TABLE + "/scopes", client.get(own + "/scopes"));
            see("GET", TABLE + "/files", client.get(own + "/files?state=verified&kind=own"));
        }
        see("GET", TABLE, nobody.get(own));
        see("GET", TABLE, user.get(TABLES + "/openapi_ns/none"));
        for (String list : new String[] {"/scopes", "/files"}) {
            see("GET", TABLE + list, admin.get(own + list + "?cursor=none"));
            see("GET", TABLE + list, nobody.get(own + list));
            see("GET", TABLE + list, user.get(TABLES + "/none/none" + list));
        }
        fileAnswers(own + "/files");
    }

    private void fileAnswers(String files) {
        String path = TABLE + "/files/{file}";
        String id = admin.get(files).body().path("files").get(0).path("file_id").asText();
        FirnClient.Reply owners = user.get(files + "/" + id);
        FirnClient.Reply admins = admin.get(files + "/" + id + "?limit=1");
        see("GET", path, owners);
        see("GET", path, admins);
        see("GET", path, admin.get(files + "/" + id + "?limit=101"));
        see("GET", path, nobody.get(files + "/" + id));
        see("GET", path, admin.get(files + "/none"));
        assertThat(owners.body().path("footer").toString()).contains("\"secret\"");
        assertThat(admins.body().path("footer").path("rows").asInt()).isEqualTo(2);
        assertThat(admins.body().toString()).doesNotContain("secret").doesNotContain("tables/openapi_ns");
    }

    private int order(FirnClient client, String jobId, String order) {
        FirnClient.Reply reply = client.postJson(JOBS + "/" + jobId + "/" + order, "");
        see("POST", JOB + "/" + order, reply);
        return reply.status();
    }

    private void queriesAnswer() {
        String id = UUID.randomUUID().toString();
        CompletableFuture<FirnClient.Reply> running = CompletableFuture.supplyAsync(() -> admin.send(admin.request(SQL)
                .header("Content-Type", "application/json")
                .header("X-Query-Id", id)
                .POST(BodyPublishers.ofString("{\"sql\":\"" + ENDLESS + "\"}"))));
        FirnClient.Reply cancelled = await("the query runs")
                .atMost(LIMIT)
                .until(() -> admin.delete("/v1/api/queries/" + id), reply -> reply.status() == 200 || running.isDone());

        see("DELETE", QUERY, cancelled);
        assertThat(running.join().code()).isEqualTo("QUERY_CANCELLED");
        see("DELETE", QUERY, admin.delete("/v1/api/queries/" + id));
        see("DELETE", QUERY, admin.delete("/v1/api/queries/none"));
        see("DELETE", QUERY, nobody.delete("/v1/api/queries/" + id));
    }

    private void authAnswers() {
        String credentials = "{\"user\":\"openapi_user\",\"password\":\"" + PASSWORD + "\"}";
        FirnClient.Reply login = nobody.postJson(LOGIN, credentials);
        see("POST", LOGIN, login);
        see("POST", LOGIN, nobody.postJson(LOGIN, "{\"user\":\"openapi_user\"}"));
        see("POST", LOGIN, nobody.postJson(LOGIN, credentials.replace(PASSWORD, "wrong")));
        JsonNode session = login.body();
        String refresh = session.path("refresh_token").asText();
        see("POST", REFRESH, nobody.postJson(REFRESH, "{\"refresh_token\":\"" + refresh + "\"}"));
        see("POST", REFRESH, nobody.postJson(REFRESH, "{}"));
        see("POST", REFRESH, nobody.postJson(REFRESH, "{\"refresh_token\":\"none\"}"));
        see("GET", ME, nobody.bearer(session.path("access_token").asText()).get(ME));
        see("GET", ME, nobody.bearer("none").get(ME));
        FirnClient signedIn = nobody.bearer(session.path("access_token").asText());
        see("POST", LOGOUT, user.postJson(LOGOUT, ""));
        see("POST", LOGOUT, signedIn.postJson(LOGOUT, ""));
        see("POST", LOGOUT, signedIn.postJson(LOGOUT, ""));
        assertThat(signedIn.get(ME).status()).isEqualTo(401);
        assertThat(nobody.postJson(REFRESH, "{\"refresh_token\":\"" + refresh + "\"}")
                        .status())
                .isEqualTo(401);
    }

    private void see(String method, String path, FirnClient.Reply reply) {
        assertThat(description.problems(method, path, reply))
                .as("%s %s answered %s", method, path, reply)
                .isEmpty();
        seen.add(OpenApi.key(method, path, reply.status()));
    }

    @Test
    void answersUnknownPathsWithJson() {
        for (String path : new String[] {"/none", "/v1/none", "/v1/api/none", "/v1/api/sql/none"}) {
            FirnClient.Reply reply = admin.get(path);
            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.type()).as(path).startsWith("application/json");
            assertThat(reply.code()).as(path).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void refusesParametersThatNoListTakes() {
        for (String wrong : new String[] {
            JOBS + "?trigger=none",
            TABLES + "?type=user",
            TABLES + "?sort=bytes",
            TABLES + "?order=up",
            TABLES + "?limit=1001",
            TABLES + "?name=a&name=b",
            TABLES + "?page=2",
            TABLES + "/openapi_ns/t/scopes?sort=name",
            TABLES + "/openapi_ns/t/files?kind=shared",
            TABLES + "/openapi_ns/t/files?state=whole"
        }) {
            FirnClient.Reply refused = admin.get(wrong);
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.code()).as(wrong).isEqualTo("INVALID_PARAMETER");
        }
    }

    @Test
    void servesTheAdminPage() {
        FirnClient.Reply page = nobody.get("/admin/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.type()).startsWith("text/html");
        assertThat(nobody.get("/admin").status()).isEqualTo(301);
    }
}
