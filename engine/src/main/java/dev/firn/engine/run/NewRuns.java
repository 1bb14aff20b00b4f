package dev.firn.engine.run;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.run.Run.Status;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.util.Optional;

/** Brings runs into being, within a commit. */
final class NewRuns {
    private final RunIds ids = new RunIds();
    private final RunRecords records;

    NewRuns(RunRecords records) {
        this.records = records;
    }

    /** The run that does what is wanted: one that runs or waits already, or a new one; empty when there is no work. */
    Optional<Run> request(Commit commit, Job job, Due wanted) {
        if (!job.hasWork(commit, wanted.tableId())) {
            return Optional.empty();
        }
        for (Run active : RunRecords.active(commit, new JobKey(job.type(), wanted.tableId()))) {
            if (active.status() == Status.QUEUED) {
                requireSameParameters(active, wanted);
                // Asked for, a run may do more than one that is due.
                return Optional.of(
                        wanted.trigger() == Trigger.MANUAL ? RunRecords.put(commit, active.askedFor()) : active);
            }
            if (active.parameters().equals(wanted.parameters()) && job.covers(commit, active)) {
                return Optional.of(active);
            }
        }
        if (isDropped(commit, wanted.tableId())) {
            throw new EngineException(ErrorCode.TABLE_NOT_FOUND, Endings.DROPPED);
        }
        return Optional.of(queue(commit, job.type(), wanted));
    }

    private static void requireSameParameters(Run queued, Due wanted) {
        if (!queued.parameters().equals(wanted.parameters())) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot start another run: run " + queued.id() + " with other parameters waits for its turn");
        }
    }

    /** A new run for what is due; empty when the table has gone meanwhile. */
    Optional<Run> due(Commit commit, JobType type, Due wanted) {
        return isDropped(commit, wanted.tableId()) ? Optional.empty() : Optional.of(queue(commit, type, wanted));
    }

    private Run queue(Commit commit, JobType type, Due wanted) {
        Optional<Table> table = commit.catalog().table(wanted.tableId());
        String id = ids.next(type, commit.nowMicros() / 1_000);
        while (commit.activeRuns().containsKey(id)) {
            id = ids.next(type, commit.nowMicros() / 1_000);
        }
        Run run = RunRecords.put(commit, Run.queued(id, table, wanted, commit.nowMicros()));
        records.count();
        return run;
    }

    static boolean isDropped(Commit commit, int tableId) {
        return tableId != 0 && commit.catalog().table(tableId).isEmpty();
    }
}
