package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.step.TestingStepListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A flush run goes on where a killed server left it. */
class RestartIT {
    private static final int ROWS = 60_000;

    @Test
    void restartsFromACheckpoint() {
        Path home = FirnServer.freshHome("restart");
        try (FirnServer killed = FirnServer.start(home, settings("FLUSH_COMMITTED"))) {
            FirnClient admin = killed.admin();
            admin.run("CREATE NAMESPACE restart_ns");
            admin.run("CREATE SHARED TABLE restart_ns.messages (" + Messages.COLUMNS + ") FLUSH ROWS 1000000");
            for (int from = 0; from < ROWS; from += 5_000) {
                admin.run(Messages.insert("restart_ns.messages", from, from + 5_000));
            }
            admin.sql("STORAGE FLUSH TABLE restart_ns.messages");
            assertThat(killed.awaitEnd()).isEqualTo(137);
        }

        try (FirnServer server = FirnServer.start(home, settings("none"))) {
            FirnClient admin = server.admin();
            Jobs jobs = new Jobs(admin, "restart_ns.messages");
            JsonNode run = jobs.awaitCompleted(1, Duration.ofSeconds(30)).get(0);

            assertThat(jobs.all()).hasSize(1);
            assertThat(run.path("restarts").asInt()).isEqualTo(1);
            assertThat(run.path("rows_written").asLong()).isEqualTo(ROWS);
            assertThat(run.path("files").asInt()).isEqualTo(3);
            JsonNode attempts = run.path("attempts");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.get(1).path("rows_read").asLong()).isEqualTo(40_000);
            assertThat(attempts.get(1).path("execution_id").asLong())
                    .isGreaterThan(attempts.get(0).path("execution_id").asLong());
            assertThat(server.log())
                    .as("JBeret restarts the execution of the killed server in its job instance")
                    .contains("restarting job execution "
                            + attempts.get(0).path("execution_id").asLong());

            JsonNode job = admin.run(
                            "SELECT restarts, rows_written, checkpoint FROM system.jobs WHERE namespace_id = 'restart_ns'")
                    .rows()
                    .get(0);
            assertThat(job.get(0).asInt()).isEqualTo(1);
            assertThat(job.get(1).asText()).isEqualTo(Integer.toString(ROWS));
            assertThat(job.get(2).asText())
                    .isEqualTo(run.path("checkpoint").asText())
                    .isNotEmpty();
            assertThat(admin.count("restart_ns.messages")).isEqualTo(ROWS);
        }
    }

    private static Map<String, String> settings(String haltAt) {
        Map<String, String> settings = new HashMap<>(TestApplication.settings());
        settings.put("firn.flush.rows-per-file", "20000");
        settings.put(TestingStepListener.STEP, haltAt);
        return settings;
    }
}
