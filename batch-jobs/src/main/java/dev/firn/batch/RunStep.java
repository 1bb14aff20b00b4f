package dev.firn.batch;

import dev.firn.engine.Engine;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** The one step of a job whose work the engine does in one call. The engine sees for itself that a run is to stop. */
@Named
@Dependent
public class RunStep extends AbstractBatchlet {
    @Inject
    Engine engine;

    @Inject
    @BatchProperty(name = "run")
    String runId;

    @Inject
    @BatchProperty(name = "attempt")
    int attempt;

    @Override
    public String process() {
        engine.runs().execute(runId, attempt);
        return "COMPLETED";
    }
}
