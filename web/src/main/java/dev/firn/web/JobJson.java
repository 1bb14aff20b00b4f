package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.flush.FlushRun;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A flush run as a job of docs/api.md, with its attempts. */
final class JobJson {
    private JobJson() {}

    static void write(JsonGenerator json, FlushRun run) throws IOException {
        json.writeStartObject();
        json.writeStringField("job_id", run.id());
        json.writeStringField("job_type", "flush");
        json.writeStringField("status", spelling(run.status()));
        json.writeStringField("namespace_id", run.namespace());
        json.writeStringField("table_name", run.table());
        json.writeObjectFieldStart("parameters");
        json.writeStringField("cut", Long.toString(run.cut()));
        json.writeEndObject();
        json.writeStringField("message", run.message());
        json.writeStringField("exception_trace", run.exceptionTrace());
        writeProgress(json, run);
        json.writeStringField("trigger", spelling(run.trigger()));
        writeTime(json, "created_at", run.createdAtMicros());
        writeTime(json, "started_at", run.startedAtMicros());
        writeTime(json, "updated_at", run.updatedAtMicros());
        writeTime(json, "finished_at", run.finishedAtMicros());
        json.writeStringField("node_id", "local");
        writeAttempts(json, run.attempts());
        json.writeEndObject();
    }

    private static void writeProgress(JsonGenerator json, FlushRun run) throws IOException {
        List<FlushRun.Attempt> attempts = run.attempts();
        json.writeNumberField(
                "rows_read",
                attempts.stream().mapToLong(FlushRun.Attempt::rowsRead).sum());
        json.writeNumberField("rows_written", run.rowsWritten());
        json.writeNumberField("rows_total", run.rowsTotal());
        json.writeNumberField("bytes_written", run.bytesWritten());
        json.writeNumberField("files", run.files());
        json.writeStringField("checkpoint", run.checkpoint());
        json.writeNumberField("restarts", Math.max(0, attempts.size() - 1));
        if (attempts.isEmpty() || attempts.get(attempts.size() - 1).executionId() == 0) {
            json.writeNullField("execution_id");
        } else {
            json.writeNumberField(
                    "execution_id", attempts.get(attempts.size() - 1).executionId());
        }
    }

    private static void writeAttempts(JsonGenerator json, List<FlushRun.Attempt> attempts) throws IOException {
        json.writeArrayFieldStart("attempts");
        for (FlushRun.Attempt attempt : attempts) {
            json.writeStartObject();
            json.writeNumberField("attempt", attempt.number());
            json.writeNumberField("execution_id", attempt.executionId());
            json.writeNumberField("rows_read", attempt.rowsRead());
            writeTime(json, "started_at", attempt.startedAtMicros());
            writeTime(json, "finished_at", attempt.finishedAtMicros());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeTime(JsonGenerator json, String field, long micros) throws IOException {
        if (micros == 0) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, ValueJson.timestamp(micros));
        }
    }

    private static String spelling(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
