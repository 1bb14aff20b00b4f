package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.ejb.QueryRunner;
import dev.firn.engine.export.ValueJson;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.EngineException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One JSON document with an entry for every statement; a failure stands at its end, after what succeeded. */
final class JsonAnswer extends SqlAnswer {
    private final String user;
    private final UUID queryId;
    private final Stopwatch watch;

    private boolean begun;
    private @Nullable OpenEntry entry;
    private int entries;
    private int entryStart;

    JsonAnswer(QueryRunner queries, SqlRun run, String user, UUID queryId, Stopwatch watch) {
        super(queries, run);
        this.user = user;
        this.queryId = queryId;
        this.watch = watch;
    }

    @Override
    String type() {
        return Json.TYPE;
    }

    @Override
    boolean advance() throws IOException {
        begin();
        if (entry != null) {
            continueEntry(entry);
        } else if (hasNext()) {
            beginEntry(next());
        } else {
            end(null);
            return true;
        }
        return false;
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            print("{\"results\":[");
        }
    }

    private void beginEntry(StatementResult result) throws IOException {
        entryStart = out.heldBytes();
        if (entries++ > 0) {
            print(",");
        }
        JsonGenerator json = Json.generator(out);
        json.writeStartObject();
        if (result instanceof StatementResult.Rows rows) {
            entry = new OpenEntry(json, rows);
            entry.begin();
        } else if (result instanceof StatementResult.Done done) {
            writeDone(json, done);
            json.close();
        }
    }

    private void writeDone(JsonGenerator json, StatementResult.Done done) throws IOException {
        json.writeArrayFieldStart("schema");
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
        json.writeEndArray();
        json.writeNumberField("row_count", done.rowCount());
        json.writeStringField("as_user", user);
        json.writeStringField("message", done.message());
        json.writeEndObject();
    }

    private void continueEntry(OpenEntry open) throws IOException {
        if (!open.writeRow()) {
            open.end(user);
            entry = null;
        }
    }

    @Override
    void fail(EngineException reason) throws IOException {
        if (entry != null) {
            // Closing the generator closes what is open in its JSON.
            entry.abort();
            entry = null;
            if (out.isHeld()) {
                out.truncate(entryStart);
            }
        }
        end(reason);
    }

    private void end(@Nullable EngineException failure) throws IOException {
        byte[] tail = Json.document(json -> {
            json.writeStartObject();
            json.writeStringField("status", failure == null ? "success" : "error");
            json.writeNumberField("took", watch.millis());
            if (failure != null) {
                json.writeFieldName("error");
                new ErrorAnswer(failure, queryId.toString()).writeError(json);
            }
            json.writeEndObject();
        });
        print("],");
        out.write(tail, 1, tail.length - 1);
    }

    /** The entry of a SELECT while its rows are being written. */
    private static final class OpenEntry {
        private final JsonGenerator json;
        private final QueryResult rows;
        private final Optional<String> message;
        private final List<ResultColumn> columns;
        private long count;

        OpenEntry(JsonGenerator json, StatementResult.Rows result) {
            this.json = json;
            this.rows = result.rows();
            this.message = result.message();
            this.columns = rows.columns();
        }

        void begin() throws IOException {
            json.writeArrayFieldStart("schema");
            for (int i = 0; i < columns.size(); i++) {
                json.writeStartObject();
                json.writeStringField("name", columns.get(i).name());
                json.writeStringField("data_type", columns.get(i).type().dataType());
                json.writeNumberField("index", i);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rows");
        }

        boolean writeRow() throws IOException {
            if (!rows.next()) {
                return false;
            }
            json.writeStartArray();
            for (int i = 0; i < columns.size(); i++) {
                ValueJson.write(json, columns.get(i).type(), rows.value(i));
            }
            json.writeEndArray();
            count++;
            return true;
        }

        void end(String user) throws IOException {
            rows.close();
            json.writeEndArray();
            json.writeNumberField("row_count", count);
            json.writeStringField("as_user", user);
            if (message.isPresent()) {
                json.writeStringField("message", message.get());
            }
            json.writeEndObject();
            json.close();
        }

        void abort() throws IOException {
            rows.close();
            json.close();
        }
    }
}
