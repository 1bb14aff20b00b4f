package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retention as a job of the server: {@code STORAGE RETENTION} lists what is too old, then removes it. */
@ExtendWith(SharedServer.class)
class RetentionIT {
    private static final String TABLE = "aging_ns.events";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final FirnServer server;
    private final FirnClient admin;

    RetentionIT(FirnServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    @Test
    void storageRetentionRemovesTheFilesOfRowsThatAreTooOld() {
        admin.run("CREATE NAMESPACE aging_ns");
        admin.run("CREATE SHARED TABLE " + TABLE + " (id BIGINT PRIMARY KEY) FLUSH ROWS 50 TTL 1000");
        Jobs flushes = new Jobs(admin, TABLE);
        for (int i = 0; i < 2; i++) {
            admin.run("INSERT INTO " + TABLE + " SELECT range + " + 50 * i + " FROM range(50)");
            flushes.awaitCompleted(i + 1, LIMIT);
        }
        assertThat(server.dataFiles("shared/aging_ns/events/*")).hasSize(2);
        assertThat(expired()).isEmpty();
        assertThat(admin.run("STORAGE RETENTION TABLE " + TABLE).message()).contains("no expired rows");

        admin.run("ALTER TABLE " + TABLE + " SET TBLPROPERTIES (TTL_SECONDS = 1)");
        await("both files are too old").atMost(LIMIT).until(() -> expired().size() == 2);
        assertThat(expired()).containsOnly(List.of("cold", "50"));
        assertThat(admin.count(TABLE)).as("a dry run removes nothing").isEqualTo(100);
        admin.run("STORAGE RETENTION TABLE " + TABLE);

        JsonNode run =
                new Jobs(admin, "retention", TABLE).awaitCompleted(1, LIMIT).get(0);
        assertThat(run.path("job_id").asText()).startsWith("RT-");
        assertThat(admin.count(TABLE)).isZero();
        await("files are gone")
                .atMost(LIMIT)
                .until(() -> server.dataFiles("shared/aging_ns/events/*").isEmpty());
        admin.run("INSERT INTO " + TABLE + " VALUES (7)");
    }

    private List<List<String>> expired() {
        return admin.texts("STORAGE RETENTION TABLE " + TABLE + " DRY RUN").stream()
                .map(row -> List.of(String.valueOf(row.get(1)), String.valueOf(row.get(3))))
                .toList();
    }
}
