package dev.firn.ejb;

import static java.util.Comparator.comparingLong;

import dev.firn.engine.Engine;
import dev.firn.engine.flush.FlushLaunch;
import jakarta.annotation.security.PermitAll;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionNotMostRecentException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.JobRestartException;
import jakarta.batch.operations.NoSuchJobException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.JobInstance;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the engine's flush launches as executions of the job {@code flush-table}. */
@Singleton
@PermitAll
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FlushRuns {
    private static final Logger LOG = LoggerFactory.getLogger(FlushRuns.class);
    private static final String JOB = "flush-table";
    private static final String RUN = "run";
    private static final String ATTEMPT = "attempt";
    /** An interrupted run is among the newest instances; older ones are history. */
    private static final int INSTANCES_SEARCHED = 200;

    @Inject
    Engine engine;

    /** Executions of this server process; those of an earlier one are zombies when they look running. */
    private final Set<Long> started = ConcurrentHashMap.newKeySet();

    private boolean reconciled;

    /** Launches what is due. Calls at the same time take turns, so that a launch is taken and started as one step. */
    public synchronized void launch() {
        JobOperator jobs = BatchRuntime.getJobOperator();
        for (FlushLaunch launch : engine.flushes().takeLaunches()) {
            launch(jobs, launch);
        }
        if (!reconciled) {
            endZombies(jobs);
            reconciled = true;
        }
    }

    private void launch(JobOperator jobs, FlushLaunch launch) {
        try {
            long execution = execute(jobs, launch);
            started.add(execution);
            LOG.info("Run {}, attempt {}: job execution {}", launch.runId(), launch.attempt(), execution);
        } catch (BatchRuntimeException e) {
            LOG.error("Cannot launch run {}, attempt {}", launch.runId(), launch.attempt(), e);
            engine.flushes().failed(launch.runId(), launch.attempt(), e);
        }
    }

    private long execute(JobOperator jobs, FlushLaunch launch) {
        Properties parameters = new Properties();
        parameters.setProperty(RUN, launch.runId());
        parameters.setProperty(ATTEMPT, Integer.toString(launch.attempt()));
        if (launch.resumed()) {
            Optional<JobExecution> interrupted = newestExecution(jobs, launch.runId());
            if (interrupted.isPresent()) {
                try {
                    return jobs.restart(interrupted.get().getExecutionId(), parameters);
                } catch (JobExecutionAlreadyCompleteException
                        | JobExecutionNotMostRecentException
                        | JobRestartException e) {
                    LOG.warn("Run {} gets a new job instance: {}", launch.runId(), e.getMessage());
                }
            }
        }
        return jobs.start(JOB, parameters);
    }

    private static Optional<JobExecution> newestExecution(JobOperator jobs, String runId) {
        for (JobInstance instance : instances(jobs)) {
            List<JobExecution> executions = jobs.getJobExecutions(instance);
            Optional<JobExecution> newest = executions.stream().max(comparingLong(JobExecution::getExecutionId));
            if (newest.isPresent() && runId.equals(runOf(newest.get()))) {
                return newest;
            }
        }
        return Optional.empty();
    }

    private static List<JobInstance> instances(JobOperator jobs) {
        try {
            return jobs.getJobInstances(JOB, 0, INSTANCES_SEARCHED);
        } catch (NoSuchJobException e) {
            return List.of();
        }
    }

    private static List<Long> running(JobOperator jobs) {
        try {
            return jobs.getRunningExecutions(JOB);
        } catch (NoSuchJobException e) {
            return List.of();
        }
    }

    /**
     * Ends executions that look running but belong to a dead process, and whose runs need no new attempt: JSR-352 can
     * abandon none that looks running, so each is restarted with its old attempt, which the engine refuses.
     */
    private void endZombies(JobOperator jobs) {
        for (long execution : running(jobs)) {
            if (!started.contains(execution)) {
                LOG.info("Job execution {} was left running by a dead process: ending it", execution);
                started.add(jobs.restart(execution, jobs.getParameters(execution)));
            }
        }
    }

    private static @Nullable String runOf(JobExecution execution) {
        return execution.getJobParameters().getProperty(RUN);
    }
}
