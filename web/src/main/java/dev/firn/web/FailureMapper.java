package dev.firn.web;

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
        Response.ResponseBuilder response = Response.status(error.httpStatus())
                .type(ErrorAnswer.type(accept))
                .entity(error.document(accept, CallState.watch(request).millis()));
        if (error.httpStatus() == 401) {
            response.header(
                    HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"firn\", Basic realm=\"firn\", charset=\"UTF-8\"");
        }
        if (error.httpStatus() == 429) {
            response.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return response.build();
    }
}
