package dev.firn.web;

import dev.firn.ejb.JobAdmin;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunPage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;

/** Shows operators the runs of jobs, and lets them stop, restart and abandon them. */
@Path("/api/jobs")
@ApplicationScoped
@Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
public class JobsResource {
    @Inject
    JobAdmin jobs;

    @Inject
    SignInMechanism signIn;

    @GET
    public Response list(@Context HttpServletRequest call, @Context UriInfo uri) {
        RunPage page = jobs.page(CallState.caller(call), JobQuery.read(uri.getQueryParameters()));
        byte[] answer = Json.document(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("jobs");
            for (Run run : page.runs()) {
                JobJson.write(json, run);
            }
            json.writeEndArray();
            json.writeStringField("next", page.next().orElse(null));
            json.writeEndObject();
        });
        return Response.ok(answer, Json.TYPE).build();
    }

    @GET
    @Path("/{id}")
    public Response show(@Context HttpServletRequest call, @PathParam("id") String id) {
        JobAdmin.Detail detail = jobs.detail(CallState.caller(call), id);
        return Response.ok(Json.document(json -> JobJson.write(json, detail)), Json.TYPE)
                .build();
    }

    @POST
    @Path("/{id}/stop")
    public Response stop(@Context HttpServletRequest call, @PathParam("id") String id, InputStream body) {
        return answer(jobs.stop(CallState.caller(call), id, reason(call, body)));
    }

    @POST
    @Path("/{id}/restart")
    public Response restart(@Context HttpServletRequest call, @PathParam("id") String id, InputStream body) {
        return answer(jobs.restart(CallState.caller(call), id, reason(call, body)));
    }

    @POST
    @Path("/{id}/abandon")
    public Response abandon(@Context HttpServletRequest call, @PathParam("id") String id, InputStream body) {
        return answer(jobs.abandon(CallState.caller(call), id, reason(call, body)));
    }

    private static String reason(HttpServletRequest call, InputStream body) {
        return OrderBody.reason(call.getContentType(), body);
    }

    private static Response answer(Run run) {
        return Response.ok(Json.document(json -> JobJson.write(json, run)), Json.TYPE)
                .build();
    }

    @GET
    @Path("/events")
    @Produces({JobEvents.TYPE, Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
    public Response events(@Context HttpServletRequest call) {
        JobEvents events = JobEvents.open(jobs, signIn, CallState.caller(call), call.getHeader("Authorization"));
        OpenAnswers.closeWithRequest(call, events::close);
        return Response.ok(events, JobEvents.TYPE).build();
    }
}
