package dev.firn.web;

/** Measures how long a request took. */
final class Stopwatch {
    private final long startNanos = System.nanoTime();

    /** Milliseconds so far, with three digits after the point. */
    double millis() {
        long micros = (System.nanoTime() - startNanos) / 1_000;
        return micros / 1_000.0;
    }
}
