package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.export.ValueText;
import dev.firn.engine.monitor.FileDetail;
import dev.firn.engine.monitor.FileState;
import dev.firn.engine.table.FileFooter;
import java.io.IOException;

/** Data files and their footers as docs/api.md shows them. */
final class FileJson {
    private FileJson() {}

    static void write(JsonGenerator json, FileState file) throws IOException {
        json.writeStartObject();
        json.writeStringField("file_id", Long.toString(file.id()));
        json.writeStringField("file_name", file.name());
        json.writeStringField("kind", file.kind().spelling());
        json.writeStringField("user_id", file.userId().orElse(null));
        Json.writeNumber(json, "scope_count", file.scopes());
        json.writeNumberField("rows", file.rows());
        Json.writeNumber(json, "bytes", file.bytes());
        Json.writeNumber(json, "level", file.level());
        json.writeStringField("min_seq", Long.toString(file.minSeq()));
        json.writeStringField("max_seq", Long.toString(file.maxSeq()));
        json.writeStringField("oldest_row_at", ValueText.timestamp(file.oldestMicros()));
        json.writeStringField("newest_row_at", ValueText.timestamp(file.newestMicros()));
        json.writeNumberField("schema_version", file.schemaVersion());
        json.writeStringField("job_id", file.runId());
        json.writeStringField("job_type", file.jobType().spelling());
        json.writeStringField("state", file.check().spelling());
        json.writeFieldName("quarantine");
        if (file.damaged().isPresent()) {
            FileState.Damaged damaged = file.damaged().get();
            json.writeStartObject();
            json.writeStringField("reason", damaged.reason());
            json.writeStringField("message", damaged.message());
            json.writeStringField("since", ValueText.timestamp(damaged.sinceMicros()));
            json.writeEndObject();
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }

    static void writeDetail(JsonGenerator json, FileDetail detail) throws IOException {
        json.writeStartObject();
        json.writeFieldName("file");
        write(json, detail.file());
        json.writeStringField("namespace_id", detail.table().namespace());
        json.writeStringField("table_name", detail.table().table());
        json.writeFieldName("job");
        if (detail.run().isPresent()) {
            JobJson.writeBrief(json, detail.run().get());
        } else {
            json.writeNull();
        }
        json.writeArrayFieldStart("scopes");
        for (FileDetail.Part part : detail.parts()) {
            json.writeStartObject();
            json.writeStringField("user_id", part.userId().orElse(null));
            json.writeNumberField("rows", part.rows());
            json.writeStringField("min_seq", Long.toString(part.minSeq()));
            json.writeStringField("max_seq", Long.toString(part.maxSeq()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("checksum");
        json.writeStringField("algorithm", "CRC-32C");
        json.writeStringField(
                "value",
                detail.crc32c().isPresent()
                        ? String.format("%08x", detail.crc32c().getAsInt())
                        : null);
        json.writeEndObject();
        json.writeBooleanField("values_shown", detail.values() == FileFooter.Values.SHOWN);
        json.writeFieldName("footer");
        if (detail.footer().isPresent()) {
            writeFooter(json, detail.footer().get());
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }

    private static void writeFooter(JsonGenerator json, FileFooter footer) throws IOException {
        json.writeStartObject();
        json.writeStringField("created_by", footer.createdBy().orElse(null));
        json.writeNumberField("format_version", footer.formatVersion());
        json.writeNumberField("rows", footer.rows());
        json.writeArrayFieldStart("columns");
        for (FileFooter.Column column : footer.columns()) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            Json.writeNumber(json, "column_id", column.fieldId());
            json.writeStringField("physical_type", column.physicalType());
            json.writeStringField("logical_type", column.logicalType().orElse(null));
            json.writeBooleanField("system", column.system());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("row_group_count", footer.rowGroupCount());
        json.writeArrayFieldStart("row_groups");
        for (FileFooter.RowGroup group : footer.rowGroups()) {
            writeRowGroup(json, group);
        }
        json.writeEndArray();
        Json.writeNumber(json, "next", footer.next());
        json.writeEndObject();
    }

    private static void writeRowGroup(JsonGenerator json, FileFooter.RowGroup group) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", group.index());
        json.writeNumberField("rows", group.rows());
        json.writeNumberField("bytes", group.bytes());
        json.writeNumberField("compressed_bytes", group.compressedBytes());
        json.writeArrayFieldStart("columns");
        for (FileFooter.Chunk chunk : group.chunks()) {
            json.writeStartObject();
            json.writeStringField("name", chunk.name());
            json.writeNumberField("values", chunk.values());
            json.writeNumberField("bytes", chunk.bytes());
            json.writeNumberField("compressed_bytes", chunk.compressedBytes());
            json.writeStringField("compression", chunk.compression());
            json.writeArrayFieldStart("encodings");
            for (String encoding : chunk.encodings()) {
                json.writeString(encoding);
            }
            json.writeEndArray();
            Json.writeNumber(json, "null_count", chunk.nulls());
            json.writeStringField("min", chunk.min().orElse(null));
            json.writeStringField("max", chunk.max().orElse(null));
            json.writeBooleanField("bloom_filter", chunk.bloomFilter());
            json.writeBooleanField("page_index", chunk.pageIndex());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
