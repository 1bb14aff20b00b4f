package dev.firn.engine.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HexFormat;

/**
 * Tells whether a text is one JSON value by RFC 8259, within the parser's own bounds: nested at most 1,000 deep, numbers
 * of at most 1,000 characters, names of at most 50,000.
 *
 * <p>An escape of half a surrogate pair is no character: RFC 8259 leaves open what it means, and DuckDB fails on it with
 * every row of a data file.
 */
public final class JsonText {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private JsonText() {}

    public static boolean isValid(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            // A text is read lazily: only the next token shows that it ends.
            return parser.nextToken() == null;
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** True when a JSON value escapes half a surrogate pair alone; any other half must have been refused before. */
    static boolean hasHalfPair(String json) {
        for (int at = json.indexOf('\\'); at >= 0; at = json.indexOf('\\', at)) {
            char unit = escaped(json, at);
            boolean pair = Character.isHighSurrogate(unit) && Character.isLowSurrogate(escaped(json, at + 6));
            if (Character.isSurrogate(unit) && !pair) {
                return true;
            }
            at += pair ? 12 : 2;
        }
        return false;
    }

    /** What {@code \\uXXXX} at a place stands for; U+0000 for anything else. */
    private static char escaped(String json, int at) {
        return json.startsWith("\\u", at) ? (char) HexFormat.fromHexDigits(json, at + 2, at + 6) : 0;
    }
}
