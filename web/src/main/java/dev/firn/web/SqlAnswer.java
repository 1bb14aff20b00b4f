package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.ejb.QueryRunner;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one {@code /sql} request, made step by step: its first 64 KiB are held back, so that a failure within
 * them has its own HTTP status and takes the failed statement's rows back; what follows is written row by row.
 */
final class SqlAnswer implements AutoCloseable {
    private static final int HELD_BYTES = 64 << 10;

    private final QueryRunner queries;
    private final SqlRun run;
    private final String user;
    private final UUID queryId;
    private final Stopwatch watch;
    private final AnswerOutput out = new AnswerOutput();

    private @Nullable OpenEntry entry;
    private int entries;
    private int entryStart;
    private @Nullable EngineException failure;
    private boolean finished;

    SqlAnswer(QueryRunner queries, SqlRun run, String user, UUID queryId, Stopwatch watch) {
        this.queries = queries;
        this.run = run;
        this.user = user;
        this.queryId = queryId;
        this.watch = watch;
    }

    /** Runs until the answer has ended or as much is held back as may be. */
    void hold() throws IOException {
        print("{\"results\":[");
        while (!finished && out.heldBytes() < HELD_BYTES) {
            step();
        }
    }

    /** True when the answer has ended, so that its status is known. */
    boolean finished() {
        return finished;
    }

    /** The failure that ended the answer, null when it succeeded so far. */
    @Nullable
    EngineException failure() {
        return failure;
    }

    /** The whole answer, when it has ended while held back. */
    byte[] held() {
        return out.toByteArray();
    }

    /** Sends what is held back and runs to the end. */
    void sendTo(OutputStream client) throws IOException {
        out.sendTo(client);
        while (!finished) {
            step();
        }
    }

    @Override
    public void close() {
        run.close();
    }

    private void step() throws IOException {
        try {
            if (entry != null) {
                continueEntry(entry);
            } else if (run.hasNext()) {
                beginEntry(queries.next(run));
            } else {
                end();
            }
        } catch (RuntimeException e) {
            fail(Failures.of(e));
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

    private void fail(EngineException reason) throws IOException {
        failure = reason;
        if (entry != null) {
            // Closing the generator closes what is open in its JSON.
            entry.abort();
            entry = null;
            if (out.isHeld()) {
                out.truncate(entryStart);
            }
        }
        end();
    }

    private void end() throws IOException {
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
        finished = true;
    }

    private void print(String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.US_ASCII));
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
