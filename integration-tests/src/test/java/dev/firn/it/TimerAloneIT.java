package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Automatic flush when nothing but the five-second timer can launch it. */
class TimerAloneIT {
    @Test
    void timerAloneFlushesATableThatReachedItsThreshold() {
        Map<String, String> settings = Map.of("firn.flush.nudge", "false");
        try (FirnServer server = FirnServer.start(FirnServer.freshHome("timer-alone"), settings)) {
            FirnClient admin = server.admin();
            admin.run("CREATE NAMESPACE timer_ns");
            admin.run("CREATE SHARED TABLE timer_ns.messages (" + Messages.COLUMNS + ") FLUSH ROWS 100");
            for (int i = 0; i < 110; i++) {
                admin.run(Messages.insert("timer_ns.messages", i, i + 1));
            }

            List<JsonNode> runs = new Jobs(admin, "timer_ns.messages").awaitCompleted(1, Duration.ofSeconds(15));

            assertThat(runs).hasSize(1);
            assertThat(runs.get(0).path("trigger").asText()).isEqualTo("rows");
            assertThat(runs.get(0).path("rows_written").asLong()).isBetween(100L, 110L);
            assertThat(server.dataFiles("shared/timer_ns/messages/batch-*.parquet"))
                    .hasSize(1);
            assertThat(admin.count("timer_ns.messages")).isEqualTo(110);
        }
    }
}
