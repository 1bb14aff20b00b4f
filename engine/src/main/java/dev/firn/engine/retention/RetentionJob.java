package dev.firn.engine.retention;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.retention.RetentionPass.Supervision;
import dev.firn.engine.run.Due;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.SingleStepJob;
import dev.firn.engine.run.Work;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.time.Duration;
import java.util.List;

/** Retention runs: due for a USER or SHARED table of which something can go; sweeps see to STREAM tables. */
final class RetentionJob implements SingleStepJob {
    private final Retention retention;
    private final Committer committer;
    private final Duration checkEvery;

    RetentionJob(Retention retention, Committer committer, Duration checkEvery) {
        this.retention = retention;
        this.committer = committer;
        this.checkEvery = checkEvery;
    }

    @Override
    public JobType type() {
        return JobType.RETENTION;
    }

    @Override
    public Duration checkEvery() {
        return checkEvery;
    }

    @Override
    public List<Due> due(ReadView view) {
        return view.catalog().tables().stream()
                .filter(table -> table.ttlSeconds() > 0 && table.kind().isFlushed())
                .filter(table -> retention.hasExpired(view, table))
                .map(table -> new Due(table.id(), Run.Trigger.EXPIRY))
                .toList();
    }

    @Override
    public void execute(RunAttempt attempt) {
        Supervision supervision = new Supervision(
                attempt.runId(),
                (commit, removal) ->
                        attempt.done(commit, new Work(removal.rows(), removal.bytes(), removal.files(), "")),
                () -> {
                    attempt.heartbeat();
                    attempt.requireGoingOn();
                });
        retention.apply(table(attempt.run().tableId()), supervision);
    }

    private Table table(int tableId) {
        try (ReadView view = committer.acquire()) {
            return view.catalog()
                    .table(tableId)
                    .orElseThrow(() -> new EngineException(ErrorCode.TABLE_NOT_FOUND, "the table was dropped"));
        }
    }
}
