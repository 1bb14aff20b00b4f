package dev.firn.engine;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.Flushes;
import dev.firn.engine.ingest.RowImports;
import dev.firn.engine.security.Accounts;
import dev.firn.engine.statement.Statements;
import java.time.Clock;

/** An open store: the root of everything that the engine offers. One per data directory. */
public final class Engine implements AutoCloseable {
    private Engine() {}

    /** Opens or creates the store of these settings, recovers it and sweeps what a crash left. */
    public static Engine open(EngineSettings settings, StepListener steps, Clock clock) {
        throw new UnsupportedOperationException();
    }

    public Statements statements() {
        throw new UnsupportedOperationException();
    }

    public RowImports imports() {
        throw new UnsupportedOperationException();
    }

    public Flushes flushes() {
        throw new UnsupportedOperationException();
    }

    public Accounts accounts() {
        throw new UnsupportedOperationException();
    }

    /** True while writes are accepted; false after a failed WAL write, until reopened. */
    public boolean writable() {
        throw new UnsupportedOperationException();
    }

    /** Waits for open views and the committer, then closes every native handle. */
    @Override
    public void close() {}
}
