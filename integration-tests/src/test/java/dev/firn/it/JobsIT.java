package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.step.TestingStepListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs as operators list, watch and steer them; each chunk of a flush takes a tenth of a second here. */
class JobsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String JOBS = "/v1/api/jobs";
    private static FirnServer server;
    private static FirnClient admin;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(TestApplication.settings());
        settings.put("firn.flush.rows-per-file", "2000");
        settings.put("firn.jobs.attempts", "1");
        // One thread is left for the partitions of a run, which take turns.
        settings.put("firn.jobs.threads", "2");
        settings.put("firn.flush.partition-rows", "10");
        settings.put(TestingStepListener.STEP, "CHUNK_APPENDED");
        settings.put(TestingStepListener.ACTION, "slow");
        server = FirnServer.start(FirnServer.freshHome("jobs"), settings);
        admin = server.admin();
        admin.run("CREATE NAMESPACE jobs_ns");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void listsFilteredAndSortedPages() {
        admin.run("CREATE SHARED TABLE jobs_ns.paged (id BIGINT)");
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            ids.add(0, flush("jobs_ns.paged", i));
            awaitStatus(ids.get(0), "completed");
        }
        String filter = JOBS + "?namespace=jobs_ns&table=paged";

        assertThat(ids(admin.get(filter))).isEqualTo(ids);
        assertThat(ids(admin.get(filter + "&order=asc&limit=1"))).containsExactly(ids.get(2));
        assertThat(ids(admin.get(filter + "&sort=rows_written"))).isEqualTo(ids);
        assertThat(ids(admin.get(filter + "&type=flush,compaction&status=completed")))
                .isEqualTo(ids);
        assertThat(ids(admin.get(filter + "&status=failed,queued"))).isEmpty();
        String created = job(ids.get(1)).path("created_at").asText();
        assertThat(ids(admin.get(filter + "&since=" + created))).containsExactly(ids.get(0), ids.get(1));
        assertThat(ids(admin.get(filter + "&until=" + created + "Z"))).containsExactly(ids.get(2));

        List<String> paged = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 3; page++) {
            FirnClient.Reply reply = admin.get(filter + "&limit=1" + cursor);
            paged.addAll(ids(reply));
            cursor = "&cursor=" + reply.body().path("next").asText();
            assertThat(reply.body().path("next").isNull()).isEqualTo(page == 2);
        }
        assertThat(paged).isEqualTo(ids);
        for (String wrong : new String[] {"limit=1001", "sort=id", "status=none", "since=now", "cursor=1", "pages=2"}) {
            FirnClient.Reply refused = admin.get(JOBS + "?" + wrong);
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.code()).isEqualTo("INVALID_PARAMETER");
        }
    }

    @Test
    void showsStepsAndDataFiles() {
        admin.run("CREATE SHARED TABLE jobs_ns.shown (id BIGINT)");
        String id = flush("jobs_ns.shown", 3_000);
        awaitStatus(id, "completed");

        JsonNode job = job(id);
        assertThat(job.path("steps").findValuesAsText("name")).containsExactly("flush-rows", "purge-buffer");
        assertThat(job.path("steps").findValuesAsText("status")).containsOnly("completed");
        assertThat(job.path("steps").get(0).path("items_read").asLong()).isGreaterThanOrEqualTo(3_000);
        assertThat(job.path("data_files").findValuesAsText("row_count")).containsExactly("2000", "1000");
        assertThat(job.path("data_files").findValuesAsText("file_name"))
                .as("files named after the time at which they were begun, in the first step")
                .allSatisfy(name -> assertThat(Long.parseLong(name.replaceAll("\\D", "")))
                        .isBetween(millis(job, 0, "started_at"), millis(job, 0, "finished_at")));
        assertThat(job.path("checkpoint").asText()).isNotEmpty();
        assertThat(job.path("parameters").path("cut").asLong()).isPositive();
    }

    private static long millis(JsonNode job, int step, String time) {
        String text = job.path("steps").get(step).path(time).asText();
        return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    @Test
    void stopsARunAndRestartsIt() {
        admin.run("CREATE SHARED TABLE jobs_ns.stopped (id BIGINT)");
        String id = flush("jobs_ns.stopped", 20_000);
        await("a file").atMost(LIMIT).until(() -> job(id).path("files").asInt() > 0);

        assertThat(order(id, "abandon").code()).as("it runs").isEqualTo("JOB_STATE_CONFLICT");
        assertThat(order(id, "restart").code()).as("it runs").isEqualTo("JOB_STATE_CONFLICT");
        assertThat(admin.postJson(JOBS + "/" + id + "/stop", "{\"reason\":\"maintenance\"}")
                        .status())
                .isEqualTo(200);
        JsonNode stopped = awaitStatus(id, "stopped");
        assertThat(stopped.path("message").asText()).isEqualTo("stopped by admin");
        assertThat(stopped.path("rows_written").asLong()).isBetween(2_000L, 18_000L);
        assertThat(order(id, "stop").status()).isEqualTo(409);

        assertThat(order(id, "restart").status()).isEqualTo(200);
        JsonNode completed = awaitStatus(id, "completed");
        assertThat(completed.path("orders").findValuesAsText("order")).containsExactly("stop", "restart");
        assertThat(completed.path("orders").findValuesAsText("by")).containsOnly("admin");
        assertThat(completed.path("orders").findValuesAsText("reason")).containsExactly("maintenance", "");
        assertThat(completed.path("orders").get(0).path("at").asText())
                .isGreaterThanOrEqualTo(completed.path("started_at").asText())
                .isLessThan(completed.path("orders").get(1).path("at").asText());
        assertThat(completed.path("rows_written").asLong()).isEqualTo(20_000);
        assertThat(completed.path("restarts").asInt()).isEqualTo(1);
        assertThat(completed.path("attempts").get(1).path("rows_read").asLong()).isLessThan(20_000);
        assertThat(admin.count("jobs_ns.stopped")).isEqualTo(20_000);
        assertThat(order(id, "restart").code()).isEqualTo("JOB_STATE_CONFLICT");
    }

    @Test
    void anOrderWhoseBodyIsRefusedIsNotCarriedOut() {
        admin.run("CREATE SHARED TABLE jobs_ns.misread (id BIGINT)");
        String id = flush("jobs_ns.misread", 1_000);
        String stop = JOBS + "/" + id + "/stop";
        for (String body :
                new String[] {"{\"reason\":\"" + "x".repeat(201) + "\"}", "{\"reason\":1}", "{\"why\":\"none\"}", "{"
                }) {
            FirnClient.Reply refused = admin.postJson(stop, body);
            assertThat(refused.status()).as(body).isEqualTo(400);
            assertThat(refused.code()).as(body).isEqualTo("INVALID_INPUT");
        }
        FirnClient.Reply text = admin.post(stop, "text/plain", HttpRequest.BodyPublishers.ofString("maintenance"));
        assertThat(text.status()).isEqualTo(415);
        assertThat(text.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");

        assertThat(awaitStatus(id, "completed").path("orders")).isEmpty();
    }

    @Test
    void killJobStopsOneThatCanBeAbandoned() {
        admin.run("CREATE SHARED TABLE jobs_ns.killed (id BIGINT)");
        String id = flush("jobs_ns.killed", 20_000);

        assertThat(admin.run("KILL JOB '" + id + "'").message()).startsWith("Job '" + id + "' is ");
        awaitStatus(id, "stopped");
        assertThat(admin.value("SELECT status FROM system.jobs WHERE job_id = $1", id))
                .isEqualTo("stopped");
        FirnClient.Reply over = admin.sql("KILL JOB '" + id + "'");
        assertThat(over.code()).isEqualTo("JOB_STATE_CONFLICT");
        assertThat(over.error().path("position").asInt()).isEqualTo(1);
        assertThat(admin.sql("KILL JOB 'FL-NONE'").code()).isEqualTo("NOT_FOUND");

        assertThat(order(id, "abandon").body().path("status").asText()).isEqualTo("abandoned");
        assertThat(order(id, "restart").status()).isEqualTo(409);
    }

    @Test
    void restartsAFailedRunWhereItWasCommitted() throws IOException {
        FirnClient first = admin.createUser(server, "jobs_a", "user");
        FirnClient second = admin.createUser(server, "jobs_b", "user");
        admin.run("CREATE USER TABLE jobs_ns.owned (id BIGINT)");
        first.run("INSERT INTO jobs_ns.owned SELECT * FROM range(100)");
        second.run("INSERT INTO jobs_ns.owned SELECT * FROM range(10)");
        Path blocked = Files.createFile(server.data().resolve("jobs_b"));
        String id = flushed("jobs_ns.owned");
        JsonNode failed = awaitStatus(id, "failed");
        assertThat(failed.path("message").asText())
                .as("the cause of the partition's failure")
                .isNotEmpty()
                .doesNotStartWith("job execution")
                .doesNotContain(server.home().toString());
        assertThat(failed.path("exception_trace").asText())
                .isNotEmpty()
                .doesNotContain(server.home().toString());
        assertThat(failed.path("rows_written").asLong()).isEqualTo(100);

        Files.delete(blocked);
        assertThat(order(id, "restart").status()).isEqualTo(200);

        JsonNode completed = awaitStatus(id, "completed");
        assertThat(completed.path("attempts").get(1).path("rows_read").asLong()).isEqualTo(10);
        assertThat(completed.path("rows_written").asLong()).isEqualTo(110);
        assertThat(second.count("jobs_ns.owned")).isEqualTo(10);
    }

    @Test
    void tellsThoseWhoWatchOfEveryState() {
        admin.run("CREATE SHARED TABLE jobs_ns.watched (id BIGINT)");
        List<String> states = new CopyOnWriteArrayList<>();
        HttpResponse<InputStream> events =
                admin.send(admin.request(JOBS + "/events").GET(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(events.statusCode()).isEqualTo(200);
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> readStates(events, states));

        flush("jobs_ns.watched", 10_000);
        String next = flush("jobs_ns.watched", 1); // waits for the one before
        await("its last event").atMost(LIMIT).until(() -> states.contains(next + " completed"));

        assertThat(states.stream().filter(state -> state.startsWith(next)).distinct())
                .containsExactly(next + " queued", next + " running", next + " completed");
        assertThat(reading).isNotDone();
        close(events);
    }

    private static void readStates(HttpResponse<InputStream> events, List<String> states) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    JsonNode job = FirnClient.JSON.readTree(line.substring("data: ".length()));
                    states.add(job.path("job_id").asText() + " "
                            + job.path("status").asText());
                }
            }
        } catch (IOException e) {
            return; // closed by the test
        }
    }

    private static void close(HttpResponse<InputStream> events) {
        try {
            events.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesMoreWatchersThanItHasPlacesAndGivesTheirPlacesBack() {
        List<HttpResponse<InputStream>> watching = new ArrayList<>();
        await("all places are taken").atMost(LIMIT).until(() -> {
            HttpResponse<InputStream> next = watch();
            if (next.statusCode() == 200) {
                watching.add(next);
            } else {
                assertThat(next.statusCode()).isEqualTo(429);
                assertThat(next.headers().firstValue("Retry-After")).isPresent();
            }
            return next.statusCode() == 429;
        });
        assertThat(watching).hasSizeBetween(10, 16);
        watching.forEach(JobsIT::close);

        admin.run("CREATE SHARED TABLE jobs_ns.unwatched (id BIGINT)");
        await("a place").atMost(LIMIT).until(() -> {
            // What is sent shows the server that they have left.
            awaitStatus(flush("jobs_ns.unwatched", 1), "completed");
            HttpResponse<InputStream> next = watch();
            close(next);
            return next.statusCode() == 200;
        });
    }

    private static HttpResponse<InputStream> watch() {
        return admin.send(admin.request(JOBS + "/events").GET(), HttpResponse.BodyHandlers.ofInputStream());
    }

    @Test
    void endsAnEventStreamWhoseCredentialsHoldNoLonger() throws IOException {
        FirnClient watcher = admin.createUser(server, "jobs_watcher", "service");
        HttpResponse<InputStream> events =
                watcher.send(watcher.request(JOBS + "/events").GET(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(events.statusCode()).isEqualTo(200);
        admin.run("DROP USER 'jobs_watcher'");

        assertThat(new String(events.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("event: end\ndata: {\"code\":\"UNAUTHENTICATED\"");
    }

    @Test
    void needsTheRoleService() {
        FirnClient user = admin.createUser(server, "jobs_user", "user");
        FirnClient service = admin.createUser(server, "jobs_service", "service");
        admin.run("CREATE SHARED TABLE jobs_ns.secret (id BIGINT) WITH (ACCESS_LEVEL = 'DBA')");
        String id = flush("jobs_ns.secret", 1);

        for (FirnClient.Reply reply : List.of(
                user.get(JOBS),
                user.get(JOBS + "/" + id),
                user.get(JOBS + "/events"),
                user.postJson(JOBS + "/" + id + "/stop", ""),
                user.sql("KILL JOB '" + id + "'"))) {
            assertThat(reply.status()).as("%s", reply).isEqualTo(403);
        }
        assertThat(service.get(JOBS).status()).isEqualTo(200);
        assertThat(ids(service.get(JOBS + "?table=secret"))).isEmpty();
        assertThat(service.get(JOBS + "/" + id).status())
                .as("of a table that the caller may not know of")
                .isEqualTo(404);
        assertThat(ids(admin.get(JOBS + "?table=secret"))).containsExactly(id);
    }

    private static String flush(String table, int rows) {
        admin.run("INSERT INTO " + table + " SELECT * FROM range(" + rows + ")");
        return flushed(table);
    }

    private static String flushed(String table) {
        String message = admin.run("STORAGE FLUSH TABLE " + table).message();
        assertThat(message).contains("Job ID: ");
        return message.replaceAll(".*Job ID: ", "");
    }

    private static JsonNode job(String id) {
        return admin.get(JOBS + "/" + id).body();
    }

    private static JsonNode awaitStatus(String id, String status) {
        return await(id + " " + status)
                .atMost(LIMIT)
                .until(() -> job(id), job -> job.path("status").asText().equals(status));
    }

    private static FirnClient.Reply order(String id, String order) {
        return admin.postJson(JOBS + "/" + id + "/" + order, "");
    }

    private static List<String> ids(FirnClient.Reply reply) {
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply.body().path("jobs").findValuesAsText("job_id");
    }
}
