package dev.firn.web;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Ends the streams of events when the JVM is told to end: the server waits for requests, and they end only so. */
@WebListener
public class EventStreams implements ServletContextListener {
    private final Thread end = new Thread(JobEvents::endAll, "firn-end-streams");

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Runtime.getRuntime().addShutdownHook(end);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            return; // the JVM ends: the thread has been started
        }
    }
}
