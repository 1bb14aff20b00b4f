package dev.firn.engine.run;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Tables whose runs of a type wait for a while: after failures, longer after each, and after an operator's stop. */
final class Holds {
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration AFTER_LAST_ATTEMPT = Duration.ofMinutes(30);
    static final Duration AFTER_STOP = Duration.ofMinutes(10);
    private static final int DOUBLINGS = 10;

    private final LongSupplier nanoClock;
    private final Map<JobKey, Hold> holds = new ConcurrentHashMap<>();

    /**
     * @param failures in a row
     * @param throughSeq the hold ends early when a row above it is buffered
     */
    private record Hold(int failures, long untilNanos, long throughSeq) {}

    Holds(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** @param lastSeq of the newest row buffered for the table */
    boolean holds(JobKey key, long lastSeq) {
        Hold hold = holds.get(key);
        return hold != null && hold.untilNanos() - nanoClock.getAsLong() > 0 && lastSeq <= hold.throughSeq();
    }

    /**
     * Holds back what may follow a run whose attempt has ended, or a run that has.
     *
     * @param lastSeq of the newest row buffered for the table
     */
    void ended(Run run, LongSupplier lastSeq) {
        JobKey key = JobKey.of(run);
        switch (run.status()) {
            case QUEUED -> failed(key);
            case FAILED -> failedForGood(key, lastSeq.getAsLong());
            case STOPPED -> stopped(key, AFTER_STOP);
            case COMPLETED, ABANDONED -> release(key);
            case RUNNING -> throw new IllegalStateException("run " + run.id() + " has not ended");
        }
    }

    /** Holds back for what is left of the time after an operator's stop, in an earlier process maybe. */
    void recall(Run run, long nowMicros) {
        Duration ago = Duration.ofNanos(Math.max(0, nowMicros - run.times().finishedAtMicros()) * 1_000);
        Duration left = AFTER_STOP.minus(ago);
        if (run.status() == Run.Status.STOPPED && !left.isNegative()) {
            stopped(JobKey.of(run), left);
        } else if (run.over()) {
            release(JobKey.of(run));
        }
    }

    /** Holds back the next attempt after one that failed; answers for how long. */
    Duration failed(JobKey key) {
        int failures = failures(key) + 1;
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        Duration wait = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        put(key, failures, wait, Long.MAX_VALUE);
        return wait;
    }

    /** Holds back new runs after the last attempt of one failed, until rows arrive that were not there then. */
    void failedForGood(JobKey key, long lastSeq) {
        put(key, failures(key) + 1, AFTER_LAST_ATTEMPT, lastSeq);
    }

    /** Holds back new runs after an operator stopped one. */
    void stopped(JobKey key, Duration left) {
        put(key, failures(key), left, Long.MAX_VALUE);
    }

    private void put(JobKey key, int failures, Duration wait, long throughSeq) {
        holds.put(key, new Hold(failures, nanoClock.getAsLong() + wait.toNanos(), throughSeq));
    }

    private int failures(JobKey key) {
        Hold before = holds.get(key);
        return before == null ? 0 : before.failures();
    }

    void release(JobKey key) {
        holds.remove(key);
    }
}
