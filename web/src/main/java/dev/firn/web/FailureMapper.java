package dev.firn.web;

import dev.firn.engine.table.EngineException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers every failure of a resource with its code's HTTP status and an {@link ErrorAnswer}. */
@Provider
public class FailureMapper implements ExceptionMapper<Throwable> {
    @Context
    HttpServletRequest request;

    @Override
    public Response toResponse(Throwable failure) {
        // RESTEasy answers OPTIONS by an exception.
        if (failure instanceof WebApplicationException answer
                && answer.getResponse().getStatus() < 400) {
            return answer.getResponse();
        }
        ErrorAnswer error = new ErrorAnswer(Failures.of(failure), CallState.queryId(request));
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return response(error.failure())
                .type(ErrorAnswer.type(accept))
                .entity(error.document(accept, CallState.watch(request).millis()))
                .build();
    }

    /** The status of a failure and the headers that go with it. */
    static Response.ResponseBuilder response(EngineException failure) {
        int status = failure.code().httpStatus();
        Response.ResponseBuilder response = Response.status(status);
        if (status == 401) {
            response.header(
                    HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"firn\", Basic realm=\"firn\", charset=\"UTF-8\"");
        }
        if (status == 429) {
            response.header(
                    HttpHeaders.RETRY_AFTER, failure.details().getOrDefault(EngineException.RETRY_AFTER_SECONDS, 1));
        }
        return response;
    }
}
