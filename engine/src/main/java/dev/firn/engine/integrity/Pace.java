package dev.firn.engine.integrity;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds a reader back to a number of bytes per second. */
final class Pace {
    private final double nanosPerByte;
    private long allowedNanos = System.nanoTime();

    Pace(long bytesPerSecond) {
        this.nanosPerByte = (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    }

    /** Waits as long as bytes that were read take at this pace. Time in which nothing was read is not made up for. */
    void read(int bytes) {
        long now = System.nanoTime();
        allowedNanos = Math.max(allowedNanos, now) + (long) (bytes * nanosPerByte);
        if (allowedNanos > now) {
            LockSupport.parkNanos(allowedNanos - now);
        }
    }
}
