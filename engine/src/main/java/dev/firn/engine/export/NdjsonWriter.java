package dev.firn.engine.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

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
            ValueJson.write(json, columns.get(i).type(), row.value(i));
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void end() throws IOException {
        json.flush();
    }
}
