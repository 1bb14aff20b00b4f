package dev.firn.engine.flush;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.Runs;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a flush run: read the buffer, write data files, purge. Each call names the run and its attempt. */
public final class Flushes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Flushes.class);

    private final Committer committer;
    private final DataDirectory data;
    private final StepListener steps;
    private final FlushSettings settings;
    private final Runs runs;
    private final FlushJob job;

    public Flushes(
            Committer committer,
            DataDirectory data,
            Runs runs,
            HotRowRepository rows,
            StepListener steps,
            FlushSettings settings) {
        this.committer = committer;
        this.data = data;
        this.steps = steps;
        this.settings = settings;
        this.runs = runs;
        this.job = new FlushJob(committer, runs, rows, settings.nudge());
        runs.register(job);
        if (settings.nudge()) {
            committer.onDue(runs::nudge);
        }
    }

    /** The runs that these are steps of. */
    public Runs runs() {
        return runs;
    }

    /**
     * A run that covers every row of the table acknowledged so far: the running one when its cut is new enough, else one
     * queued for the next launch; empty when nothing is buffered.
     */
    public Optional<Run> request(Table table) {
        return runs.request(JobType.FLUSH, table.id(), Run.Trigger.MANUAL, Map.of());
    }

    /** The partitions in which an attempt reads and writes, at the same time. */
    public List<FlushPartition> partitions(String runId, int number) {
        RunAttempt attempt = runs.attempt(runId, number);
        try (ReadView view = committer.acquire()) {
            List<ScopeView> buffered = view.scopes(attempt.run().tableId()).stream()
                    .filter(scope -> scope.hotRows() > 0)
                    .toList();
            List<FlushPartition> partitions = FlushPartition.split(
                    buffered, settings.partitionRows(), runs.settings().partitions());
            if (partitions.size() > 1) {
                LOG.info("Run {}, attempt {} works in {} partitions", runId, number, partitions.size());
            }
            return partitions;
        }
    }

    /** Reads the rows of one partition of an attempt. */
    public FlushReader reader(String runId, int number, FlushPartition partition) {
        RunAttempt attempt = runs.attempt(runId, number);
        Supplier<String> checkpoint =
                () -> runs.find(runId).map(now -> now.progress().checkpoint()).orElse("");
        return new FlushReader(committer.acquire(), attempt, partition, settings, checkpoint);
    }

    public FlushWriter writer(String runId, int number) {
        RunAttempt attempt = runs.attempt(runId, number);
        return new FlushWriter(new FlushFiles(committer, data, steps, attempt));
    }

    /** Checks that nothing at or below the cut is left hot, and ends the run. */
    public void purge(String runId, int number) {
        RunAttempt attempt = runs.attempt(runId, number);
        Run run = attempt.run();
        try (ReadView view = committer.acquire()) {
            for (ScopeView scope : view.scopes(run.tableId())) {
                if (scope.hotRows() > 0 && view.holdsHotRow(scope, run.cut())) {
                    throw new EngineException(
                            ErrorCode.INTERNAL_ERROR,
                            "run " + runId + " left rows of scope " + scope.scopeId() + " at or below its cut");
                }
            }
        }
        runs.completed(attempt);
    }

    @Override
    public void close() {
        job.close();
    }
}
