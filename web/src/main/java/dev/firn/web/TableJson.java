package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.export.ValueText;
import dev.firn.engine.monitor.Buffered;
import dev.firn.engine.monitor.ScopeState;
import dev.firn.engine.monitor.TableState;
import dev.firn.engine.run.Run;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import java.io.IOException;
import java.util.Optional;

/** Tables and scopes as docs/api.md shows them. */
final class TableJson {
    private TableJson() {}

    static void write(JsonGenerator json, TableState state) throws IOException {
        json.writeStartObject();
        writeFields(json, state);
        json.writeEndObject();
    }

    /** With its columns. */
    static void writeDetail(JsonGenerator json, TableState state) throws IOException {
        Schema schema = state.table().schema();
        json.writeStartObject();
        writeFields(json, state);
        json.writeNumberField("schema_version", schema.version());
        json.writeStringField("creator", state.table().creator());
        json.writeStringField("created_at", ValueText.timestamp(state.table().createdAtMicros()));
        Json.writeNumber(json, "scope_count", state.scopes());
        json.writeArrayFieldStart("columns");
        for (Column column : schema.columns()) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeStringField("data_type", column.type().sqlName());
            json.writeBooleanField("nullable", !column.notNull());
            json.writeStringField("default", column.defaultSql().orElse(null));
            json.writeBooleanField("primary_key", column.id() == schema.keyColumnId());
            json.writeNumberField("column_id", column.id());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeFields(JsonGenerator json, TableState state) throws IOException {
        Table table = state.table();
        Schema schema = table.schema();
        json.writeStringField("namespace_id", table.name().namespace());
        json.writeStringField("table_name", table.name().table());
        json.writeStringField("table_type", table.kind().name());
        json.writeStringField(
                "access_level",
                table.kind() == TableKind.SHARED ? table.accessLevel().name() : null);
        json.writeStringField(
                "primary_key",
                schema.keyOrdinal().isPresent()
                        ? schema.columns().get(schema.keyOrdinal().getAsInt()).name()
                        : null);
        json.writeNumberField("column_count", schema.columns().size());
        writePolicy(json, table);
        if (table.ttlSeconds() == 0) {
            json.writeNullField("ttl_seconds");
        } else {
            json.writeNumberField("ttl_seconds", table.ttlSeconds());
        }
        json.writeBooleanField("may_flush", state.operated());
        writeBuffer(json, table, state.buffered());
        json.writeObjectFieldStart("files");
        json.writeNumberField("count", state.files().count());
        json.writeNumberField("rows", state.files().rows());
        json.writeNumberField("bytes", state.files().bytes());
        json.writeNumberField("quarantined", state.files().quarantined());
        json.writeEndObject();
        writeRun(json, "running_job", state.active());
        writeRun(json, "last_job", state.last());
    }

    private static void writePolicy(JsonGenerator json, Table table) throws IOException {
        if (!table.kind().isFlushed()) {
            json.writeNullField("flush_policy");
            return;
        }
        FlushPolicy policy = table.flushPolicy();
        json.writeObjectFieldStart("flush_policy");
        Json.writeNumber(json, "rows", policy.rows());
        Json.writeNumber(json, "interval_seconds", policy.intervalSeconds());
        json.writeEndObject();
    }

    private static void writeBuffer(JsonGenerator json, Table table, Buffered buffered) throws IOException {
        json.writeObjectFieldStart("buffer");
        json.writeNumberField("rows", buffered.rows());
        json.writeNumberField("bytes", buffered.bytes());
        writeOldest(json, "oldest_at", "oldest_age_seconds", buffered);
        if (table.kind().isFlushed()) {
            Json.writeNumber(json, "threshold_rows", table.flushPolicy().rows());
        } else {
            json.writeNullField("threshold_rows");
        }
        if (buffered.share().isPresent()) {
            json.writeNumberField("share", buffered.share().getAsDouble());
        } else {
            json.writeNullField("share");
        }
        Json.writeNumber(json, "seconds_to_flush", buffered.secondsToFlush());
        json.writeBooleanField("due", buffered.due());
        json.writeEndObject();
    }

    private static void writeOldest(JsonGenerator json, String at, String age, Buffered buffered) throws IOException {
        if (buffered.oldestAtMicros().isPresent()) {
            json.writeStringField(
                    at, ValueText.timestamp(buffered.oldestAtMicros().getAsLong()));
        } else {
            json.writeNullField(at);
        }
        Json.writeNumber(json, age, buffered.ageSeconds());
    }

    private static void writeRun(JsonGenerator json, String name, Optional<Run> run) throws IOException {
        json.writeFieldName(name);
        if (run.isPresent()) {
            JobJson.writeBrief(json, run.get());
        } else {
            json.writeNull();
        }
    }

    static void writeScope(JsonGenerator json, ScopeState scope) throws IOException {
        json.writeStartObject();
        json.writeStringField("user_id", scope.userId().orElse(null));
        json.writeNumberField("buffered_rows", scope.buffered().rows());
        json.writeNumberField("buffered_bytes", scope.buffered().bytes());
        writeOldest(json, "oldest_buffered_at", "oldest_buffered_age_seconds", scope.buffered());
        json.writeNumberField("file_count", scope.files());
        json.writeNumberField("file_rows", scope.fileRows());
        json.writeNumberField("file_bytes", scope.fileBytes());
        json.writeNumberField("bundle_count", scope.bundles());
        json.writeEndObject();
    }
}
