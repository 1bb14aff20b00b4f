package dev.firn.engine.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Excerpt;
import dev.firn.engine.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object into the values of a table's columns. Fields are matched ignoring case; an unknown or repeated
 * field is refused, a missing one is NULL. A JSON column takes any value, exactly as it is spelled, but for {@code null},
 * which is NULL.
 */
final class JsonRowReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .build();

    private static final int MAX_REASON_CHARS = 300;

    /** What follows the fact in the parser's messages: where an object began, and further lines. */
    private static final String ABOUT_THE_SOURCE = "(?s)( \\((start marker|for \\w+ starting) at |\n).*";

    private final List<Column> columns;
    private final ImportFields fields;
    private boolean[] seen;
    private @Nullable String owner;

    JsonRowReader(Table table, Optional<String> ownerField) {
        this(table, new ImportFields(table, ownerField));
    }

    JsonRowReader(Table table, ImportFields fields) {
        this.columns = table.schema().columns();
        this.fields = fields;
        this.seen = new boolean[columns.size() + 1];
    }

    /**
     * Reads the object of a line.
     *
     * @return values in the order of the schema's columns
     * @throws EngineException INVALID_INPUT, COLUMN_NOT_FOUND or TYPE_MISMATCH, without the line
     */
    @Nullable
    Object[] read(LineReader line) {
        owner = null;
        seen = new boolean[columns.size() + 1];
        refuseOtherEncodings(line);
        try (JsonParser parser = JSON.createParser(line.bytes(), line.start(), line.end() - line.start())) {
            return object(parser, line);
        } catch (JsonProcessingException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "it is not a JSON object: " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** True when the row read last names the column at an ordinal. */
    boolean names(int ordinal) {
        return seen[ordinal];
    }

    /** The owner field's value in the row read last. */
    Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    private @Nullable Object[] object(JsonParser parser, LineReader line) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "it is not a JSON object");
        }
        @Nullable Object[] values = new Object[columns.size()];
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            field(parser, line, name, values);
        }
        if (parser.nextToken() != null) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "something follows the JSON object");
        }
        return values;
    }

    private void field(JsonParser parser, LineReader line, String name, @Nullable Object[] values) throws IOException {
        ImportFields.Field field = fields.find(name);
        int mark = field.isColumn() ? field.ordinal() : columns.size();
        if (seen[mark]) {
            throw ImportFields.givenTwice(name);
        }
        seen[mark] = true;
        JsonToken token = parser.nextToken();
        if (field.isColumn()) {
            Column column = columns.get(field.ordinal());
            boolean json = column.type().kind() == ColumnType.Kind.JSON && token != JsonToken.VALUE_NULL;
            values[field.ordinal()] =
                    json ? ColumnValues.fromJson(column, jsonText(parser, line)) : value(column, parser, token);
        }
        if (field.isOwner()) {
            owner = owner(parser, token);
        }
    }

    /** The JSON value at the parser's token, exactly as the line spells it. */
    private static String jsonText(JsonParser parser, LineReader line) throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return new String(line.bytes(), line.start() + start, end - start, StandardCharsets.UTF_8);
    }

    private static @Nullable Object value(Column column, JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> ColumnValues.fromText(column, parser.getText());
            case VALUE_TRUE -> ColumnValues.fromBoolean(column, true);
            case VALUE_FALSE -> ColumnValues.fromBoolean(column, false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(column, parser, token);
            case START_OBJECT, START_ARRAY ->
                throw new EngineException(
                                ErrorCode.TYPE_MISMATCH,
                                "column " + column.name() + " of type "
                                        + column.type().sqlName() + " takes no JSON object or array")
                        .with("column", column.name());
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("no value at " + token);
        };
    }

    private static Object number(Column column, JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() < 19) {
            return ColumnValues.fromLong(column, parser.getLongValue());
        }
        return ColumnValues.fromNumber(column, parser.getText());
    }

    private @Nullable String owner(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getText();
            default -> throw new EngineException(ErrorCode.TYPE_MISMATCH, "the owner field is not a text");
        };
    }

    /** Jackson would take zero bytes at the beginning for UTF-16 or UTF-32; no JSON in UTF-8 holds one. */
    private static void refuseOtherEncodings(LineReader line) {
        int end = Math.min(line.end(), line.start() + 4);
        for (int i = line.start(); i < end; i++) {
            if (line.bytes()[i] == 0) {
                throw new EngineException(ErrorCode.INVALID_INPUT, "it is not JSON in UTF-8: it holds a zero byte");
            }
        }
    }

    private static String firstLine(String message) {
        return Excerpt.of(message.replaceFirst(ABOUT_THE_SOURCE, ""), MAX_REASON_CHARS);
    }
}
