package dev.firn.engine.run;

/**
 * An order to execute a run now.
 *
 * @param runId the job parameter by which an execution is matched to its run
 * @param attempt the job parameter that every engine call of the execution carries
 * @param resumed true when an earlier attempt of the run ended early: restart its job instance if there is one
 */
public record Launch(JobType type, String runId, int attempt, boolean resumed) {}
