package dev.firn.engine.run;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * An attempt of a run that is under way in this process: what its steps hold. Progress renews its heartbeat, in memory;
 * the run's record follows with each commit of work and when the attempt ends.
 */
public final class RunAttempt {
    private static final int ROWS_PER_HEARTBEAT = 256;
    private static final long TELL_NANOS = 1_000_000_000;

    private final Committer committer;
    private final LongSupplier nanoClock;
    private final Run run;
    private final long beganNanos;
    private final AtomicLong rowsRead = new AtomicLong();
    private final Runnable onHeartbeat;
    private volatile long toldNanos;
    private volatile long heartbeatNanos;
    private volatile long heartbeatMicros;
    private volatile boolean stopRequested;
    private boolean stuckReported;
    /** Done, and not yet in the run's record. */
    private Work unsaved = Work.NONE;

    /** @param onHeartbeat called after one, at most once a second, in a thread of the attempt */
    RunAttempt(Committer committer, LongSupplier nanoClock, Run run, long beganNanos, Runnable onHeartbeat) {
        this.committer = committer;
        this.nanoClock = nanoClock;
        this.run = run;
        this.beganNanos = beganNanos;
        this.onHeartbeat = onHeartbeat;
        this.toldNanos = nanoClock.getAsLong();
        beat();
    }

    public String runId() {
        return run.id();
    }

    public int number() {
        return run.attempt();
    }

    /** The run as it was when the attempt began. */
    public Run run() {
        return run;
    }

    /** A {@link System#nanoTime()} before the horizon of {@link Run#cut} was taken: rows above it are younger. */
    public long beganNanos() {
        return beganNanos;
    }

    /** The run as a commit finds it; a TRANSACTION_CONFLICT when another attempt has begun or the run is over. */
    public Run require(Commit commit) {
        return RunRecords.run(commit.requireAttempt(run.id(), run.attempt()));
    }

    /** Counts rows read. */
    public void read(long rows) {
        long read = rowsRead.addAndGet(rows);
        if (read / ROWS_PER_HEARTBEAT != (read - rows) / ROWS_PER_HEARTBEAT) {
            heartbeat();
        }
    }

    /** Says that the attempt is still getting on: to be called now and then in a step that counts nothing for long. */
    public void heartbeat() {
        beat();
        tell();
    }

    private void beat() {
        heartbeatMicros = committer.nowMicros();
        heartbeatNanos = nanoClock.getAsLong();
    }

    /** Counts work that a commit makes durable, in that commit. */
    public void done(Commit commit, Work work) {
        Run progressed = require(commit).progressed(work, rowsRead.get(), commit.nowMicros());
        commit.putActiveRun(RunRecords.entry(progressed));
        beat();
    }

    /** Counts work that no commit belongs to. */
    public void done(Work work) {
        synchronized (this) {
            unsaved = unsaved.plus(work);
        }
        heartbeat();
    }

    /** True once an operator asked for the run to stop. */
    public boolean stopRequested() {
        return stopRequested;
    }

    /** Tells those who watch, at most once a second. */
    private void tell() {
        long now = nanoClock.getAsLong();
        if (now - toldNanos >= TELL_NANOS) {
            toldNanos = now;
            onHeartbeat.run();
        }
    }

    void requestStop() {
        stopRequested = true;
    }

    /** Fails when an operator asked for the run to stop; the failure ends the attempt, and the run is STOPPED. */
    public void requireGoingOn() {
        if (stopRequested) {
            throw new EngineException(
                    ErrorCode.QUERY_CANCELLED, "Cannot go on with run " + run.id() + ": it is to stop");
        }
    }

    /** True the first time: an attempt that is stuck is told of once. */
    synchronized boolean reportStuck() {
        boolean first = !stuckReported;
        stuckReported = true;
        return first;
    }

    long heartbeatNanos() {
        return heartbeatNanos;
    }

    /** A record of this attempt's run with what is not stored yet. */
    synchronized Run live(Run stored) {
        long updated = Math.max(stored.times().updatedAtMicros(), heartbeatMicros);
        return stored.progressed(unsaved, rowsRead.get(), updated);
    }
}
