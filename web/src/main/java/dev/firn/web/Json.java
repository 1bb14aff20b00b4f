package dev.firn.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** JSON as this surface reads and writes it: streamed, strict about duplicates, bounded in depth and number length. */
final class Json {
    static final String TYPE = "application/json";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(1000)
                    .maxNameLength(256)
                    .maxStringLength(RequestBody.LIMIT_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private Json() {}

    static JsonFactory factory() {
        return FACTORY;
    }

    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    /** One JSON document of a few kilobytes. */
    static byte[] document(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = generator(out)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A field that is null without a number. */
    static void writeNumber(JsonGenerator json, String field, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.getAsLong());
        } else {
            json.writeNullField(field);
        }
    }

    /** A field that is null without a number. */
    static void writeNumber(JsonGenerator json, String field, OptionalInt value) throws IOException {
        writeNumber(json, field, value.isPresent() ? OptionalLong.of(value.getAsInt()) : OptionalLong.empty());
    }

    /** Writes one JSON value. */
    @FunctionalInterface
    interface Content {
        void write(JsonGenerator json) throws IOException;
    }
}
