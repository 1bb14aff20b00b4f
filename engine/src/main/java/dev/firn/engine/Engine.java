package dev.firn.engine;

import dev.firn.engine.catalog.User;
import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.compaction.Compactions;
import dev.firn.engine.flush.Flushes;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.ingest.RowImports;
import dev.firn.engine.ingest.Spool;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.integrity.Scrub;
import dev.firn.engine.monitor.Monitor;
import dev.firn.engine.query.Queries;
import dev.firn.engine.retention.Retention;
import dev.firn.engine.run.RunRecords;
import dev.firn.engine.run.Runs;
import dev.firn.engine.security.Accounts;
import dev.firn.engine.security.InitialAdmin;
import dev.firn.engine.statement.OperatorRuns;
import dev.firn.engine.statement.StatementSettings;
import dev.firn.engine.statement.Statements;
import dev.firn.engine.store.DiskSpace;
import dev.firn.engine.store.FileCalls;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreDirectories;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open store: the root of everything that the engine offers. One per data directory. */
public final class Engine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long CLOSE_WAIT_SECONDS = 60;

    private final EngineSettings settings;
    private final StoreDirectories directories;
    private final Store store;
    private final Committer committer;
    private final Runs runs;
    private final Flushes flushes;
    private final Retention retention;
    private final FileChecks fileChecks;
    private final Compactions compactions;
    private final Queries queries;
    private final Accounts accounts;
    private final RowImports imports;
    private final Statements statements;
    private final Monitor monitor;

    private Engine(
            EngineSettings settings,
            StoreDirectories directories,
            Store store,
            DataDirectory data,
            Committer committer,
            Surroundings around) {
        this.settings = settings;
        this.directories = directories;
        this.store = store;
        this.committer = committer;
        this.runs = new Runs(committer, data, settings.runs(), System::nanoTime);
        this.flushes =
                new Flushes(committer, data, runs, new HotRowRepository(store), around.steps(), settings.flush());
        runs.sweepAll();
        this.retention = new Retention(committer, runs, around.steps(), settings.retention());
        createInitialAdmin(around);
        this.accounts = Accounts.open(settings.stateDirectory(), users(), around.passwords(), around.clock());
        this.fileChecks = new FileChecks(committer, data);
        runs.register(new Scrub(committer, fileChecks, settings.scrub()));
        this.queries = Queries.open(settings.query(), fileChecks);
        this.compactions = new Compactions(committer, data, queries, around.steps(), settings.compaction());
        runs.register(compactions);
        this.imports =
                new RowImports(committer, queries, Spool.open(settings.query().spoolDirectory(), settings.imports()));
        this.statements = new Statements(
                committer,
                queries,
                flushes,
                compactions,
                retention,
                around.passwords(),
                new StatementSettings(settings.defaultFlushPolicy(), settings.usersCreateTables(), settings.listed()));
        this.monitor =
                new Monitor(committer, runs, compactions, fileChecks, settings.dataDirectory(), settings.pressure());
    }

    /** Opens or creates the store of these settings, recovers it and sweeps what a crash left. */
    public static Engine open(EngineSettings settings, StepListener steps, Clock clock) {
        return open(settings, new Surroundings(steps, clock));
    }

    /** The same over other calls to the file system: how it behaves when one of them fails. */
    public static Engine open(EngineSettings settings, StepListener steps, Clock clock, FileCalls files) {
        return open(settings, new Surroundings(steps, clock).with(files));
    }

    static Engine open(EngineSettings settings, Surroundings around) {
        StoreDirectories directories =
                StoreDirectories.lock(settings.dataDirectory(), settings.stateDirectory(), around.files());
        DataDirectory data = new DataDirectory(settings.dataDirectory(), around.files());
        boolean opened = false;
        try {
            Engine engine = open(settings, directories, data, around);
            opened = true;
            return engine;
        } finally {
            if (!opened) {
                directories.close();
            }
        }
    }

    private static Engine open(
            EngineSettings settings, StoreDirectories directories, DataDirectory data, Surroundings around) {
        Store store = directories.openStore(settings.syncEveryCommit());
        Committer committer = null;
        boolean opened = false;
        try {
            Pressure pressure = new Pressure(
                    settings.pressure(),
                    new DiskSpace(directories, store, settings.pressure().reserveBytes()));
            committer = new Committer(store, data, RunRecords.active(store), around.steps(), around.clock(), pressure);
            Engine engine = new Engine(settings, directories, store, data, committer, around);
            opened = true;
            return engine;
        } finally {
            if (!opened) {
                close(committer, store);
            }
        }
    }

    /** Closes the store unless somebody still reads it: a freed native handle would end the JVM. */
    private static boolean close(@Nullable Committer committer, Store store) {
        try {
            if (committer == null || committer.close(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
                store.close();
                return true;
            }
            LOG.error("A read of the store did not end within {} s; its files stay open", CLOSE_WAIT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.error("Interrupted while the store closed; its files stay open");
        }
        return false;
    }

    private Accounts.Users users() {
        return new Accounts.Users() {
            @Override
            public Optional<User> find(String id) {
                try (ReadView view = committer.acquire()) {
                    return view.catalog().user(id);
                }
            }

            @Override
            public void alter(String id, UnaryOperator<User> change) {
                committer.alterUser(id, change);
            }
        };
    }

    private void createInitialAdmin(Surroundings around) {
        try (ReadView view = committer.acquire()) {
            if (view.catalog().users().isEmpty()) {
                InitialAdmin admin = new InitialAdmin(settings.stateDirectory(), around.passwords(), around.clock());
                committer.createUser(admin.create(settings.initialAdminPassword()));
            }
        }
    }

    public EngineSettings settings() {
        return settings;
    }

    public Statements statements() {
        return statements;
    }

    public RowImports imports() {
        return imports;
    }

    public Runs runs() {
        return runs;
    }

    /** Tables, files and the whole store as people see them beside rows. */
    public Monitor monitor() {
        return monitor;
    }

    /** Runs of jobs as operators see and steer them. */
    public OperatorRuns operatorRuns() {
        return new OperatorRuns(committer, runs);
    }

    public Flushes flushes() {
        return flushes;
    }

    public Retention retention() {
        return retention;
    }

    public Accounts accounts() {
        return accounts;
    }

    /** The committer, for tests of the engine's parts. */
    public Committer committer() {
        return committer;
    }

    /** The checks of data files, for tests of the engine's parts. */
    public FileChecks fileChecks() {
        return fileChecks;
    }

    /** Listed data files that cannot be read. */
    public long quarantinedFiles() {
        try (ReadView view = committer.acquire()) {
            return view.quarantined().count();
        }
    }

    /** How full the buffer and the disks are. */
    public Pressure pressure() {
        return committer.pressure();
    }

    /** True while writes are accepted: {@link Committer#writable()}. */
    public boolean writable() {
        return committer.writable();
    }

    /**
     * Refuses new work, waits for the committer, for running queries and for open views, then closes every native
     * handle. Should a view stay open for a minute, RocksDB is left open.
     */
    @Override
    public void close() {
        monitor.close();
        runs.close();
        flushes.close();
        retention.close();
        queries.close();
        if (close(committer, store)) {
            directories.close();
        }
    }
}
