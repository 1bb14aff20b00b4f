package dev.firn.engine.export;

import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RFC 4180 with a header row and CR LF after every record. */
final class CsvWriter implements RowWriter {
    private final List<ResultColumn> columns;
    private final OutputStream out;
    private final StringBuilder record = new StringBuilder();

    CsvWriter(List<ResultColumn> columns, OutputStream out) throws IOException {
        this.columns = columns;
        this.out = out;
        for (int i = 0; i < columns.size(); i++) {
            cell(i, columns.get(i).name());
        }
        endRecord();
    }

    @Override
    public void write(QueryResult row) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.value(i);
            cell(i, value == null ? null : ValueText.of(columns.get(i).type(), value));
        }
        endRecord();
    }

    @Override
    public void end() {}

    private void cell(int index, @Nullable String text) {
        if (index > 0) {
            record.append(',');
        }
        if (text == null) {
            return;
        }
        if (needsQuotes(text)) {
            record.append('"').append(text.replace("\"", "\"\"")).append('"');
        } else {
            record.append(text);
        }
    }

    /** Empty text is quoted to tell it from NULL, a byte order mark so that it is not taken for the file's. */
    private static boolean needsQuotes(String text) {
        if (text.isEmpty()) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '"', ',', '\r', '\n', '\uFEFF' -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    private void endRecord() throws IOException {
        record.append("\r\n");
        out.write(record.toString().getBytes(StandardCharsets.UTF_8));
        record.setLength(0);
    }
}
