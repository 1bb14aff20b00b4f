package dev.firn.engine.flush;

import java.util.List;

/** Appends a run's rows to data files and commits each file at its end-of-file mark. */
public interface FlushWriter extends AutoCloseable {
    void write(List<FlushItem> items);

    /** Aborts the open file; what was committed stays. */
    @Override
    void close();
}
