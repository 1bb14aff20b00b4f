package dev.firn.it.browser;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.FirnClient;
import dev.firn.it.FirnServer;
import dev.firn.it.TestApplication;
import dev.firn.it.step.TestingStepListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server behind all browser tests: {@link #PAST_RUNS} runs are over when it starts. A flush run fails for good at
 * its first failure, writes a data file for each 2,000 rows, and stands still between chunks while a test holds it.
 */
final class UiServer implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    static final int PAST_RUNS = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path home;
    private final Map<String, String> settings;
    private final Path gate;
    private FirnServer server;

    private UiServer(Path home, Map<String, String> settings, Path gate) {
        this.home = home;
        this.settings = settings;
        this.gate = gate;
        this.server = FirnServer.start(home, settings);
        settings.put(
                FirnServer.PORT, Integer.toString(URI.create(server.address()).getPort()));
    }

    /** Starts one with so many runs that are over. */
    static UiServer start(int pastRuns) {
        Path home = FirnServer.freshHome("browser");
        Path gate = home.resolve("gate");
        Map<String, String> settings = new HashMap<>(TestApplication.settings());
        settings.put("firn.admin.initial-password", FirnServer.ADMIN_PASSWORD);
        settings.put("firn.flush.rows-per-file", "2000");
        settings.put("firn.jobs.attempts", "1");
        settings.put("firn.jobs.history", Integer.toString(PAST_RUNS + 1_000));
        settings.put(TestingStepListener.STEP, "CHUNK_APPENDED");
        settings.put(TestingStepListener.ACTION, "gate");
        settings.put(TestingStepListener.GATE, gate.toString());
        try {
            Files.createDirectory(gate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (pastRuns > 0) {
            PastRuns.make(home, settings, pastRuns);
        }
        return new UiServer(home, settings, gate);
    }

    String address() {
        return server.address();
    }

    Path data() {
        return server.data();
    }

    FirnClient admin() {
        return server.admin();
    }

    FirnClient createUser(String id, String role) {
        return admin().createUser(server, id, role);
    }

    /** The password of a user that {@link #createUser} made, or of the first one. */
    static String passwordOf(String user) {
        return user.equals("admin") ? FirnServer.ADMIN_PASSWORD : "pass word of " + user;
    }

    /** Lets no flush run get beyond its next chunk until closed. */
    Held holdRuns() {
        return hold(TestingStepListener.ALL_RUNS);
    }

    /** Lets one flush run get no further than its next chunk until closed. */
    Held hold(String runId) {
        Path held = gate.resolve(runId);
        try {
            Files.createFile(held);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Held(held);
    }

    /** What stands still. */
    record Held(Path file) implements AutoCloseable {
        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts a flush run of a table that has buffered rows; gives its id. */
    String flush(String table) {
        String message = admin().run("STORAGE FLUSH TABLE " + table).message();
        if (!message.contains("Job ID: ")) {
            throw new AssertionError(message);
        }
        return message.replaceAll(".*Job ID: ", "");
    }

    /** Waits until a run has that status. */
    JsonNode awaitRun(String runId, String status) {
        FirnClient admin = admin();
        return await(runId + " " + status)
                .atMost(LIMIT)
                .until(
                        () -> admin.get("/v1/api/jobs/" + runId).body(),
                        job -> job.path("status").asText().equals(status));
    }

    /** Ends the process as {@code kill -9} does. */
    void kill() {
        server.kill();
    }

    /** Starts it again, at its address and on its data. */
    void startAgain() {
        server = FirnServer.start(home, settings);
    }

    @Override
    public void close() {
        server.close();
    }
}
