package dev.firn.web;

import dev.firn.ejb.RowInserts;
import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.ingest.ImportRequest;
import dev.firn.engine.ingest.RowImport;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.TableName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes rows in bulk, of any length, each batch whole or not at all. */
@Path("/api/tables/{namespace}/{table}/rows")
@ApplicationScoped
public class RowsResource {
    @Inject
    RowInserts inserts;

    /** The form of the body is looked up by {@link ImportForm}, which says what there is. */
    @POST
    @Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
    public Response store(
            @Context HttpServletRequest call,
            @PathParam("namespace") String namespace,
            @PathParam("table") String table,
            @QueryParam("owner") @Nullable String owner,
            @QueryParam("batch") @DefaultValue("10000") String batch,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            InputStream body) {
        ImportRequest request = new ImportRequest(
                new TableName(namespace.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT)),
                Optional.ofNullable(owner),
                batchRows(batch),
                key(call));
        ImportFormat format = ImportForm.of(contentType);
        try (RowImport rows = inserts.open(CallState.caller(call), request, format, body)) {
            long stored = storeAll(rows);
            double took = CallState.watch(call).millis();
            return Response.ok(answer(stored, took), Json.TYPE).build();
        }
    }

    private long storeAll(RowImport rows) {
        try {
            while (rows.readBatch()) {
                inserts.storeBatch(rows);
            }
            return rows.rowsStored();
        } catch (EngineException e) {
            throw e.details().containsKey("rows_stored") ? e : e.with("rows_stored", rows.rowsStored());
        }
    }

    private static byte[] answer(long stored, double tookMillis) {
        return Json.document(json -> {
            json.writeStartObject();
            json.writeStringField("status", "success");
            json.writeNumberField("rows_stored", stored);
            json.writeNumberField("took", tookMillis);
            json.writeEndObject();
        });
    }

    private static Optional<IdempotencyKey> key(HttpServletRequest call) {
        String key = call.getHeader(SqlResource.IDEMPOTENCY_KEY);
        return Optional.ofNullable(key)
                .map(text -> new IdempotencyKey(CallState.caller(call).userId(), text));
    }

    private static int batchRows(String batch) {
        if (batch.matches("[0-9]{1,9}")) {
            return Integer.parseInt(batch);
        }
        throw new EngineException(
                ErrorCode.INVALID_PARAMETER, "Cannot import: batch must be a number from 1 to 100,000");
    }
}
