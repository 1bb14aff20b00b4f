package dev.firn.web;

import dev.firn.ejb.TableAdmin;
import dev.firn.engine.monitor.Overview;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** Shows operators in one look how the store is getting on. */
@Path("/api/overview")
@ApplicationScoped
@Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
public class OverviewResource {
    @Inject
    TableAdmin tables;

    @Inject
    HealthAnswer health;

    @GET
    public Response show(@Context HttpServletRequest call) {
        Overview overview = tables.overview(CallState.caller(call));
        return Response.ok(Json.document(json -> OverviewJson.write(json, overview, health)), Json.TYPE)
                .build();
    }
}
