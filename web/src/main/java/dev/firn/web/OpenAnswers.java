package dev.firn.web;

import dev.firn.engine.statement.SqlRun;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;

/** Closes the statements of an answer with its request, also when the client left before the first byte was written. */
@WebListener
public class OpenAnswers implements ServletRequestListener {
    private static final String OPEN = "dev.firn.openAnswer";

    static void closeWithRequest(HttpServletRequest request, SqlRun run) {
        request.setAttribute(OPEN, run);
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        if (event.getServletRequest().getAttribute(OPEN) instanceof SqlRun run) {
            run.close();
        }
    }
}
