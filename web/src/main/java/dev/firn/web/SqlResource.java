package dev.firn.web;

import dev.firn.ejb.QueryRunner;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/** Runs SQL. */
@Path("/api/sql")
@ApplicationScoped
public class SqlResource {
    @Inject
    QueryRunner queries;

    @POST
    @Consumes(Json.TYPE)
    @Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
    public Response run(@Context HttpServletRequest call, InputStream body) throws IOException {
        Caller caller = CallState.caller(call);
        UUID queryId = UUID.fromString(CallState.queryId(call));
        SqlRequest request = SqlBody.read(body, queryId);
        SqlRun run = queries.start(caller, request);
        SqlAnswer answer = new SqlAnswer(queries, run, caller.userId(), queryId, CallState.watch(call));
        OpenAnswers.closeWithRequest(call, answer);
        answer.hold();
        return answer.finished() ? complete(call, answer) : streamed(answer);
    }

    private static Response complete(HttpServletRequest call, SqlAnswer answer) {
        answer.close();
        EngineException failure = answer.failure();
        if (failure == null) {
            return Response.ok(answer.held(), Json.TYPE).build();
        }
        if (ErrorAnswer.wantsProblem(call.getHeader(HttpHeaders.ACCEPT))) {
            throw failure;
        }
        return Response.status(failure.code().httpStatus())
                .type(Json.TYPE)
                .entity(answer.held())
                .build();
    }

    private static Response streamed(SqlAnswer answer) {
        StreamingOutput output = client -> {
            try (answer) {
                answer.sendTo(client);
            }
        };
        return Response.ok(output, Json.TYPE).build();
    }
}
