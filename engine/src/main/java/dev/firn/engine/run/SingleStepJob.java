package dev.firn.engine.run;

/** A job whose whole work is one step; the batch runtime calls it through the batchlet {@code runStep}. */
public interface SingleStepJob extends Job {
    /**
     * Does the work that is left, from where the engine's state says it stands. The run is COMPLETED when this returns
     * and has failed when it throws.
     */
    void execute(RunAttempt attempt);
}
