package dev.firn.batch;

import dev.firn.engine.Engine;
import dev.firn.engine.flush.FlushItem;
import dev.firn.engine.flush.FlushPartition;
import dev.firn.engine.flush.FlushReader;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a flush run and the marks that end its files. */
@Named
@Dependent
public class FlushRowReader implements ItemReader {
    @Inject
    Engine engine;

    @Inject
    @BatchProperty(name = "run")
    String runId;

    @Inject
    @BatchProperty(name = "attempt")
    int attempt;

    @Inject
    @BatchProperty(name = "firstScope")
    long firstScope;

    @Inject
    @BatchProperty(name = "lastScope")
    long lastScope;

    @Inject
    @BatchProperty(name = "scopesOfRun")
    int scopesOfRun;

    private @Nullable FlushReader reader;

    /** Opens at the engine's own position: {@code checkpoint} is for people to see. */
    @Override
    public void open(@Nullable Serializable checkpoint) {
        reader = engine.flushes().reader(runId, attempt, new FlushPartition(firstScope, lastScope, scopesOfRun));
    }

    @Override
    public @Nullable FlushItem readItem() {
        return opened().next();
    }

    @Override
    public Serializable checkpointInfo() {
        return opened().checkpoint();
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
    }

    private FlushReader opened() {
        if (reader == null) {
            throw new IllegalStateException("the reader of run " + runId + " is not open");
        }
        return reader;
    }
}
