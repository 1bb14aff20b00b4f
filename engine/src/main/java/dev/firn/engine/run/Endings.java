package dev.firn.engine.run;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.run.Run.State;
import dev.firn.engine.run.Run.Status;

/** What the end of an attempt makes of its run, within a commit. A stale attempt is a TRANSACTION_CONFLICT. */
final class Endings {
    static final String DROPPED = "the table was dropped";

    private Endings() {}

    static Run completed(Commit commit, RunAttempt attempt, Job job) {
        Run run = attempt.live(attempt.require(commit));
        job.completing(commit, attempt);
        return RunRecords.put(commit, run.finished(run.state().completed(), commit.nowMicros()));
    }

    /** @param attempts a run has failed for good after so many in a row */
    static Run failed(Commit commit, RunAttempt attempt, Failure failure, int attempts) {
        Run run = attempt.live(attempt.require(commit));
        State next = afterFailure(commit, run, failure, attempts);
        return RunRecords.put(commit, run.failed(next, failure.message(), commit.nowMicros()));
    }

    private static State afterFailure(Commit commit, Run run, Failure failure, int attempts) {
        if (NewRuns.isDropped(commit, run.tableId())) {
            return State.of(Status.ABANDONED, DROPPED);
        }
        if (run.stopRequested()) {
            return Orders.stopped(run);
        }
        int failures = run.state().failures() + 1;
        Status status = failures < attempts ? Status.QUEUED : Status.FAILED;
        return new State(status, failure.message(), failure.trace(), failures, "");
    }

    static Run interrupted(Commit commit, RunAttempt attempt) {
        Run run = attempt.live(attempt.require(commit));
        return RunRecords.put(commit, run.stopRequested() ? Orders.stopped(commit, run) : run);
    }
}
