package dev.firn.web;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives every call its query id, the client's or a new one, and returns it as {@code X-Query-Id}. */
@Provider
@PreMatching
public class CallFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String HEADER = "X-Query-Id";

    @Context
    HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext call) {
        CallState.begin(request);
        String given = call.getHeaderString(HEADER);
        CallState.setQueryId(request, given == null ? UUID.randomUUID() : parse(given, "the header X-Query-Id"));
    }

    @Override
    public void filter(ContainerRequestContext call, ContainerResponseContext answer) {
        String queryId = CallState.queryId(request);
        if (queryId != null) {
            answer.getHeaders().putSingle(HEADER, queryId);
        }
        answer.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
        answer.getHeaders().putSingle("Cache-Control", "no-store");
    }

    static UUID parse(String given, String what) {
        try {
            UUID id = UUID.fromString(given);
            if (id.toString().equalsIgnoreCase(given)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw notAUuid(what, e);
        }
        throw notAUuid(what, null);
    }

    private static EngineException notAUuid(String what, @Nullable Throwable cause) {
        return new EngineException(ErrorCode.INVALID_INPUT, "Cannot read " + what + ": it is not a UUID", cause);
    }
}
