package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firn.ejb.TableAdmin;
import dev.firn.engine.monitor.FileDetail;
import dev.firn.engine.monitor.FileQuery;
import dev.firn.engine.monitor.FileState;
import dev.firn.engine.monitor.Page;
import dev.firn.engine.monitor.ScopeQuery;
import dev.firn.engine.monitor.TableQuery;
import dev.firn.engine.monitor.TableState;
import dev.firn.engine.run.RunQuery.Direction;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Shows tables, their scopes and their data files. */
@Path("/api/tables")
@ApplicationScoped
@Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
public class TablesResource {
    private static final int ROW_GROUPS = 100;
    private static final int DEFAULT_ROW_GROUPS = 10;

    @Inject
    TableAdmin tables;

    @GET
    public Response list(@Context HttpServletRequest call, @Context UriInfo uri) {
        QueryParameters parameters = QueryParameters.read(
                "list tables",
                uri.getQueryParameters(),
                List.of("namespace", "name", "type", "sort", "order", "limit", "cursor"));
        TableQuery query = new TableQuery(
                parameters.value("namespace"),
                parameters.value("name"),
                parameters.words("type", TableKind.values(), TableKind::name),
                parameters.paging(
                        TableQuery.Sort.values(),
                        sort -> sort == TableQuery.Sort.NAME ? Direction.ASCENDING : Direction.DESCENDING));
        return page("tables", tables.tables(CallState.caller(call), query), TableJson::write);
    }

    @GET
    @Path("/{namespace}/{table}")
    public Response show(
            @Context HttpServletRequest call,
            @PathParam("namespace") String namespace,
            @PathParam("table") String table) {
        TableState state = tables.table(CallState.caller(call), name(namespace, table));
        return Response.ok(Json.document(json -> TableJson.writeDetail(json, state)), Json.TYPE)
                .build();
    }

    @GET
    @Path("/{namespace}/{table}/scopes")
    public Response scopes(
            @Context HttpServletRequest call,
            @Context UriInfo uri,
            @PathParam("namespace") String namespace,
            @PathParam("table") String table) {
        QueryParameters parameters = QueryParameters.read(
                "list scopes", uri.getQueryParameters(), List.of("user", "sort", "order", "limit", "cursor"));
        ScopeQuery query = new ScopeQuery(
                parameters.value("user"),
                parameters.paging(
                        ScopeQuery.Sort.values(),
                        sort -> sort == ScopeQuery.Sort.USER ? Direction.ASCENDING : Direction.DESCENDING));
        Caller caller = CallState.caller(call);
        return page("scopes", tables.scopes(caller, name(namespace, table), query), TableJson::writeScope);
    }

    @GET
    @Path("/{namespace}/{table}/files")
    public Response files(
            @Context HttpServletRequest call,
            @Context UriInfo uri,
            @PathParam("namespace") String namespace,
            @PathParam("table") String table) {
        QueryParameters parameters = QueryParameters.read(
                "list data files",
                uri.getQueryParameters(),
                List.of("state", "kind", "job", "sort", "order", "limit", "cursor"));
        FileQuery query = new FileQuery(
                parameters.words("state", FileState.Check.values(), FileState.Check::spelling),
                parameters.word("kind", FileState.Kind.values(), FileState.Kind::spelling),
                parameters.value("job"),
                parameters.paging(FileQuery.Sort.values(), unused -> Direction.DESCENDING));
        Caller caller = CallState.caller(call);
        return page("files", tables.files(caller, name(namespace, table), query), FileJson::write);
    }

    @GET
    @Path("/{namespace}/{table}/files/{file}")
    public Response file(
            @Context HttpServletRequest call,
            @Context UriInfo uri,
            @PathParam("namespace") String namespace,
            @PathParam("table") String table,
            @PathParam("file") String file) {
        QueryParameters parameters =
                QueryParameters.read("show a data file", uri.getQueryParameters(), List.of("from", "limit"));
        int from = parameters.number("from", 0, 0, 999_999_999);
        int limit = parameters.number("limit", DEFAULT_ROW_GROUPS, 1, ROW_GROUPS);
        FileDetail detail = tables.file(CallState.caller(call), name(namespace, table), fileId(file), from, limit);
        return Response.ok(Json.document(json -> FileJson.writeDetail(json, detail)), Json.TYPE)
                .build();
    }

    private static long fileId(String text) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        throw new EngineException(ErrorCode.NOT_FOUND, "Cannot find the data file: its id is a number");
    }

    private static TableName name(String namespace, String table) {
        return new TableName(namespace.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT));
    }

    /** Writes one entry of a page. */
    private interface Entry<T> {
        void write(JsonGenerator json, T entry) throws IOException;
    }

    private static <T> Response page(String name, Page<T> page, Entry<T> entry) {
        byte[] answer = Json.document(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart(name);
            for (T item : page.items()) {
                entry.write(json, item);
            }
            json.writeEndArray();
            json.writeStringField("next", page.next().orElse(null));
            json.writeEndObject();
        });
        return Response.ok(answer, Json.TYPE).build();
    }
}
