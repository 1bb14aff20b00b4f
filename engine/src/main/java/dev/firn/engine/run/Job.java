package dev.firn.engine.run;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.ReadView;
import java.time.Duration;
import java.util.List;

/** What a job type adds to the life of its runs: when one is due, and what beginning and ending mean. */
public interface Job {
    JobType type();

    /**
     * The runs that are needed now, the most urgent first; those that run or wait already may be among them. Asked at
     * every tick and nudge: it looks at what changed, never at every table.
     */
    List<Due> due(ReadView view);

    /** {@link #due} is asked no more often than this. */
    default Duration checkEvery() {
        return Duration.ZERO;
    }

    /** False when a run of the table would find nothing to do. */
    default boolean hasWork(Commit commit, int tableId) {
        return true;
    }

    /** True when the run under way does all that a run asked for now would do. */
    default boolean covers(Commit commit, Run running) {
        return false;
    }

    /** The rows that an attempt beginning now has before it. */
    default long rowsAhead(Commit commit, Run run) {
        return 0;
    }

    /** Takes part in the commit that ends a run as COMPLETED. */
    default void completing(Commit commit, RunAttempt attempt) {}

    /** Told after a run is over, whatever became of it. */
    default void ended(Run run) {}
}
