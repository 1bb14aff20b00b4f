package dev.firn.ejb;

import static java.util.Comparator.comparingLong;

import dev.firn.engine.Engine;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Launch;
import dev.firn.engine.run.Run;
import dev.firn.engine.table.EngineException;
import jakarta.annotation.security.PermitAll;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionNotMostRecentException;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.JobRestartException;
import jakarta.batch.operations.NoSuchJobException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.JobExecution;
import jakarta.batch.runtime.JobInstance;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the engine's launches as executions of the job of their type. */
@Singleton
@PermitAll
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FlushRuns {
    private static final Logger LOG = LoggerFactory.getLogger(FlushRuns.class);
    private static final String RUN = "run";
    private static final String ATTEMPT = "attempt";
    /** An interrupted run is among the newest instances; older ones are history. */
    private static final int INSTANCES_SEARCHED = 200;

    @Inject
    Engine engine;

    @Inject
    JobRecords records;

    private boolean reconciled;

    /** Launches what is due. Calls at the same time take turns, so that a launch is taken and started as one step. */
    public synchronized void launch() {
        JobOperator jobs = BatchRuntime.getJobOperator();
        endLost(jobs);
        Set<Long> zombies = reconciled ? Set.of() : new HashSet<>(running(jobs));
        List<Launch> launches = engine.runs().takeLaunches();
        launches.forEach(launch -> launch(jobs, launch));
        records.launched(launches.size(), jobs);
        if (!reconciled) {
            // A restart has ended those whose runs go on.
            zombies.retainAll(running(jobs));
            zombies.forEach(execution -> endZombie(jobs, execution));
            reconciled = true;
        }
    }

    /** Asks an execution to stop; the engine's run has been told already. */
    public void stop(long execution) {
        try {
            BatchRuntime.getJobOperator().stop(execution);
        } catch (NoSuchJobExecutionException | JobExecutionNotRunningException e) {
            LOG.info("Job execution {} needs no stop: {}", execution, e.getMessage());
        }
    }

    /** Ends attempts that make no progress and have no thread any more; the engine launches the next ones. */
    private void endLost(JobOperator jobs) {
        for (Run run : engine.runs().stuck()) {
            if (!isExecuted(jobs, run)) {
                LOG.warn("Run {}, attempt {}, has no running execution: it is ended", run.id(), run.attempt());
                interrupt(run);
            }
        }
    }

    private void interrupt(Run run) {
        try {
            engine.runs().interrupted(run.id(), run.attempt());
        } catch (EngineException e) {
            LOG.info("Attempt {} of run {} has ended by itself: {}", run.attempt(), run.id(), e.getMessage());
        }
    }

    private boolean isExecuted(JobOperator jobs, Run run) {
        if (run.executionId().isEmpty()) {
            return newestExecution(jobs, run.type(), run.id())
                    .map(FlushRuns::isRunning)
                    .orElse(false);
        }
        try {
            return isRunning(jobs.getJobExecution(run.executionId().getAsLong()));
        } catch (NoSuchJobExecutionException e) {
            return false;
        }
    }

    private static boolean isRunning(JobExecution execution) {
        return switch (execution.getBatchStatus()) {
            case STARTING, STARTED, STOPPING -> true;
            case STOPPED, FAILED, COMPLETED, ABANDONED -> false;
        };
    }

    private void launch(JobOperator jobs, Launch launch) {
        try {
            long execution = execute(jobs, launch);
            LOG.info("Run {}, attempt {}: job execution {}", launch.runId(), launch.attempt(), execution);
        } catch (BatchRuntimeException e) {
            LOG.error("Cannot launch run {}, attempt {}", launch.runId(), launch.attempt(), e);
            fail(launch, e);
        }
    }

    private void fail(Launch launch, BatchRuntimeException cause) {
        try {
            engine.runs().failed(launch.runId(), launch.attempt(), cause);
        } catch (EngineException e) {
            LOG.error("Cannot end attempt {} of run {}: {}", launch.attempt(), launch.runId(), e.getMessage());
        }
    }

    private long execute(JobOperator jobs, Launch launch) {
        Properties parameters = new Properties();
        parameters.setProperty(RUN, launch.runId());
        parameters.setProperty(ATTEMPT, Integer.toString(launch.attempt()));
        if (launch.resumed()) {
            Optional<JobExecution> interrupted = newestExecution(jobs, launch.type(), launch.runId());
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
        return jobs.start(launch.type().jobName(), parameters);
    }

    /** The newest execution of the run's job instance, which the run's id among its parameters tells. */
    private Optional<JobExecution> newestExecution(JobOperator jobs, JobType type, String runId) {
        return notedInstance(jobs, runId)
                .map(instance -> newestExecution(jobs, instance))
                .or(() -> instances(jobs, type).stream()
                        .map(instance -> newestExecution(jobs, instance))
                        .filter(newest -> newest.map(FlushRuns::runOf)
                                .filter(runId::equals)
                                .isPresent())
                        .findFirst())
                .flatMap(newest -> newest);
    }

    private static Optional<JobExecution> newestExecution(JobOperator jobs, JobInstance instance) {
        return jobs.getJobExecutions(instance).stream().max(comparingLong(JobExecution::getExecutionId));
    }

    /** The instance of the execution that the run's record names: it spares the search, unless the repository is new. */
    private Optional<JobInstance> notedInstance(JobOperator jobs, String runId) {
        long noted = engine.runs().find(runId).stream()
                .flatMap(run -> run.attempts().stream())
                .mapToLong(Run.Attempt::executionId)
                .max()
                .orElse(0);
        try {
            return noted != 0 && runId.equals(runOf(jobs.getJobExecution(noted)))
                    ? Optional.of(jobs.getJobInstance(noted))
                    : Optional.empty();
        } catch (NoSuchJobExecutionException e) {
            return Optional.empty();
        }
    }

    /** The steps of the run's newest execution, as far as JBeret knows them. */
    public List<JobStep> steps(Run run) {
        JobOperator jobs = BatchRuntime.getJobOperator();
        long begunAtMicros = run.attempts().stream()
                .mapToLong(Run.Attempt::startedAtMicros)
                .max()
                .orElse(0);
        return notedInstance(jobs, run.id())
                .flatMap(instance -> newestExecution(jobs, instance))
                .map(execution -> jobs.getStepExecutions(execution.getExecutionId()).stream()
                        .map(step -> JobStep.of(step, begunAtMicros, JobRecords.partitions(jobs, step)))
                        .toList())
                .orElse(List.of());
    }

    private static List<JobInstance> instances(JobOperator jobs, JobType type) {
        try {
            return jobs.getJobInstances(type.jobName(), 0, INSTANCES_SEARCHED);
        } catch (NoSuchJobException e) {
            return List.of();
        }
    }

    private static List<Long> running(JobOperator jobs) {
        return Arrays.stream(JobType.values())
                .flatMap(type -> running(jobs, type).stream())
                .toList();
    }

    private static List<Long> running(JobOperator jobs, JobType type) {
        try {
            return jobs.getRunningExecutions(type.jobName());
        } catch (NoSuchJobException e) {
            return List.of();
        }
    }

    /**
     * Ends an execution that looks running but belongs to a dead process, and whose run needs no new attempt. JSR-352
     * abandons none that looks running, so it is restarted with its old attempt, which the engine refuses: both
     * executions are then FAILED.
     */
    private static void endZombie(JobOperator jobs, long execution) {
        LOG.info("Job execution {} was left running by a dead process: ending it", execution);
        try {
            jobs.restart(execution, jobs.getParameters(execution));
        } catch (BatchRuntimeException e) {
            LOG.warn("Cannot end job execution {}", execution, e);
        }
    }

    private static @Nullable String runOf(JobExecution execution) {
        return execution.getJobParameters().getProperty(RUN);
    }
}
