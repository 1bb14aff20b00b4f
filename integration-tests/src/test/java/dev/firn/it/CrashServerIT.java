package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.step.TestingStepListener;
import java.nio.file.Path;
import java.time.Duration;
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
 * The real server killed four times under INSERT, UPDATE and DELETE load: twice at a step of a flush that JBeret carries
 * out, twice at any moment. What was acknowledged is known outside the killed process.
 */
class CrashServerIT {
    private static final String TABLE = "crash_ns.rows";
    private static final long IDS_PER_WRITER = 1_000_000_000;
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    private final Random random = new Random(SEED);
    private final Path home = FirnServer.freshHome("crash");

    @Test
    void keepsEveryAcknowledgedRowOnceAndCompletesInterruptedRuns() {
        FirnServer server = FirnServer.start(home, haltingAt("CHUNK_APPENDED", 2));
        server.admin().run("CREATE NAMESPACE crash_ns");
        server.admin().run("CREATE SHARED TABLE " + TABLE + " (id BIGINT PRIMARY KEY, v BIGINT) FLUSH ROWS 2500");
        List<Writer> writers = List.of(
                new Writer(TABLE, server.admin(), 0, random.nextLong()),
                new Writer(TABLE, server.admin(), IDS_PER_WRITER, random.nextLong()));

        // A chunk is checkpointed and its file is still open.
        writeUntilHalted(server, writers);
        server = verified(FirnServer.start(home, TestApplication.settings()), writers);

        writeUntilKilled(server, writers);
        server = verified(FirnServer.start(home, haltingAt("CHUNK_APPENDED", 3)), writers);

        // The same, a chunk later: CrashIT's forked JVM, which is killed at the other steps, has no JBeret.
        writeUntilHalted(server, writers);
        server = verified(FirnServer.start(home, TestApplication.settings()), writers);

        writeUntilKilled(server, writers);
        verified(FirnServer.start(home, TestApplication.settings()), writers).close();
    }

    private static Map<String, String> haltingAt(String step, int time) {
        Map<String, String> settings = new HashMap<>(TestApplication.settings());
        settings.put(TestingStepListener.STEP, step);
        settings.put(TestingStepListener.TIME, Integer.toString(time));
        return settings;
    }

    private static void writeUntilHalted(FirnServer server, List<Writer> writers) {
        CompletableFuture<Void> writing = write(writers);
        assertThat(server.awaitEnd()).isEqualTo(137);
        writing.join();
    }

    private void writeUntilKilled(FirnServer server, List<Writer> writers) {
        CompletableFuture<Void> writing = write(writers);
        long millis = 1_000L + random.nextInt(3_000);
        CompletableFuture.runAsync(server::kill, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .join();
        writing.join();
    }

    private static CompletableFuture<Void> write(List<Writer> writers) {
        return CompletableFuture.allOf(
                writers.stream().map(CompletableFuture::runAsync).toArray(CompletableFuture[]::new));
    }

    private static FirnServer verified(FirnServer server, List<Writer> writers) {
        Jobs jobs = new Jobs(server.admin(), TABLE);
        jobs.awaitQuiet(RECOVERY);
        assertThat(jobs.all())
                .as("seed %s", SEED)
                .allSatisfy(job -> assertThat(job.path("status").asText()).isEqualTo("completed"));
        TreeMap<Long, Long> stored = rows(server.admin());
        for (int i = 0; i < writers.size(); i++) {
            Map<Long, Long> own = stored.subMap(i * IDS_PER_WRITER, (i + 1) * IDS_PER_WRITER);
            assertThat(writers.get(i).losses(own)).as("seed %s", SEED).isEmpty();
            writers.get(i).reconnect(server.admin(), own);
        }
        holdsNoFileThatTheManifestDoesNotList(server);
        return server;
    }

    private static TreeMap<Long, Long> rows(FirnClient admin) {
        TreeMap<Long, Long> stored = new TreeMap<>();
        for (JsonNode row : admin.run("SELECT id, v FROM " + TABLE).rows()) {
            Long before = stored.put(row.get(0).asLong(), row.get(1).asLong());
            assertThat(before).as("seed %s, twice: %s", SEED, row).isNull();
        }
        return stored;
    }

    private static void holdsNoFileThatTheManifestDoesNotList(FirnServer server) {
        List<String> listed = StreamSupport.stream(
                        server.admin()
                                .run("SELECT file_name FROM system.manifest ORDER BY file_name")
                                .rows()
                                .spliterator(),
                        false)
                .map(row -> row.get(0).asText())
                .toList();
        List<String> onDisk = server.dataFiles("shared/**").stream()
                .filter(java.nio.file.Files::isRegularFile)
                .map(file -> file.getFileName().toString())
                .sorted()
                .toList();
        assertThat(onDisk).as("seed %s", SEED).isEqualTo(listed);
    }
}
