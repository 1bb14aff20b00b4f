package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.step.TestingStepListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * The real server killed five times under INSERT, UPDATE and DELETE load of two users: at a step of an insert, of a flush
 * in partitions, of a compaction and of a retention run, each carried out by JBeret, and at any moment. What was
 * acknowledged is known outside the killed process.
 */
class CrashServerIT {
    private static final String TABLE = "crash_ns.rows";
    private static final String AGING = "crash_ns.aging";
    private static final int AGING_ROWS = 100;
    private static final String OTHER = "other";
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final Path home = FirnServer.freshHome("crash");
    private final Path armed = home.resolve("armed");
    private final List<Writer> writers = new ArrayList<>();
    private int agingRows = AGING_ROWS;

    @Test
    void keepsEveryAcknowledgedRowOnceAndCompletesInterruptedRuns() {
        FirnServer server = start("WAL_WRITTEN", "", 100);
        create(server);
        writeUntilHalted(server);

        // Of three chunks in two partitions, one at least is checkpointed and its file still open.
        server = verified(start("CHUNK_APPENDED", "FL-", 3));
        writeUntilHalted(server);
        assertThat(server.log()).contains("attempt 1 works in 2 partitions");

        server = verified(start("COMPACTION_COMMITTED", "CO-", 1));
        verifyResumed(server, "flush");
        writeUntilHalted(server);

        server = verified(start("HISTORY_FORGOTTEN", "RT-", 1));
        verifyResumed(server, "compaction");
        FirnClient admin = server.admin();
        writeUntilHalted(server, () -> admin.run("ALTER TABLE " + AGING + " SET TBLPROPERTIES (TTL_SECONDS = 1)"));
        agingRows = 0;

        server = verified(start("none", "", 1));
        verifyResumed(server, "retention");
        writeUntilKilled(server);

        verified(start("none", "", 1)).close();
    }

    private void create(FirnServer server) {
        FirnClient admin = server.admin();
        admin.run("CREATE NAMESPACE crash_ns; CREATE SHARED TABLE " + AGING + " (id BIGINT PRIMARY KEY);"
                + " INSERT INTO " + AGING + " SELECT range FROM range(" + AGING_ROWS + ");"
                + " CREATE USER TABLE " + TABLE + " (id BIGINT PRIMARY KEY, v BIGINT) FLUSH ROWS 5000");
        admin.run("STORAGE FLUSH TABLE " + AGING);
        new Jobs(admin, AGING).awaitCompleted(1, RECOVERY);
        writers.add(new Writer(TABLE, admin, 0, random.nextLong()));
        writers.add(new Writer(TABLE, admin.createUser(server, OTHER, "service"), 0, random.nextLong()));
    }

    /** Starts a server that halts at a step, once {@link #writeUntilHalted} says so. */
    private FirnServer start(String haltingAt, String runs, int time) {
        armed.toFile().delete();
        Map<String, String> settings = new HashMap<>(TestApplication.settings());
        settings.put("firn.flush.partition-rows", "500");
        settings.put("firn.compaction.min-files", "2");
        settings.put("firn.retention.check-seconds", "1");
        settings.put(TestingStepListener.STEP, haltingAt);
        settings.put(TestingStepListener.RUNS, runs);
        settings.put(TestingStepListener.ARMED_FILE, armed.toString());
        settings.put(TestingStepListener.TIME, Integer.toString(time));
        return FirnServer.start(home, settings);
    }

    private void writeUntilHalted(FirnServer server) {
        writeUntilHalted(server, () -> {});
    }

    private void writeUntilHalted(FirnServer server, Runnable cause) {
        CompletableFuture<Void> writing = write();
        arm();
        cause.run();
        assertThat(server.awaitEnd()).isEqualTo(137);
        writing.join();
    }

    private void arm() {
        try {
            Files.createFile(armed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeUntilKilled(FirnServer server) {
        CompletableFuture<Void> writing = write();
        long millis = 1_000L + random.nextInt(3_000);
        CompletableFuture.runAsync(server::kill, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .join();
        writing.join();
    }

    private CompletableFuture<Void> write() {
        return CompletableFuture.allOf(
                writers.stream().map(CompletableFuture::runAsync).toArray(CompletableFuture[]::new));
    }

    /** Checks rows at once and when the runs are over, of which none but those that a killed process left may be under way. */
    private FirnServer verified(FirnServer server) {
        List<FirnClient> users = List.of(server.admin(), server.client(OTHER, "pass word of " + OTHER));
        verifyRows(users);
        awaitRunsCompleted(server);
        verifyRows(users);
        for (int i = 0; i < writers.size(); i++) {
            writers.get(i).reconnect(users.get(i), rows(users.get(i)));
        }
        assertThat(server.admin().count(AGING)).as("seed %s", SEED).isEqualTo(agingRows);
        await("files that the manifest lists, seed " + SEED)
                .atMost(RECOVERY)
                // A file may be unlinked while its folder is listed.
                .ignoreException(UncheckedIOException.class)
                .untilAsserted(() -> assertThat(filesOnDisk(server)).isEqualTo(filesListed(server)));
        return server;
    }

    private void verifyRows(List<FirnClient> users) {
        for (int i = 0; i < writers.size(); i++) {
            assertThat(writers.get(i).losses(rows(users.get(i))))
                    .as("seed %s", SEED)
                    .isEmpty();
        }
    }

    private static TreeMap<Long, Long> rows(FirnClient user) {
        TreeMap<Long, Long> stored = new TreeMap<>();
        for (JsonNode row : user.run("SELECT id, v FROM " + TABLE).rows()) {
            Long before = stored.put(row.get(0).asLong(), row.get(1).asLong());
            assertThat(before).as("seed %s, twice: %s", SEED, row).isNull();
        }
        return stored;
    }

    private static void awaitRunsCompleted(FirnServer server) {
        await("all runs are completed, seed " + SEED)
                .atMost(RECOVERY)
                .untilAsserted(() -> assertThat(runs(server, ""))
                        .extracting(run -> run.path("status").asText())
                        .containsOnly("completed"));
    }

    /** A run of that type was interrupted by a kill and went on with another attempt. */
    private static void verifyResumed(FirnServer server, String type) {
        assertThat(runs(server, "&type=" + type))
                .as("runs of type %s, seed %s", type, SEED)
                .anySatisfy(run -> assertThat(run.path("restarts").asInt()).isPositive());
    }

    private static List<JsonNode> runs(FirnServer server, String filter) {
        List<JsonNode> runs = new ArrayList<>();
        server.admin()
                .get("/v1/api/jobs?limit=1000&namespace=crash_ns" + filter)
                .body()
                .path("jobs")
                .forEach(runs::add);
        return runs;
    }

    private static List<String> filesListed(FirnServer server) {
        return StreamSupport.stream(
                        server.admin()
                                .run("SELECT file_name FROM system.manifest")
                                .rows()
                                .spliterator(),
                        false)
                .map(row -> row.get(0).asText())
                .sorted()
                .toList();
    }

    private static List<String> filesOnDisk(FirnServer server) {
        return server.dataFiles("**.parquet*").stream()
                .map(file -> file.getFileName().toString())
                .sorted()
                .toList();
    }
}
