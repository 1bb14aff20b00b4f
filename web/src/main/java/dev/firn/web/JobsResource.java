package dev.firn.web;

import dev.firn.ejb.TableAdmin;
import dev.firn.engine.run.Run;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Shows the runs of jobs to operators. */
@Path("/api/jobs")
@ApplicationScoped
@Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
public class JobsResource {
    private static final int LIMIT = 1000;

    @Inject
    TableAdmin tables;

    @GET
    public Response list(@Context HttpServletRequest call, @QueryParam("limit") @DefaultValue("100") String limit) {
        if (!limit.matches("[0-9]{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > LIMIT) {
            throw new EngineException(
                    ErrorCode.INVALID_PARAMETER, "Cannot list jobs: limit must be a number from 1 to " + LIMIT);
        }
        List<Run> runs = tables.runs(CallState.caller(call), Integer.parseInt(limit));
        byte[] answer = Json.document(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("jobs");
            for (Run run : runs) {
                JobJson.write(json, run);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        return Response.ok(answer, Json.TYPE).build();
    }

    @GET
    @Path("/{id}")
    public Response show(@Context HttpServletRequest call, @PathParam("id") String id) {
        Run run = tables.run(CallState.caller(call), id);
        return Response.ok(Json.document(json -> JobJson.write(json, run)), Json.TYPE)
                .build();
    }
}
