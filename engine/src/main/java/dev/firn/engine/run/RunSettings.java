package dev.firn.engine.run;

import java.time.Duration;

/**
 * Settings of runs.
 *
 * @param history {@code firn.jobs.history}: at most so many run records are kept, the oldest finished ones go first
 * @param concurrent {@code firn.jobs.concurrent}: at most so many runs are executed at a time
 * @param attempts {@code firn.jobs.attempts}: a run has failed for good after so many failed attempts
 * @param heartbeat {@code firn.jobs.heartbeat-seconds}: an attempt without progress for three times as long is stuck
 * @param partitions threads in which one step may work: {@code firn.jobs.threads} for each of the concurrent runs
 */
public record RunSettings(int history, int concurrent, int attempts, Duration heartbeat, int partitions) {}
