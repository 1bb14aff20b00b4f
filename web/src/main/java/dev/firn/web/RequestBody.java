package dev.firn.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;

/**
 * Reads a request's body as one JSON object, field by field. What is broken, unknown, given twice or too large is
 * refused with its line and column.
 */
final class RequestBody {
    /** The limit of docs/api.md for every body but a bulk import's. */
    static final int LIMIT_BYTES = 10 << 20;

    private RequestBody() {}

    /**
     * @param field reads the value of a field, at its first token; false when there is no field of that name
     */
    static void read(InputStream body, int limitBytes, Field field) {
        try (JsonParser json = Json.factory().createParser(new LimitedInput(body, limitBytes))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw invalid(json, "expected a JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (!field.read(name, json)) {
                    throw invalid(json, "field '" + name + "' is unknown");
                }
            }
            if (json.nextToken() != null) {
                throw invalid(json, "something follows the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw broken(e);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the body: the connection ended", e);
        }
    }

    static String string(JsonParser json, Predicate<String> fits, String expected) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING || !fits.test(json.getText())) {
            throw invalid(json, "field '" + json.currentName() + "' must be " + expected);
        }
        return json.getText();
    }

    static EngineException invalid(JsonParser json, String reason) {
        return new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the body: " + reason)
                .with("line", json.currentTokenLocation().getLineNr())
                .with("column", json.currentTokenLocation().getColumnNr());
    }

    private static EngineException broken(JsonProcessingException e) {
        // Where an object began is of no use beside the place of the failure.
        String fact = e.getOriginalMessage().replaceFirst("(?s) \\((start marker|for \\w+ starting) at .*", "");
        EngineException refused = new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the body: " + fact);
        return e.getLocation() == null
                ? refused
                : refused.with("line", e.getLocation().getLineNr())
                        .with("column", e.getLocation().getColumnNr());
    }

    /** Reads the value of one field. */
    @FunctionalInterface
    interface Field {
        boolean read(String name, JsonParser json) throws IOException;
    }
}
