package dev.firn.engine.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; every line ends with LF. */
final class NdjsonWriter implements RowWriter {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .build();

    private final List<ResultColumn> columns;
    private final List<SerializedString> names;
    private final JsonGenerator json;

    NdjsonWriter(List<ResultColumn> columns, OutputStream out) throws IOException {
        DistinctNames.require(columns, "NDJSON");
        this.columns = columns;
        this.names = columns.stream()
                .map(column -> new SerializedString(column.name()))
                .toList();
        this.json = JSON.createGenerator(out);
        json.setRootValueSeparator(new SerializedString(""));
    }

    @Override
    public void write(QueryResult row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            json.writeFieldName(names.get(i));
            write(columns.get(i).type(), row.value(i));
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    /** A JSON value stands as itself, so that an import finds it again; its line breaks can only be between its parts. */
    private void write(ColumnType type, @Nullable Object value) throws IOException {
        if (type.kind() == ColumnType.Kind.JSON && value instanceof String text && JsonText.isValid(text)) {
            json.writeRawValue(text.replace('\n', ' ').replace('\r', ' '));
        } else {
            ValueJson.write(json, type, value);
        }
    }

    @Override
    public void end() throws IOException {
        json.flush();
    }
}
