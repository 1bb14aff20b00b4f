package dev.firn.web;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Objects;

/** What everyone may read: the health check and this API's description. */
@Path("/")
@ApplicationScoped
@PermitAll
public class PublicResource {
    @Inject
    HealthAnswer health;

    @GET
    @Path("/api/healthcheck")
    public Response healthcheck() {
        return Response.status(health.httpStatus())
                .type(Json.TYPE)
                .entity(health.document())
                .build();
    }

    @GET
    @Path("/openapi")
    public Response openapi() {
        InputStream description = Objects.requireNonNull(PublicResource.class.getResourceAsStream("openapi.yaml"));
        return Response.ok(description, "application/yaml").build();
    }
}
