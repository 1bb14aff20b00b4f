package dev.firn.engine.ingest;

import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; blank lines are left out. */
final class NdjsonRows implements RowReader {
    private final LineReader lines;
    private final JsonRowReader objects;

    NdjsonRows(JsonRowReader objects, InputStream input) {
        this.lines = new LineReader(input);
        this.objects = objects;
    }

    @Override
    public boolean advance() {
        while (lines.advance()) {
            if (!lines.isBlank()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable Object[] values() {
        return objects.read(lines);
    }

    @Override
    public boolean names(int ordinal) {
        return objects.names(ordinal);
    }

    @Override
    public Optional<String> owner() {
        return objects.owner();
    }

    @Override
    public long place() {
        return lines.lineNumber();
    }

    @Override
    public String unit() {
        return "line";
    }

    @Override
    public long bytesRead() {
        return lines.bytesRead();
    }

    @Override
    public void close() {}
}
