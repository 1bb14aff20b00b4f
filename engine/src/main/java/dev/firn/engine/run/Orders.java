package dev.firn.engine.run;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.run.Run.State;
import dev.firn.engine.run.Run.Status;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Locale;

/** What an operator's order makes of a run, by its status, within a commit; an order that does not fit is refused. */
final class Orders {
    private Orders() {}

    /** A run that waits is over; one under way is to stop. */
    static Run stop(Commit commit, Run run, String userId) {
        if (run.over()) {
            throw refused("stop", run);
        }
        Run stopping = run.stopRequested() ? run : run.stopRequestedBy(userId, commit.nowMicros());
        return run.status() == Status.QUEUED ? stopped(commit, stopping) : stopping;
    }

    static Run stopped(Commit commit, Run run) {
        return run.finished(stopped(run), commit.nowMicros());
    }

    static State stopped(Run run) {
        String by = run.state().stopRequestedBy();
        return new State(Status.STOPPED, "stopped by " + by, "", run.state().failures(), by);
    }

    /** A run that failed or was stopped waits for its next attempt; one that waits for it already goes on waiting. */
    static Run restart(Commit commit, Run run) {
        if (run.status() == Status.QUEUED && run.attempt() > 0) {
            return run;
        }
        if (run.status() != Status.FAILED && run.status() != Status.STOPPED) {
            throw refused("restart", run);
        }
        if (run.tableId() != 0 && commit.catalog().table(run.tableId()).isEmpty()) {
            throw new EngineException(
                    ErrorCode.JOB_STATE_CONFLICT, "Cannot restart job " + run.id() + ": its table was dropped");
        }
        JobKey key = JobKey.of(run);
        RunRecords.active(commit, key).stream()
                .filter(other -> other.status() == Status.QUEUED)
                .findFirst()
                .ifPresent(other -> {
                    throw new EngineException(
                            ErrorCode.JOB_STATE_CONFLICT,
                            "Cannot restart job " + run.id() + ": job " + other.id() + " waits for the same work");
                });
        return run.reopened(commit.nowMicros());
    }

    /** A run that is not to be gone on with is over for good; one under way is to be stopped first. */
    static Run abandon(Commit commit, Run run, String userId) {
        if (run.status() == Status.COMPLETED || run.status() == Status.ABANDONED) {
            throw refused("abandon", run);
        }
        if (run.status() == Status.RUNNING && !run.stopRequested()) {
            throw new EngineException(
                    ErrorCode.JOB_STATE_CONFLICT, "Cannot abandon job " + run.id() + ": it is running; stop it first");
        }
        return run.finished(State.of(Status.ABANDONED, "abandoned by " + userId), commit.nowMicros());
    }

    private static EngineException refused(String order, Run run) {
        return new EngineException(
                ErrorCode.JOB_STATE_CONFLICT,
                "Cannot " + order + " job " + run.id() + ": it is "
                        + run.status().name().toLowerCase(Locale.ROOT));
    }
}
