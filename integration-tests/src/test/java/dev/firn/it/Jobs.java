package dev.firn.it;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The runs of one type and table, as {@code GET /v1/api/jobs} shows them. */
final class Jobs {
    private final FirnClient operator;
    private final String type;
    private final String namespace;
    private final String table;

    /** The flush runs of a table. */
    Jobs(FirnClient operator, String qualifiedTable) {
        this(operator, "flush", qualifiedTable);
    }

    Jobs(FirnClient operator, String type, String qualifiedTable) {
        this.operator = operator;
        this.type = type;
        this.namespace = qualifiedTable.substring(0, qualifiedTable.indexOf('.'));
        this.table = qualifiedTable.substring(qualifiedTable.indexOf('.') + 1);
    }

    /** Newest first. */
    List<JsonNode> all() {
        List<JsonNode> runs = new ArrayList<>();
        operator.get("/v1/api/jobs?type=" + type + "&limit=1000&namespace=" + namespace + "&table=" + table)
                .body()
                .path("jobs")
                .forEach(runs::add);
        return runs;
    }

    List<JsonNode> completed() {
        return all().stream()
                .filter(job -> job.path("status").asText().equals("completed"))
                .toList();
    }

    JsonNode show(String jobId) {
        return operator.get("/v1/api/jobs/" + jobId).body();
    }

    /** Waits until so many runs are completed; gives them, newest first. */
    List<JsonNode> awaitCompleted(int count, Duration limit) {
        return await(count + " runs of type " + type + " of " + namespace + "." + table)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .until(this::completed, runs -> runs.size() >= count);
    }

    /** Waits until no run is queued or running. */
    void awaitQuiet(Duration limit) {
        await("no run of " + namespace + "." + table)
                .atMost(limit)
                .until(() -> all().stream()
                        .map(job -> job.path("status").asText())
                        .noneMatch(status -> status.equals("queued") || status.equals("running")));
    }
}
