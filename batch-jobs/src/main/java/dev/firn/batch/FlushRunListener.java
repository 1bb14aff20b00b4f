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
public class FlushRunListener implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(FlushRunListener.class);

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
        engine.flushes().executing(runId, attempt, job.getExecutionId());
    }

    /** A stopped execution is no failure: the run goes on with its next attempt. */
    @Override
    public void afterJob() {
        if (job.getTransientUserData() instanceof Exception failure) {
            report(failure);
        } else if (job.getBatchStatus() == BatchStatus.FAILED) {
            report(new IllegalStateException("job execution " + job.getExecutionId() + " failed"));
        }
    }

    private void report(Exception failure) {
        try {
            engine.flushes().failed(runId, attempt, failure);
        } catch (EngineException e) {
            LOG.info("Job execution {} is not its run's newest attempt: {}", job.getExecutionId(), e.getMessage());
        }
    }
}
