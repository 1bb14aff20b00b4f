package dev.firn.engine.monitor;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.compaction.Compactions;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.run.Runs;
import java.nio.file.Path;

/** What people see of a store. */
public final class Monitor implements AutoCloseable {
    private final TableMonitor tables;
    private final FileMonitor files;
    private final StoreMonitor store;

    public Monitor(
            Committer committer,
            Runs runs,
            Compactions compactions,
            FileChecks checks,
            Path dataDirectory,
            PressureSettings limits) {
        RecentRuns recent = new RecentRuns(runs);
        this.tables = new TableMonitor(committer, runs, recent);
        this.files = new FileMonitor(committer, dataDirectory, runs, compactions, checks);
        this.store = new StoreMonitor(committer, runs, tables, recent, limits);
    }

    public TableMonitor tables() {
        return tables;
    }

    public FileMonitor files() {
        return files;
    }

    public StoreMonitor store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
