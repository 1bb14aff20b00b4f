package dev.firn.engine.flush;

import org.jspecify.annotations.Nullable;

/** Reads the rows that a run still has to flush: from the engine's {@code flushedThrough} to the run's cut. */
public interface FlushReader extends AutoCloseable {
    /** The next item; null at the end. */
    @Nullable
    FlushItem next();

    /** The last position committed in the engine, for people to see; no restart reads it. */
    String checkpoint();

    @Override
    void close();
}
