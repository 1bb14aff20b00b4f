package dev.firn.engine.monitor;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.compaction.Compactions;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.run.Runs;
import java.nio.file.Path;

/** What people see of a store. */
public final class Monitor {
    private final TableMonitor tables;
    private final FileMonitor files;

    /** @param root the data directory */
    public Monitor(Committer committer, Path root, Runs runs, Compactions compactions, FileChecks checks) {
        this.tables = new TableMonitor(committer, runs, new RecentRuns(runs));
        this.files = new FileMonitor(committer, root, runs, compactions, checks);
    }

    public TableMonitor tables() {
        return tables;
    }

    public FileMonitor files() {
        return files;
    }
}
