package dev.firn.engine.flush;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.store.FileCalls;
import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreDirectories;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** A store with its committer and flush runs, without the query engine and accounts: opens in milliseconds. */
public final class OpenStore implements AutoCloseable {
    public final Committer committer;
    public final Flushes flushes;
    public final Path data;
    private final StoreDirectories directories;
    private final Store store;

    public OpenStore(Path root, StepListener steps, FlushSettings settings) {
        this(root, steps, settings, Clock.systemUTC());
    }

    public OpenStore(Path root, StepListener steps, FlushSettings settings, Clock clock) {
        this(root, steps, settings, clock, new LocalFileCalls());
    }

    public OpenStore(Path root, StepListener steps, FlushSettings settings, Clock clock, FileCalls files) {
        this.data = root.resolve("data");
        this.directories = StoreDirectories.lock(data, root.resolve("state"), files);
        this.store = directories.openStore(true);
        DataDirectory dataDirectory = new DataDirectory(data, files);
        this.committer = new Committer(store, dataDirectory, RunRecords.active(store), steps, clock);
        this.flushes = new Flushes(committer, dataDirectory, new HotRowRepository(store), steps, settings);
        flushes.sweepAll();
    }

    @Override
    public void close() {
        flushes.close();
        try {
            if (!committer.close(10, TimeUnit.SECONDS)) {
                throw new AssertionError("a view was left open");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        store.close();
        directories.close();
    }
}
