package dev.firn.engine.flush;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.run.RunRecords;
import dev.firn.engine.run.RunSettings;
import dev.firn.engine.run.Runs;
import dev.firn.engine.store.DiskSpace;
import dev.firn.engine.store.FileCalls;
import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreDirectories;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A store with its committer and flush runs, without the query engine and accounts: opens in milliseconds. */
public final class OpenStore implements AutoCloseable {
    public static final RunSettings RUN_SETTINGS = new RunSettings(100, 3, 5, Duration.ofSeconds(20), 2);

    public final Committer committer;
    public final Runs runs;
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
        this(root, steps, settings, clock, files, PressureSettings.DEFAULT);
    }

    public OpenStore(
            Path root,
            StepListener steps,
            FlushSettings settings,
            Clock clock,
            FileCalls files,
            PressureSettings limits) {
        this(root, steps, settings, clock, files, limits, RUN_SETTINGS, System::nanoTime);
    }

    /** @param nanoClock by which runs wait and are stuck */
    public OpenStore(
            Path root,
            StepListener steps,
            FlushSettings settings,
            Clock clock,
            FileCalls files,
            RunSettings runSettings,
            LongSupplier nanoClock) {
        this(root, steps, settings, clock, files, PressureSettings.DEFAULT, runSettings, nanoClock);
    }

    private OpenStore(
            Path root,
            StepListener steps,
            FlushSettings settings,
            Clock clock,
            FileCalls files,
            PressureSettings limits,
            RunSettings runSettings,
            LongSupplier nanoClock) {
        this.data = root.resolve("data");
        this.directories = StoreDirectories.lock(data, root.resolve("state"), files);
        this.store = directories.openStore(true);
        DataDirectory dataDirectory = new DataDirectory(data, files);
        Pressure pressure = new Pressure(limits, new DiskSpace(directories, store, limits.reserveBytes()));
        this.committer = new Committer(store, dataDirectory, RunRecords.active(store), steps, clock, pressure);
        this.runs = new Runs(committer, dataDirectory, runSettings, nanoClock);
        this.flushes = new Flushes(committer, dataDirectory, runs, new HotRowRepository(store), steps, settings);
        runs.sweepAll();
    }

    @Override
    public void close() {
        runs.close();
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
