package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.step.TestingStepListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.dmr.ModelNode;
import org.junit.jupiter.api.Test;

/**
 * A flush run under way when the server is suspended and resumed, when the application is redeployed, and when the server
 * is stopped in order: it goes on by itself, and nothing of it is left in the process.
 */
class StopAndResumeIT {
    private static final String TABLE = "stop_ns.rows";
    private static final int ROWS = 20_000;
    private static final Duration RESUMED = Duration.ofSeconds(30);
    /** Three in every build; more by hand. */
    private static final int REDEPLOYS = Integer.getInteger("firn.redeploys", 3);
    /** Files of RocksDB come and go; one engine that stays open has more than these. */
    private static final int FILES_MORE = 10;

    private final Path home = FirnServer.freshHome("stop");
    private final Path released = home.resolve("released");
    private long rows;
    private int runs;
    private int stops;

    @Test
    void resumesAFlushAfterSuspensionRedeploymentAndStop() throws IOException {
        try (FirnServer server = FirnServer.start(home, settings("FLUSH_COMMITTED"));
                ModelControllerClient management =
                        ModelControllerClient.Factory.create("127.0.0.1", server.managementPort())) {
            server.admin().run("CREATE NAMESPACE stop_ns; CREATE SHARED TABLE " + TABLE + " (id BIGINT)");

            startFlush(server);
            awaitStuck(server);
            execute(management, "suspend");
            awaitStopping(server);
            release();
            execute(management, "resume");
            verifyResumed(server);

            List<String> threads = threads(server);
            List<Path> files = openFiles(server);
            for (int i = 0; i < REDEPLOYS; i++) {
                CompletableFuture<Void> watching = watch(server);
                startFlush(server);
                CompletableFuture<Void> redeployed = CompletableFuture.runAsync(() -> redeploy(management));
                awaitStopping(server);
                release();
                redeployed.join();
                watching.join();
                server.awaitHealthy();
                verifyResumed(server);
            }
            assertThat(threads).as("threads before").containsAll(threads(server));
            assertThat(threads(server)).as("threads after").hasSizeLessThanOrEqualTo(threads.size());
            holdsNoMoreFilesThan(files, openFiles(server));

            CompletableFuture<Void> watching = watch(server);
            startFlush(server);
            server.process().destroy();
            awaitStopping(server);
            release();
            watching.join();
            server.awaitEnd();
            assertThat(server.process().exitValue()).as("ended by SIGTERM").isEqualTo(143);
        }
        try (FirnServer server = FirnServer.start(home, settings("none"))) {
            verifyResumed(server);
        }
        try (Stream<Path> all = Files.list(home)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .as("reports of a native crash")
                    .noneMatch(name -> name.startsWith("hs_err") || name.startsWith("core"));
        }
    }

    /** Watches jobs until the server ends the stream of their events. */
    private static CompletableFuture<Void> watch(FirnServer server) {
        FirnClient admin = server.admin();
        HttpResponse<Stream<String>> events =
                admin.send(admin.request("/v1/api/jobs/events").GET(), HttpResponse.BodyHandlers.ofLines());
        assertThat(events.statusCode()).isEqualTo(200);
        return CompletableFuture.runAsync(() -> events.body().forEach(line -> {}));
    }

    /** Starts a run that is held up when its first file of four is committed. */
    private void startFlush(FirnServer server) throws IOException {
        Files.deleteIfExists(released);
        stops = stops(server);
        FirnClient admin = server.admin();
        admin.run("INSERT INTO " + TABLE + " SELECT range + " + rows + " FROM range(" + ROWS + ")");
        rows += ROWS;
        runs++;
        admin.run("STORAGE FLUSH TABLE " + TABLE);
        await("a file of run " + runs).atMost(RESUMED).until(() -> {
            JsonNode run = new Jobs(admin, TABLE).all().get(0);
            return run.path("status").asText().equals("running")
                    && run.path("rows_written").asLong() > 0;
        });
    }

