package dev.firn.batch;

import jakarta.batch.api.listener.AbstractStepListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Leaves a step's failure where {@link RunListener} finds it: JSR-352 shows a job listener no cause. */
@Named
@Dependent
public class StepFailureListener extends AbstractStepListener {
    @Inject
    JobContext job;

    @Inject
    StepContext step;

    @Override
    public void afterStep() {
        Exception failure = step.getException();
        if (failure != null) {
            job.setTransientUserData(failure);
        }
    }
}
