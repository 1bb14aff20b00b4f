package dev.firn.web;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.ejb.EJBException;
import jakarta.ws.rs.WebApplicationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into a failure that may be shown; the rest of it goes to the log. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static EngineException of(Throwable failure) {
        if (failure instanceof EngineException known) {
            if (known.code() == ErrorCode.INTERNAL_ERROR) {
                LOG.error("Internal error", known);
            }
            return known;
        }
        if (failure instanceof EJBException wrapped && wrapped.getCause() instanceof EngineException known) {
            return known;
        }
        if (failure instanceof WebApplicationException refused
                && refused.getResponse().getStatus() < 500) {
            return refusal(refused.getResponse().getStatus());
        }
        LOG.error("Internal error", failure);
        return new EngineException(ErrorCode.INTERNAL_ERROR, "Internal error: the server's log says more");
    }

    private static EngineException refusal(int status) {
        return switch (status) {
            case 404 -> new EngineException(ErrorCode.NOT_FOUND, "Nothing is at this path");
            case 405 -> new EngineException(ErrorCode.NOT_FOUND, "This path does not have this method");
            case 406 ->
                new EngineException(ErrorCode.NOT_ACCEPTABLE, "None of the accepted media types is offered here");
            case 415 ->
                new EngineException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "The body's media type is not taken here");
            default -> new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the request");
        };
    }
}
