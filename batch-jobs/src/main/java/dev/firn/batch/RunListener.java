package dev.firn.batch;

import dev.firn.engine.Engine;
import dev.firn.engine.table.EngineException;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.listener.JobListener;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the engine which execution carries out a run's attempt, and of its failure. */
@Named
@Dependent
public class RunListener implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunListener.class);

    @Inject
    Engine engine;

    @Inject
    JobContext job;

    @Inject
    @BatchProperty(name = "run")
    String runId;

    @Inject
    @BatchProperty(name = "attempt")
    int attempt;

    @Override
    public void beforeJob() {
        engine.runs().executing(runId, attempt, job.getExecutionId());
    }

    /** A stopped execution is no failure: the run goes on with its next attempt, or is over when it was to stop. */
    @Override
    public void afterJob() {
        if (job.getTransientUserData() instanceof Exception failure) {
            report(() -> engine.runs().failed(runId, attempt, failure));
        } else if (job.getBatchStatus() == BatchStatus.FAILED) {
            Exception unknown = new IllegalStateException("job execution " + job.getExecutionId() + " failed");
            report(() -> engine.runs().failed(runId, attempt, unknown));
        } else if (job.getBatchStatus() == BatchStatus.STOPPING || job.getBatchStatus() == BatchStatus.STOPPED) {
            report(() -> engine.runs().interrupted(runId, attempt));
        }
    }

    private void report(Runnable end) {
        try {
            end.run();
        } catch (EngineException e) {
            LOG.info("Job execution {} is not its run's newest attempt: {}", job.getExecutionId(), e.getMessage());
        }
    }
}
