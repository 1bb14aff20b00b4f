package dev.firn.engine.flush;

import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends a run's rows to data files and commits each file at its end-of-file mark. */
public final class FlushWriter implements AutoCloseable {
    private final FlushFiles files;
    private @Nullable OpenFile open;

    FlushWriter(FlushFiles files) {
        this.files = files;
    }

    /** Writes the items of a chunk in order. */
    public void write(List<FlushItem> items) {
        for (FlushItem item : items) {
            if (item instanceof FlushItem.RowVersion row) {
                opened().append(row);
            } else if (item instanceof FlushItem.StartOfFile start) {
                open(start);
            } else if (item instanceof FlushItem.EndOfFile end) {
                commit(end);
            }
        }
        if (open != null) {
            files.reached(Step.CHUNK_APPENDED);
        }
    }

    private void open(FlushItem.StartOfFile start) {
        if (open != null) {
            throw outOfOrder("a file began before the end of another");
        }
        open = files.open(start);
    }

    private OpenFile opened() {
        if (open == null) {
            throw outOfOrder("a row came without a file");
        }
        return open;
    }

    private void commit(FlushItem.EndOfFile end) {
        OpenFile file = opened();
        if (file.writer.rows() != end.rows()) {
            throw outOfOrder("a file of " + end.rows() + " rows got " + file.writer.rows());
        }
        files.publish(file);
        open = null;
    }

    private static EngineException outOfOrder(String what) {
        return new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot flush: " + what);
    }

    /** Aborts the open file; what was committed stays. */
    @Override
    public void close() {
        if (open != null) {
            open.writer.abort();
            open = null;
        }
    }
}
