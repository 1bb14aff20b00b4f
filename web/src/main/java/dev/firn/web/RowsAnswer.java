package dev.firn.web;

import dev.firn.ejb.QueryRunner;
import dev.firn.engine.export.RowWriter;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the request's last statement and nothing else. A failure after the first byte is a last line of NDJSON; CSV
 * and Parquet have no place for it, so they end with a {@link BrokenAnswerException}.
 */
final class RowsAnswer extends SqlAnswer {
    private final AnswerForm form;
    private final UUID queryId;

    private @Nullable QueryResult rows;
    private @Nullable RowWriter writer;
    private long count;

    /** Refuses a request whose last statement has no rows; nothing of it has run. */
    RowsAnswer(AnswerForm form, QueryRunner queries, SqlRun run, UUID queryId) {
        super(queries, run);
        this.form = form;
        this.queryId = queryId;
        if (!run.endsInRows()) {
            throw new EngineException(
                    ErrorCode.NOT_ACCEPTABLE,
                    "Cannot answer in " + form.type() + ": the last statement of the request has no rows; accept "
                            + Json.TYPE);
        }
    }

    @Override
    String type() {
        return form.contentType();
    }

    @Override
    boolean advance() throws IOException {
        if (rows == null || writer == null) {
            begin();
            return false;
        }
        if (rows.next()) {
            writer.write(rows);
            count++;
            return false;
        }
        writer.end();
        if (form == AnswerForm.NDJSON) {
            print("{\"complete\":true,\"row_count\":" + count + "}\n");
        }
        return true;
    }

    /** Runs the next statement; the rows of the last one are those to write. */
    private void begin() throws IOException {
        StatementResult result = next();
        if (!hasNext() && result instanceof StatementResult.Rows last) {
            rows = last.rows();
            writer = writer(last.rows().columns());
        }
    }

    private RowWriter writer(List<ResultColumn> columns) throws IOException {
        return switch (form) {
            case NDJSON -> RowWriter.ndjson(columns, out);
            case CSV -> RowWriter.csv(columns, out);
            case PARQUET -> RowWriter.parquet(columns, out);
            case JSON -> throw new IllegalStateException("JSON has an entry for every statement");
        };
    }

    @Override
    void fail(EngineException reason) throws IOException {
        if (out.isHeld()) {
            out.truncate(0);
            return;
        }
        if (form != AnswerForm.NDJSON || writer == null) {
            throw new BrokenAnswerException(reason);
        }
        writer.end();
        out.write(Json.document(json -> {
            json.writeStartObject();
            json.writeBooleanField("complete", false);
            json.writeFieldName("error");
            new ErrorAnswer(reason, queryId.toString()).writeError(json);
            json.writeEndObject();
        }));
        print("\n");
    }
}
