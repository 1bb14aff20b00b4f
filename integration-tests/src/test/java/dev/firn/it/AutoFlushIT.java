package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The seed's tests of automatic flush, in its words. */
@ExtendWith(SharedServer.class)
class AutoFlushIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final FirnServer server;
    private final FirnClient admin;

    AutoFlushIT(FirnServer server) {
        this.server = server;
        this.admin = server.admin();
    }

    @Test
    void autoFlushUserTable() {
        admin.run("CREATE NAMESPACE auto_user_ns");
        admin.run("CREATE USER 'test_user_001' WITH PASSWORD 'a-password-of-tests' ROLE user");
        FirnClient user = server.client("test_user_001", "a-password-of-tests");
        user.run("CREATE USER TABLE auto_user_ns.messages (" + Messages.COLUMNS + ") FLUSH ROWS 100");

        flushesAtHundredRows(user, "auto_user_ns.messages", "test_user_001/tables/auto_user_ns/messages");
    }

    @Test
    void autoFlushSharedTable() {
        admin.run("CREATE NAMESPACE auto_shared_ns");
        admin.run("CREATE SHARED TABLE auto_shared_ns.messages (" + Messages.COLUMNS + ") FLUSH ROWS 100");

        flushesAtHundredRows(admin, "auto_shared_ns.messages", "shared/auto_shared_ns/messages");
    }

    private void flushesAtHundredRows(FirnClient writer, String table, String folder) {
        for (int i = 0; i < 110; i++) {
            writer.run(Messages.insert(table, i, i + 1));
        }

        List<JsonNode> runs = new Jobs(admin, table).awaitCompleted(1, LIMIT);
        assertThat(runs).hasSize(1);
        assertThat(runs.get(0).path("rows_written").asLong()).isBetween(100L, 110L);
        assertThat(runs.get(0).path("trigger").asText()).isEqualTo("rows");
        assertThat(server.dataFiles(folder + "/batch-*.parquet")).hasSize(1);
        assertThat(writer.count(table)).isEqualTo(110);

        for (int i = 110; i < 160; i++) {
            writer.run(Messages.insert(table, i, i + 1));
        }

        assertThat(writer.count(table)).isEqualTo(160);
        JsonNode row =
                writer.run("SELECT SUM(tokens), AVG(cost) FROM " + table).rows().get(0);
        assertThat(row.get(0).asLong())
                .isEqualTo(IntStream.range(0, 160).mapToLong(Messages::tokens).sum());
        assertThat(row.get(1).asDouble())
                .isEqualTo(IntStream.range(0, 160)
                        .mapToDouble(Messages::cost)
                        .average()
                        .orElseThrow());
    }

    @Test
    void intervalPolicyFlushesFewRows() {
        admin.run("CREATE NAMESPACE interval_ns");
        admin.run("CREATE SHARED TABLE interval_ns.messages (" + Messages.COLUMNS + ") FLUSH SECONDS 2");
        admin.run(Messages.insert("interval_ns.messages", 0, 3));

        JsonNode run =
                new Jobs(admin, "interval_ns.messages").awaitCompleted(1, LIMIT).get(0);

        assertThat(run.path("trigger").asText()).isEqualTo("interval");
        assertThat(run.path("rows_written").asLong()).isEqualTo(3);
        assertThat(admin.count("interval_ns.messages")).isEqualTo(3);
    }

    @Test
    void largeFlushOfSeveralUsersWorksInPartitions() {
        admin.run("CREATE NAMESPACE parts_ns");
        admin.run("CREATE USER TABLE parts_ns.notes (id BIGINT PRIMARY KEY, owner VARCHAR) FLUSH ROWS 1000000");
        String rows = IntStream.range(0, 150_000)
                .mapToObj(i -> "{\"id\":" + i + ",\"owner\":\"user" + i % 10 + "\"}\n")
                .collect(Collectors.joining());
        admin.importRows("parts_ns.notes", "?owner=owner", HttpRequest.BodyPublishers.ofString(rows));

        admin.run("STORAGE FLUSH TABLE parts_ns.notes");

        JsonNode run =
                new Jobs(admin, "parts_ns.notes").awaitCompleted(1, LIMIT).get(0);
        assertThat(run.path("rows_written").asLong()).isEqualTo(150_000);
        assertThat(server.log()).contains("attempt 1 works in 2 partitions");
        assertThat(admin.texts("SELECT COUNT(*), SUM(buffered_rows), SUM(file_rows) FROM system.storage"
                        + " WHERE namespace_id = 'parts_ns'"))
                .containsExactly(List.of("10", "0", "150000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER", "SHARED"})
    void largeDatasetInPacedHundredsGivesTenRunsAndTenFiles(String kind) {
        String table = largeTable("paced_" + kind, kind);
        Jobs jobs = new Jobs(admin, table);
        for (int hundred = 0; hundred < 10; hundred++) {
            admin.run(Messages.insert(table, hundred * 100, hundred * 100 + 100));
            jobs.awaitCompleted(hundred + 1, LIMIT);
        }

        assertThat(jobs.completed())
                .hasSize(10)
                .allSatisfy(run -> assertThat(run.path("rows_written").asLong()).isEqualTo(100));
        assertThat(server.dataFiles("**/" + table.replace('.', '/') + "/batch-*.parquet"))
                .hasSize(10);
        holdsAThousandRows(table);
    }

    @ParameterizedTest
    @CsvSource({"USER,1", "SHARED,1", "USER,1000", "SHARED,1000"})
    void largeDatasetAsFastAsItGoesKeepsEveryRow(String kind, int rowsPerInsert) {
        String table = largeTable("fast_" + rowsPerInsert + "_" + kind, kind);
        Jobs jobs = new Jobs(admin, table);
        for (int i = 0; i < 1000; i += rowsPerInsert) {
            admin.run(Messages.insert(table, i, i + rowsPerInsert));
        }

        await("fewer than 100 rows hot").atMost(LIMIT).until(() -> bufferedRows(table) < 100);
        jobs.awaitQuiet(LIMIT);
        holdsAThousandRows(table);
        assertThat(overlapping(jobs.all())).isEmpty();
    }

    private String largeTable(String namespace, String kind) {
        admin.run("CREATE NAMESPACE " + namespace);
        admin.run("CREATE " + kind + " TABLE " + namespace + ".messages (" + Messages.COLUMNS + ") FLUSH ROWS 100");
        return namespace.toLowerCase(java.util.Locale.ROOT) + ".messages";
    }

    private void holdsAThousandRows(String table) {
        assertThat(admin.count(table)).isEqualTo(1000);
        assertThat(admin.value("SELECT COUNT(DISTINCT message_id) FROM " + table))
                .isEqualTo("1000");
        assertThat(admin.value("SELECT COUNT(*) FROM " + table + " WHERE tokens >= 50"))
                .isEqualTo(Long.toString(IntStream.range(0, 1000)
                        .filter(i -> Messages.tokens(i) >= 50)
                        .count()));
        JsonNode groups = admin.run(
                        "SELECT sender_id, COUNT(*) FROM " + table + " GROUP BY sender_id ORDER BY sender_id")
                .rows();
        assertThat(groups)
                .hasSize(10)
                .allSatisfy(group -> assertThat(group.get(1).asText()).isEqualTo("100"));
    }

    private long bufferedRows(String table) {
        String[] name = table.split("\\.");
        return Long.parseLong(admin.value(
                "SELECT COALESCE(SUM(buffered_rows), 0) FROM system.storage WHERE namespace_id = $1 AND table_name = $2",
                name[0],
                name[1]));
    }

    /** Runs of a table that began before the one before them had ended. */
    private static List<String> overlapping(List<JsonNode> newestFirst) {
        return IntStream.range(1, newestFirst.size())
                .filter(i -> newestFirst
                                .get(i - 1)
                                .path("started_at")
                                .asText()
                                .compareTo(
                                        newestFirst.get(i).path("finished_at").asText())
                        < 0)
                .mapToObj(i -> newestFirst.get(i - 1).path("job_id").asText())
                .toList();
    }
}
