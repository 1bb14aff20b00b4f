package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.export.ValueText;
import dev.firn.engine.monitor.Attention;
import dev.firn.engine.monitor.Overview;
import dev.firn.engine.monitor.Sample;
import dev.firn.engine.monitor.TableState;
import java.io.IOException;
import java.util.List;

/** An overview of the store as docs/api.md shows it. */
final class OverviewJson {
    private OverviewJson() {}

    static void write(JsonGenerator json, Overview overview, HealthAnswer health) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", ValueText.timestamp(overview.atMicros()));
        json.writeStringField("version", HealthAnswer.VERSION);
        json.writeNumberField("uptime_seconds", overview.uptimeSeconds());
        json.writeFieldName("health");
        health.write(json);
        writeRates(json, overview.samples());
        writeBuffer(json, overview.buffer());
        json.writeArrayFieldStart("disks");
        for (Overview.Disk disk : overview.disks()) {
            json.writeStartObject();
            json.writeStringField("name", disk.name());
            json.writeNumberField("total_bytes", disk.totalBytes());
            json.writeNumberField("usable_bytes", disk.usableBytes());
            json.writeNumberField("reserve_bytes", disk.reserveBytes());
            json.writeStringField("level", disk.level());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("jobs");
        json.writeNumberField("running", overview.runs().running());
        json.writeNumberField("queued", overview.runs().queued());
        json.writeNumberField("stuck", overview.runs().stuck());
        json.writeEndObject();
        writeLag(json, overview);
        json.writeArrayFieldStart("tables");
        for (TableState table : overview.tables()) {
            TableJson.write(json, table);
        }
        json.writeEndArray();
        json.writeNumberField("buffered_tables", overview.bufferedTables());
        json.writeArrayFieldStart("attention");
        for (Attention attention : overview.attention()) {
            writeAttention(json, attention);
        }
        json.writeEndArray();
        json.writeNumberField("attention_total", overview.attentionTotal());
        json.writeEndObject();
    }

    private static void writeRates(JsonGenerator json, List<Sample> samples) throws IOException {
        Sample newest = samples.isEmpty() ? new Sample(0, 0, 0, 0, 0) : samples.get(samples.size() - 1);
        json.writeObjectFieldStart("rates");
        json.writeNumberField("interval_seconds", Sample.EVERY_SECONDS);
        json.writeNumberField("rows_in_per_second", newest.rowsInPerSecond());
        json.writeNumberField("rows_flushed_per_second", newest.rowsFlushedPerSecond());
        json.writeArrayFieldStart("samples");
        for (Sample sample : samples) {
            json.writeStartObject();
            json.writeStringField("at", ValueText.timestamp(sample.atMicros()));
            json.writeNumberField("rows_in_per_second", sample.rowsInPerSecond());
            json.writeNumberField("rows_flushed_per_second", sample.rowsFlushedPerSecond());
            json.writeNumberField("buffered_rows", sample.bufferedRows());
            json.writeNumberField("buffered_bytes", sample.bufferedBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeBuffer(JsonGenerator json, Overview.BufferLevel buffer) throws IOException {
        json.writeObjectFieldStart("buffer");
        json.writeNumberField("rows", buffer.rows());
        json.writeNumberField("bytes", buffer.bytes());
        json.writeNumberField("soft_bytes", buffer.softBytes());
        json.writeNumberField("hard_bytes", buffer.hardBytes());
        json.writeStringField("level", buffer.level());
        json.writeEndObject();
    }

    private static void writeLag(JsonGenerator json, Overview overview) throws IOException {
        if (overview.lag().isEmpty()) {
            json.writeNullField("lag");
            return;
        }
        Overview.Lag lag = overview.lag().get();
        json.writeObjectFieldStart("lag");
        json.writeStringField("namespace_id", lag.table().namespace());
        json.writeStringField("table_name", lag.table().table());
        json.writeNumberField("oldest_age_seconds", lag.ageSeconds());
        Json.writeNumber(json, "interval_seconds", lag.intervalSeconds());
        json.writeNumberField("overdue_seconds", lag.overdueSeconds());
        json.writeEndObject();
    }

    private static void writeAttention(JsonGenerator json, Attention attention) throws IOException {
        Attention.Subject subject = attention.subject();
        json.writeStartObject();
        json.writeStringField("kind", QueryParameters.lowerCase(attention.kind()));
        json.writeStringField("severity", attention.severity().spelling());
        json.writeObjectFieldStart("subject");
        json.writeStringField("type", subject.type());
        writeText(json, "job_id", subject.runId());
        writeText(json, "namespace_id", subject.namespace());
        writeText(json, "table_name", subject.table());
        writeText(json, "file_id", subject.fileId());
        writeText(json, "name", subject.name());
        json.writeEndObject();
        writeText(
                json,
                "since",
                attention.sinceMicros().isPresent()
                        ? ValueText.timestamp(attention.sinceMicros().getAsLong())
                        : "");
        json.writeStringField("message", attention.message());
        json.writeStringField("action", attention.action());
        json.writeEndObject();
    }

    private static void writeText(JsonGenerator json, String field, String text) throws IOException {
        json.writeStringField(field, text.isEmpty() ? null : text);
    }
}
