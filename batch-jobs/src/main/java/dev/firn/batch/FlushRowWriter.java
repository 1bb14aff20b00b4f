package dev.firn.batch;

import dev.firn.engine.Engine;
import dev.firn.engine.flush.FlushItem;
import dev.firn.engine.flush.FlushWriter;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.ItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the rows of a flush run to data files; a mark that ends a file commits it. */
@Named
@Dependent
public class FlushRowWriter implements ItemWriter {
    @Inject
    Engine engine;

    @Inject
    @BatchProperty(name = "run")
    String runId;

    @Inject
    @BatchProperty(name = "attempt")
    int attempt;

    private @Nullable FlushWriter writer;

    @Override
    public void open(@Nullable Serializable checkpoint) {
        writer = engine.flushes().writer(runId, attempt);
    }

    @Override
    public void writeItems(List<Object> items) {
        if (writer == null) {
            throw new IllegalStateException("the writer of run " + runId + " is not open");
        }
        writer.write(items.stream().map(FlushItem.class::cast).toList());
    }

    /** Has none: what is committed stands in the engine. */
    @Override
    public @Nullable Serializable checkpointInfo() {
        return null;
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
