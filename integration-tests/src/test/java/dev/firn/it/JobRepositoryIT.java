package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.it.step.TestingStepListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** JBeret's own repository: small after 2,000 jobs, of use after a crash, made anew when it cannot be read. */
class JobRepositoryIT {
    private static final int TABLES = 100;
    private static final int ROUNDS = 20;
    /** What JobRecords keeps at most: 500 job instances, 500 uncompleted ones, 100 since its last look. */
    private static final int INSTANCES = 1_100;

    private static final int STEPS_PER_RUN = 2;
    private static final int ROWS = 40_000;
    private static final Duration ROUND = Duration.ofSeconds(60);

    private final Path home = FirnServer.freshHome("job-repository");
    private final Path repository = home.resolve("state/jobs/jobs.mv.db");

    @Test
    void staysSmallAndIsMadeAnewWhenItCannotBeRead() throws SQLException, IOException {
        haltWithinARunAfterTwoThousandOthers();

        try (Connection jobs =
                DriverManager.getConnection("jdbc:h2:file:" + home.resolve("state/jobs/jobs"), "sa", "sa")) {
            assertThat(count(jobs, "JOB_INSTANCE")).isBetween(500L, (long) INSTANCES);
            assertThat(count(jobs, "JOB_EXECUTION")).isLessThanOrEqualTo(INSTANCES);
            assertThat(count(jobs, "STEP_EXECUTION")).isLessThanOrEqualTo(STEPS_PER_RUN * INSTANCES);
        }
        assertThat(repository).isRegularFile();
        assertThat(Files.size(repository)).isLessThan(32L << 20);

        haltedAgain();

        Files.write(repository, new byte[100_000]);
        try (FirnServer server = FirnServer.start(home, settings("none"))) {
            JsonNode run = new Jobs(server.admin(), "restart_ns.rows")
                    .awaitCompleted(1, Duration.ofSeconds(30))
                    .get(0);
            assertThat(run.path("attempts")).hasSize(3);
            assertThat(run.path("attempts").get(0).path("execution_id").asLong())
                    .isPositive();
            assertThat(run.path("rows_written").asLong()).isEqualTo(ROWS);
            assertThat(server.admin().count("restart_ns.rows")).isEqualTo(ROWS);
            assertThat(server.log()).contains("it is set aside as jobs.mv.db.unreadable");
        }
        assertThat(repository.resolveSibling("jobs.mv.db.unreadable")).hasSize(100_000);
    }

    /** The server ends when the run of the larger table has written its first file of four. */
    private void haltWithinARunAfterTwoThousandOthers() {
        try (FirnServer server = FirnServer.start(home, settings("FLUSH_COMMITTED", TABLES * ROUNDS + 1))) {
            FirnClient admin = server.admin();
            admin.run("CREATE NAMESPACE many_ns; CREATE NAMESPACE restart_ns");
            admin.run(forEachTable("CREATE SHARED TABLE many_ns.t%d (id BIGINT)"));
            for (int round = 0; round < ROUNDS; round++) {
                admin.run(forEachTable("INSERT INTO many_ns.t%d VALUES (1)"));
                admin.run("STORAGE FLUSH ALL IN many_ns");
                await("round " + round).atMost(ROUND).until(() -> buffered(admin) == 0);
            }
            admin.run("CREATE SHARED TABLE restart_ns.rows (id BIGINT)");
            admin.run("INSERT INTO restart_ns.rows SELECT * FROM range(" + ROWS + ")");
            admin.sql("STORAGE FLUSH TABLE restart_ns.rows");
            assertThat(server.awaitEnd()).isEqualTo(137);
        }
    }

    /** The next server resumes it in its job instance and ends at the run's second file. */
    private void haltedAgain() {
        try (FirnServer server = FirnServer.start(home, settings("FILE_WRITTEN", 2))) {
            assertThat(server.awaitEnd()).isEqualTo(137);
            assertThat(server.log()).contains("restarting job execution");
        }
    }

    private static String forEachTable(String statement) {
        return IntStream.range(0, TABLES).mapToObj(statement::formatted).collect(Collectors.joining(";"));
    }

    private static long buffered(FirnClient admin) {
        return admin.number(
                "SELECT COALESCE(SUM(buffered_rows), 0) FROM system.storage WHERE namespace_id = 'many_ns'");
    }

    private static long count(Connection jobs, String table) throws SQLException {
        try (Statement statement = jobs.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static Map<String, String> settings(String haltAt, int time) {
        Map<String, String> settings = new HashMap<>(settings(haltAt));
        settings.put(TestingStepListener.TIME, Integer.toString(time));
        return settings;
    }

    private static Map<String, String> settings(String haltAt) {
        Map<String, String> settings = new HashMap<>(TestApplication.settings());
        settings.put("firn.flush.rows-per-file", "10000");
        settings.put("firn.compaction.min-files", "1000"); // its runs would be halted in place of the flush
        settings.put(TestingStepListener.STEP, haltAt);
        return settings;
    }
}
