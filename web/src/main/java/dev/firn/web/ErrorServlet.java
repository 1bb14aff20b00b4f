package dev.firn.web;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The container's own errors, outside every resource, in the form of all others. */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ErrorAnswer error = new ErrorAnswer(failure(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)), null);
        String accept = request.getHeader("Accept");
        response.setStatus(error.httpStatus());
        response.setContentType(ErrorAnswer.type(accept));
        response.getOutputStream().write(error.document(accept, 0));
    }

    private static EngineException failure(Object status) {
        if (status instanceof Integer code && code >= 500) {
            return new EngineException(ErrorCode.INTERNAL_ERROR, "Internal error: the server's log says more");
        }
        if (status instanceof Integer code && code == 400) {
            return new EngineException(ErrorCode.INVALID_INPUT, "Cannot read the request");
        }
        return new EngineException(ErrorCode.NOT_FOUND, "Nothing is at this path");
    }
}
