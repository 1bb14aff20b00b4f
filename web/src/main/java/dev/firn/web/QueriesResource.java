package dev.firn.web;

import dev.firn.ejb.QueryRunner;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** Cancels requests that run. */
@Path("/api/queries/{id}")
@ApplicationScoped
public class QueriesResource {
    @Inject
    QueryRunner queries;

    @DELETE
    @Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
    public Response cancel(@Context HttpServletRequest call, @PathParam("id") String id) {
        if (!queries.cancel(CallState.caller(call), CallFilter.parse(id, "the query id"))) {
            throw new EngineException(ErrorCode.NOT_FOUND, "Cannot cancel: no query of this id is running");
        }
        return Response.ok("{\"status\":\"success\"}", Json.TYPE).build();
    }
}
