package dev.firn.engine.flush;

import dev.firn.engine.table.Table;
import java.util.List;
import java.util.Optional;

/**
 * Decides which flush runs to execute and carries out their steps. Every step call names the run and the attempt; a
 * stale attempt is refused with TRANSACTION_CONFLICT.
 */
public interface Flushes {
    /**
     * What to execute now: interrupted and queued runs first, then a new run for each due table without one. Each
     * launch has begun a new attempt of its run.
     */
    List<FlushLaunch> takeLaunches();

    /** Registers what to call, in any thread, when a launch may have become possible; replaces the one before. */
    void onNudge(Runnable nudge);

    /**
     * A run that covers every row of the table acknowledged so far, queued for the next {@link #takeLaunches()}; empty
     * when nothing is buffered.
     */
    Optional<FlushRun> request(Table table);

    /** Notes JSR-352's id of an attempt's execution. */
    void executing(String runId, int attempt, long executionId);

    FlushReader reader(String runId, int attempt);

    FlushWriter writer(String runId, int attempt);

    /** Checks that nothing at or below the cut is left hot, reclaims space, sweeps the run's intents, ends the run. */
    void purge(String runId, int attempt);

    /** Ends the attempt as failed; the table is held back for a growing while before a new run. */
    void failed(String runId, int attempt, Throwable cause);

    /** Runs by age, newest first, at most {@code limit}. */
    List<FlushRun> runs(int limit);

    Optional<FlushRun> run(String runId);
}
