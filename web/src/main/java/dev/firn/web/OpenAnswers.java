package dev.firn.web;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;

/** Closes an answer with its request, also when the client left before the first byte was written. */
@WebListener
public class OpenAnswers implements ServletRequestListener {
    private static final String OPEN = "dev.firn.openAnswer";

    static void closeWithRequest(HttpServletRequest request, SqlAnswer answer) {
        request.setAttribute(OPEN, answer);
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        if (event.getServletRequest().getAttribute(OPEN) instanceof SqlAnswer answer) {
            answer.close();
        }
    }
}
