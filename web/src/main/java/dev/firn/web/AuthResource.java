package dev.firn.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.firn.ejb.SignIns;
import dev.firn.engine.security.Accounts;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Gives tokens for a password or an older token. */
@Path("/api/auth")
@ApplicationScoped
@Produces({Json.TYPE, ErrorAnswer.PROBLEM_TYPE})
public class AuthResource {
    private static final int BODY_LIMIT_BYTES = 16 << 10;

    @Inject
    SignIns signIns;

    @POST
    @Path("/login")
    @PermitAll
    @Consumes(Json.TYPE)
    public Response login(InputStream body) {
        Map<String, String> fields = strings(body, Set.of("user", "password"));
        return tokens(signIns.signIn(required(fields, "user"), required(fields, "password")));
    }

    @POST
    @Path("/refresh")
    @PermitAll
    @Consumes(Json.TYPE)
    public Response refresh(InputStream body) {
        Map<String, String> fields = strings(body, Set.of("refresh_token"));
        return tokens(signIns.refresh(required(fields, "refresh_token")));
    }

    /** Ends the sign-in that the call's token is of. */
    @POST
    @Path("/logout")
    public Response logout(@Context HttpServletRequest call) {
        CallState.caller(call);
        signIns.signOut(SignInMechanism.token(call.getHeader("Authorization"))
                .orElseThrow(() -> new EngineException(
                        ErrorCode.INVALID_INPUT, "Cannot sign out: the call carries no token but a password")));
        byte[] answer = Json.document(json -> {
            json.writeStartObject();
            json.writeStringField("status", "success");
            json.writeEndObject();
        });
        return Response.ok(answer, Json.TYPE).build();
    }

    @GET
    @Path("/me")
    public Response me(@Context HttpServletRequest call) {
        Caller caller = CallState.caller(call);
        byte[] answer = Json.document(json -> {
            json.writeStartObject();
            writeUser(json, caller);
            json.writeEndObject();
        });
        return Response.ok(answer, Json.TYPE).build();
    }

    private static Response tokens(Accounts.Session session) {
        byte[] answer = Json.document(json -> {
            json.writeStartObject();
            writeUser(json, session.caller());
            json.writeStringField("access_token", session.accessToken());
            json.writeStringField("expires_at", instant(session.accessExpiresAtMicros()));
            json.writeStringField("refresh_token", session.refreshToken());
            json.writeStringField("refresh_expires_at", instant(session.refreshExpiresAtMicros()));
            json.writeEndObject();
        });
        return Response.ok(answer, Json.TYPE).build();
    }

    private static void writeUser(JsonGenerator json, Caller caller) throws IOException {
        json.writeObjectFieldStart("user");
        json.writeStringField("id", caller.userId());
        json.writeStringField("role", caller.role().spelling());
        json.writeEndObject();
    }

    private static String instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }

    private static Map<String, String> strings(InputStream body, Set<String> names) {
        Map<String, String> fields = new HashMap<>();
        RequestBody.read(body, BODY_LIMIT_BYTES, (String name, JsonParser json) -> {
            if (!names.contains(name)) {
                return false;
            }
            fields.put(name, RequestBody.string(json, text -> !text.isEmpty(), "a string that is not empty"));
            return true;
        });
        return fields;
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the body: field '" + name + "' is missing");
        }
        return value;
    }
}
