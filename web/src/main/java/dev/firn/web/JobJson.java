package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.ejb.JobAdmin;
import dev.firn.ejb.JobStep;
import dev.firn.engine.export.ValueText;
import dev.firn.engine.run.Run;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as a job of docs/api.md, with its attempts. */
final class JobJson {
    private JobJson() {}

    static void write(JsonGenerator json, Run run) throws IOException {
        json.writeStartObject();
        writeFields(json, run);
        json.writeEndObject();
    }

    /** What is told of it beside a table or file. */
    static void writeBrief(JsonGenerator json, Run run) throws IOException {
        json.writeStartObject();
        json.writeStringField("job_id", run.id());
        json.writeStringField("job_type", run.type().spelling());
        json.writeStringField("status", spelling(run.status()));
        json.writeStringField("trigger", spelling(run.trigger()));
        json.writeNumberField("rows_written", run.progress().rowsWritten());
        json.writeNumberField("rows_total", run.progress().rowsTotal());
        writeTime(json, "created_at", run.times().createdAtMicros());
        writeTime(json, "started_at", run.times().startedAtMicros());
        writeTime(json, "finished_at", run.times().finishedAtMicros());
        json.writeStringField("message", run.state().message());
        json.writeEndObject();
    }

    /** With the steps of its newest execution and its data files. */
    static void write(JsonGenerator json, JobAdmin.Detail detail) throws IOException {
        json.writeStartObject();
        writeFields(json, detail.run());
        json.writeArrayFieldStart("steps");
        for (JobStep step : detail.steps()) {
            writeStep(json, step);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data_files");
        for (JobAdmin.File file : detail.files()) {
            json.writeStartObject();
            json.writeStringField("file_id", Long.toString(file.id()));
            json.writeStringField("file_name", file.name());
            json.writeNumberField("row_count", file.rows());
            json.writeNumberField("size_bytes", file.bytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeStep(JsonGenerator json, JobStep step) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", step.name());
        json.writeStringField("status", step.status());
        writeTime(json, "started_at", step.startedAtMicros());
        writeTime(json, "finished_at", step.finishedAtMicros());
        json.writeNumberField("items_read", step.itemsRead());
        json.writeNumberField("items_written", step.itemsWritten());
        json.writeNumberField("commits", step.commits());
        json.writeNumberField("rollbacks", step.rollbacks());
        json.writeArrayFieldStart("partitions");
        for (JobStep.Partition partition : step.partitions()) {
            json.writeStartObject();
            json.writeNumberField("partition", partition.number());
            json.writeStringField("status", partition.status());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, Run run) throws IOException {
        json.writeStringField("job_id", run.id());
        json.writeStringField("job_type", run.type().spelling());
        json.writeStringField("status", spelling(run.status()));
        json.writeStringField("namespace_id", run.namespace());
        json.writeStringField("table_name", run.table());
        json.writeObjectFieldStart("parameters");
        json.writeStringField("cut", Long.toString(run.cut()));
        for (Map.Entry<String, String> parameter : run.parameters().entrySet()) {
            json.writeStringField(parameter.getKey(), parameter.getValue());
        }
        json.writeEndObject();
        json.writeStringField("message", run.state().message());
        json.writeStringField("exception_trace", run.state().exceptionTrace());
        writeProgress(json, run);
        json.writeStringField("trigger", spelling(run.trigger()));
        writeTime(json, "created_at", run.times().createdAtMicros());
        writeTime(json, "started_at", run.times().startedAtMicros());
        writeTime(json, "updated_at", run.times().updatedAtMicros());
        writeTime(json, "finished_at", run.times().finishedAtMicros());
        json.writeStringField("node_id", "local");
        writeAttempts(json, run.attempts());
        writeOrders(json, run.orders());
    }

    private static void writeProgress(JsonGenerator json, Run run) throws IOException {
        Run.Progress progress = run.progress();
        json.writeNumberField("rows_read", run.rowsRead());
        json.writeNumberField("rows_written", progress.rowsWritten());
        json.writeNumberField("rows_total", progress.rowsTotal());
        json.writeNumberField("bytes_written", progress.bytesWritten());
        json.writeNumberField("files", progress.files());
        json.writeStringField("checkpoint", progress.checkpoint());
        json.writeNumberField("restarts", run.restarts());
        if (run.executionId().isPresent()) {
            json.writeNumberField("execution_id", run.executionId().getAsLong());
        } else {
            json.writeNullField("execution_id");
        }
    }

    private static void writeAttempts(JsonGenerator json, List<Run.Attempt> attempts) throws IOException {
        json.writeArrayFieldStart("attempts");
        for (Run.Attempt attempt : attempts) {
            json.writeStartObject();
            json.writeNumberField("attempt", attempt.number());
            json.writeNumberField("execution_id", attempt.executionId());
            json.writeNumberField("rows_read", attempt.rowsRead());
            writeTime(json, "started_at", attempt.startedAtMicros());
            writeTime(json, "finished_at", attempt.finishedAtMicros());
            json.writeStringField("message", attempt.message());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeOrders(JsonGenerator json, List<Run.Order> orders) throws IOException {
        json.writeArrayFieldStart("orders");
        for (Run.Order order : orders) {
            json.writeStartObject();
            json.writeStringField("order", spelling(order.kind()));
            json.writeStringField("by", order.by().userId());
            json.writeStringField("reason", order.by().reason());
            writeTime(json, "at", order.atMicros());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeTime(JsonGenerator json, String field, long micros) throws IOException {
        if (micros == 0) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, ValueText.timestamp(micros));
        }
    }

    private static String spelling(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
