package dev.firn.web;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;

/** Closes what an answer is made from with its request, also when the client left before the first byte was written. */
@WebListener
public class OpenAnswers implements ServletRequestListener {
    private static final String OPEN = "dev.firn.openAnswer";

    static void closeWithRequest(HttpServletRequest request, Runnable close) {
        request.setAttribute(OPEN, close);
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        if (event.getServletRequest().getAttribute(OPEN) instanceof Runnable close) {
            close.run();
        }
    }
}
