package dev.firn.batch;

import dev.firn.engine.Engine;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Ends a flush run: checks that its rows have left the buffer and gives their space back. */
@Named
@Dependent
public class PurgeBuffer extends AbstractBatchlet {
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
        engine.flushes().purge(runId, attempt);
        return "COMPLETED";
    }
}
