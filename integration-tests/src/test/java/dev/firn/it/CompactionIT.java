package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Compaction as a job of the server: {@code STORAGE COMPACT} makes one file of several. */
@ExtendWith(SharedServer.class)
class CompactionIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final FirnServer server;
    private final FirnClient admin;

    CompactionIT(FirnServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    @Test
    void storageCompactMergesTheFilesOfATable() {
        admin.run("CREATE NAMESPACE compact_ns");
        admin.run("CREATE SHARED TABLE compact_ns.messages (" + Messages.COLUMNS + ") FLUSH ROWS 50");
        Jobs jobs = new Jobs(admin, "compact_ns.messages");
        for (int i = 0; i < 3; i++) {
            admin.run(Messages.insert("compact_ns.messages", i * 50, i * 50 + 50));
            jobs.awaitCompleted(i + 1, LIMIT);
        }
        String files = "shared/compact_ns/messages/batch-*.parquet";
        assertThat(server.dataFiles(files)).hasSize(3);

        admin.run("STORAGE COMPACT TABLE compact_ns.messages");

        Jobs compactions = new Jobs(admin, "compaction", "compact_ns.messages");
        assertThat(compactions.awaitCompleted(1, LIMIT).get(0).path("job_id").asText())
                .startsWith("CO-");
        await("one file").atMost(LIMIT).until(() -> server.dataFiles(files).size() == 1);
        assertThat(admin.count("compact_ns.messages")).isEqualTo(150);
    }
}
