package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.engine.table.EngineException;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A failure as clients see it: the {@code error} object of docs/api.md, or RFC 9457 {@code application/problem+json}
 * when the client asks for that.
 */
record ErrorAnswer(EngineException failure, @Nullable String queryId) {
    static final String PROBLEM_TYPE = "application/problem+json";

    /** True when a request's Accept header names the problem type. */
    static boolean wantsProblem(@Nullable String accept) {
        return accept != null && accept.contains(PROBLEM_TYPE);
    }

    int httpStatus() {
        return failure.code().httpStatus();
    }

    /** A whole answer, in the form that the Accept header asks for. */
    byte[] document(@Nullable String accept, double tookMillis) {
        return wantsProblem(accept)
                ? Json.document(this::writeProblem)
                : Json.document(json -> {
                    json.writeStartObject();
                    json.writeStringField("status", "error");
                    json.writeArrayFieldStart("results");
                    json.writeEndArray();
                    json.writeNumberField("took", tookMillis);
                    json.writeFieldName("error");
                    writeError(json);
                    json.writeEndObject();
                });
    }

    static String type(@Nullable String accept) {
        return wantsProblem(accept) ? PROBLEM_TYPE : Json.TYPE;
    }

    void writeError(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("code", failure.code().name());
        json.writeStringField("message", failure.getMessage());
        writeDetails(json);
        json.writeStringField("sqlstate", failure.code().sqlState());
        writePosition(json);
        json.writeStringField("query_id", queryId);
        json.writeEndObject();
    }

    private void writeProblem(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "about:blank");
        json.writeStringField("title", failure.code().name());
        json.writeNumberField("status", httpStatus());
        json.writeStringField("detail", failure.getMessage());
        json.writeStringField("code", failure.code().name());
        writeDetails(json);
        json.writeStringField("sqlstate", failure.code().sqlState());
        writePosition(json);
        json.writeStringField("query_id", queryId);
        json.writeEndObject();
    }

    private void writePosition(JsonGenerator json) throws IOException {
        OptionalInt position = failure.position();
        if (position.isPresent()) {
            json.writeNumberField("position", position.getAsInt());
        } else {
            json.writeNullField("position");
        }
    }

    private void writeDetails(JsonGenerator json) throws IOException {
        json.writeFieldName("details");
        if (failure.details().isEmpty()) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        for (Map.Entry<String, Object> detail : failure.details().entrySet()) {
            json.writeFieldName(detail.getKey());
            if (detail.getValue() instanceof Number number) {
                json.writeNumber(number.longValue());
            } else {
                json.writeString(detail.getValue().toString());
            }
        }
        json.writeEndObject();
    }
}
