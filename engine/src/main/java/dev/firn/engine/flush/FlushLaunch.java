package dev.firn.engine.flush;

/**
 * An order to execute a flush run now.
 *
 * @param runId the job parameter by which an execution is matched to its run
 * @param attempt the job parameter that every engine call of the execution carries
 * @param resumed true when an earlier execution of the run was interrupted: restart its job instance if there is one
 */
public record FlushLaunch(String runId, int attempt, boolean resumed) {}