    /** A run without progress for three seconds is told of, and left to the thread that executes it. */
    private static void awaitStuck(FirnServer server) {
        FirnClient admin = server.admin();
        await("health tells of a stuck run")
                .atMost(RESUMED)
                .until(() -> admin.get("/health").body().path("stuck_jobs").asInt() == 1);
        JsonNode run = new Jobs(admin, TABLE).all().get(0);
        assertThat(run.path("message").asText()).contains("no progress");
        assertThat(run.path("attempts")).hasSize(1);
        assertThat(admin.get("/v1/api/overview").body().path("attention")).anySatisfy(problem -> {
            assertThat(problem.path("kind").asText()).isEqualTo("stuck_run");
            assertThat(problem.path("subject").path("job_id")).isEqualTo(run.path("job_id"));
        });
    }

    private void release() throws IOException {
        Files.createFile(released);
    }

    /** Waits until the server has told the run's execution to stop. */
    private void awaitStopping(FirnServer server) {
        await("the execution is to stop").atMost(RESUMED).until(() -> stops(server) > stops);
    }

    private static int stops(FirnServer server) {
        return server.log().split("WFLYBATCH000014", -1).length;
    }

    private void verifyResumed(FirnServer server) {
        FirnClient admin = server.admin();
        List<JsonNode> completed = new Jobs(admin, TABLE).awaitCompleted(runs, RESUMED);
        assertThat(completed).hasSize(runs);
        assertThat(completed.get(0).path("restarts").asInt()).isPositive();
        assertThat(completed.get(0).path("rows_written").asLong()).isEqualTo(ROWS);
        assertThat(admin.count(TABLE)).isEqualTo(rows);
        assertThat(admin.number("SELECT COUNT(DISTINCT id) FROM " + TABLE)).isEqualTo(rows);
    }

    private static void redeploy(ModelControllerClient management) {
        ModelNode operation = new ModelNode();
        operation.get("operation").set("redeploy");
        operation.get("address").add("deployment", "firn.ear");
        try {
            execute(management, operation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(ModelControllerClient management, String name) throws IOException {
        ModelNode operation = new ModelNode();
        operation.get("operation").set(name);
        operation.get("address").setEmptyList();
        execute(management, operation);
    }

    private static void execute(ModelControllerClient management, ModelNode operation) throws IOException {
        ModelNode outcome = management.execute(operation);
        assertThat(outcome.get("outcome").asString()).as("%s", outcome).isEqualTo("success");
    }

    private static void holdsNoMoreFilesThan(List<Path> before, List<Path> after) {
        assertThat(after.stream().filter(file -> file.endsWith("rocksdb/LOCK"))).hasSize(1);
        assertThat(after.stream().filter(file -> file.toString().endsWith("(deleted)")))
                .as("deleted files that are open")
                .isEmpty();
        assertThat(after.size()).as("%s, before: %s", after, before).isLessThanOrEqualTo(before.size() + FILES_MORE);
    }

    /** Names of the engine's threads, as the kernel has them. */
    private static List<String> threads(FirnServer server) {
        List<String> names = new ArrayList<>();
        for (Path thread : entries(proc(server).resolve("task"))) {
            try {
                names.add(Files.readString(thread.resolve("comm")).strip());
            } catch (IOException e) {
                continue; // it has ended meanwhile
            }
        }
        return names.stream().filter(name -> name.startsWith("firn-")).sorted().toList();
    }

    /** The data and state files that the server has open, but for the server's own logs. */
    private List<Path> openFiles(FirnServer server) {
        List<Path> open = new ArrayList<>();
        for (Path handle : entries(proc(server).resolve("fd"))) {
            try {
                open.add(Files.readSymbolicLink(handle));
            } catch (IOException e) {
                continue; // it was closed meanwhile
            }
        }
        return open.stream()
                .filter(file -> file.startsWith(home.resolve("data")) || file.startsWith(home.resolve("state")))
                .filter(file -> !file.startsWith(home.resolve("state/server")))
                .sorted()
                .toList();
    }

    private static Path proc(FirnServer server) {
        return Path.of("/proc", Long.toString(server.process().pid()));
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings(String heldAt) {
        Map<String, String> settings = new HashMap<>(TestApplication.settings());
        settings.put("firn.flush.rows-per-file", "5000");
        // A compaction would become due by the files of these runs, and be the newest job.
        settings.put("firn.compaction.min-files", "1000");
        settings.put("firn.jobs.heartbeat-seconds", "1");
        settings.put(TestingStepListener.STEP, heldAt);
        settings.put(TestingStepListener.ACTION, "hold");
        settings.put(TestingStepListener.RESUME_FILE, released.toString());
        return settings;
    }
}
