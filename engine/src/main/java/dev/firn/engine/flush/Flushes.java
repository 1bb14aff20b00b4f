package dev.firn.engine.flush;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RunEntry;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.FlushRun.State;
import dev.firn.engine.flush.FlushRun.Status;
import dev.firn.engine.flush.FlushRun.Trigger;
import dev.firn.engine.hot.Buffer.TableCounters;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which flush runs to execute and carries out their steps. Every step call names the run and the attempt; a
 * stale attempt is refused with TRANSACTION_CONFLICT. Run records in the store are the truth; the batch runtime's own
 * repository decides nothing.
 */
public final class Flushes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Flushes.class);
    private static final String DROPPED = "the table was dropped";
    private static final int MAX_TRACE_CHARACTERS = 16 << 10;
    private static final long RECLAIM_ROWS = 10_000;

    private final Committer committer;
    private final DataDirectory data;
    private final HotRowRepository rows;
    private final StepListener steps;
    private final FlushSettings settings;
    private final RunIds ids = new RunIds();
    /** One nudge under way and one waiting are enough: a launch takes everything that is due. */
    private final ThreadPoolExecutor nudger = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            task -> daemon(task, "firn-nudger"),
            new ThreadPoolExecutor.DiscardPolicy());

    private final ExecutorService reclaimer = Executors.newSingleThreadExecutor(task -> daemon(task, "firn-reclaimer"));
    /** Rows read by the attempts begun in this process, by run id. */
    private final Map<String, AtomicLong> rowsRead = new ConcurrentHashMap<>();

    private final RunRecords records;
    private final Holds holds = new Holds();
    private volatile @Nullable Runnable nudge;

    public Flushes(
            Committer committer,
            DataDirectory data,
            HotRowRepository rows,
            StepListener steps,
            FlushSettings settings) {
        this.committer = committer;
        this.data = data;
        this.rows = rows;
        this.steps = steps;
        this.settings = settings;
        this.records = new RunRecords(committer, settings.history());
        if (settings.nudge()) {
            committer.onDue(this::nudgeNow);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Registers what to call, in a thread of the engine's, when a launch may have become possible; replaces the one before. */
    public void onNudge(Runnable newNudge) {
        nudge = newNudge;
    }

    /** Calls what is registered, not in the caller's thread: that may be the committer's. */
    private void nudgeNow() {
        nudger.execute(() -> {
            Runnable registered = nudge;
            if (registered != null) {
                registered.run();
            }
        });
    }

    /**
     * What to execute now: interrupted and queued runs first, then a new run for each due table without one. Each
     * launch has begun a new attempt of its run.
     */
    public synchronized List<FlushLaunch> takeLaunches() {
        List<FlushLaunch> launches = new ArrayList<>();
        try (ReadView view = committer.acquire()) {
            Set<Integer> busy = new HashSet<>();
            launchActive(view, busy, launches);
            for (Map.Entry<Integer, TableCounters> buffered :
                    view.bufferedTables().entrySet()) {
                Optional<Table> table = view.catalog().table(buffered.getKey());
                if (table.isPresent() && !busy.contains(buffered.getKey())) {
                    dueBy(table.get().flushPolicy(), buffered.getValue())
                            .filter(trigger -> !holds.holds(buffered.getKey()))
                            .flatMap(trigger -> launchNew(table.get(), trigger))
                            .ifPresent(launches::add);
                }
            }
        }
        return launches;
    }

    private void launchActive(ReadView view, Set<Integer> busy, List<FlushLaunch> launches) {
        List<FlushRun> queued = new ArrayList<>();
        for (RunEntry entry : view.activeRuns().values()) {
            FlushRun run = RunRecords.run(entry);
            if (view.catalog().table(run.tableId()).isEmpty() && !rowsRead.containsKey(run.id())) {
                finish(run.id(), new State(Status.ABANDONED, DROPPED, ""));
            } else if (run.status() == Status.QUEUED) {
                queued.add(run);
            } else {
                busy.add(run.tableId());
                if (!rowsRead.containsKey(run.id())) {
                    begin(run.id()).ifPresent(launches::add);
                }
            }
        }
        for (FlushRun run : queued) {
            if (busy.add(run.tableId())) {
                begin(run.id()).ifPresent(launches::add);
            }
        }
    }

    private static Optional<Trigger> dueBy(FlushPolicy policy, TableCounters buffered) {
        if (buffered.rows() >= policy.rows().orElse(Long.MAX_VALUE)) {
            return Optional.of(Trigger.ROWS);
        }
        long ageNanos = System.nanoTime() - buffered.oldestNanos();
        if (policy.intervalSeconds().isPresent()
                && ageNanos >= TimeUnit.SECONDS.toNanos(policy.intervalSeconds().getAsInt())) {
            return Optional.of(Trigger.INTERVAL);
        }
        return Optional.empty();
    }

    private Optional<FlushLaunch> launchNew(Table table, Trigger trigger) {
        String runId = committer.submit(commit -> {
            FlushRun run = FlushRun.queued(newId(commit), table, trigger, commit.nowMicros());
            commit.putActiveRun(RunRecords.entry(run));
            return run.id();
        });
        records.added();
        return begin(runId);
    }

    private String newId(Commit commit) {
        String id = ids.next(commit.nowMicros() / 1_000);
        while (commit.activeRuns().containsKey(id)) {
            id = ids.next(commit.nowMicros() / 1_000);
        }
        return id;
    }

    /** Begins the run's next attempt; empty when the run has ended since it was looked at. */
    private Optional<FlushLaunch> begin(String runId) {
        Optional<FlushRun> begun = committer.submit(commit -> {
            RunEntry active = commit.activeRuns().get(runId);
            if (active == null) {
                return Optional.empty();
            }
            FlushRun run = RunRecords.run(active);
            FlushRun next =
                    run.begun(commit.lastSeq(), commit.buffered(run.tableId()).rows(), commit.nowMicros());
            commit.putActiveRun(RunRecords.entry(next));
            return Optional.of(next);
        });
        return begun.map(run -> {
            rowsRead.put(runId, new AtomicLong());
            return new FlushLaunch(runId, run.attempt(), run.attempt() > 1);
        });
    }

    /**
     * A run that covers every row of the table acknowledged so far: the running one when its cut is new enough, else one
     * queued for the next {@link #takeLaunches()}; empty when nothing is buffered.
     */
    public Optional<FlushRun> request(Table table) {
        Optional<FlushRun> covering = committer.submit(commit -> {
            TableCounters buffered = commit.buffered(table.id());
            if (buffered.rows() == 0) {
                return Optional.empty();
            }
            Optional<FlushRun> active = commit.activeRuns().values().stream()
                    .filter(entry -> entry.tableId() == table.id())
                    .map(RunRecords::run)
                    .filter(run -> run.status() == Status.QUEUED || run.cut() >= buffered.lastSeq())
                    .findFirst();
            if (active.isPresent()) {
                return active;
            }
            FlushRun run = FlushRun.queued(newId(commit), table, Trigger.MANUAL, commit.nowMicros());
            commit.putActiveRun(RunRecords.entry(run));
            return Optional.of(run);
        });
        covering.ifPresent(run -> nudgeNow());
        return covering;
    }

    /** Notes JSR-352's id of an attempt's execution. */
    public void executing(String runId, int attempt, long executionId) {
        committer.submit(commit -> {
            FlushRun run = RunRecords.run(commit.requireAttempt(runId, attempt));
            commit.putActiveRun(RunRecords.entry(run.with(run.newestAttempt().executing(executionId))));
            return runId;
        });
    }

    public FlushReader reader(String runId, int attempt) {
        FlushRun run = current(runId, attempt);
        AtomicLong counter = rowsRead.computeIfAbsent(runId, unused -> new AtomicLong());
        return new FlushReader(
                committer.acquire(),
                run.tableId(),
                run.cut(),
                settings.rowsPerFile(),
                counter::incrementAndGet,
                () -> run(runId).map(now -> now.progress().checkpoint()).orElse(""));
    }

    public FlushWriter writer(String runId, int attempt) {
        FlushRun run = current(runId, attempt);
        return new FlushWriter(new FlushFiles(committer, data, steps, run, settings.rowsPerFile(), (commit, file) -> {
            FlushRun before = RunRecords.run(commit.requireAttempt(runId, attempt));
            commit.putActiveRun(RunRecords.entry(before.published(file, rowsReadBy(runId), commit.nowMicros())));
        }));
    }

    private FlushRun current(String runId, int attempt) {
        return committer.submit(commit -> RunRecords.run(commit.requireAttempt(runId, attempt)));
    }

    private long rowsReadBy(String runId) {
        AtomicLong counter = rowsRead.get(runId);
        return counter == null ? 0 : counter.get();
    }

    /** Checks that nothing at or below the cut is left hot, reclaims space, sweeps the run's intents, ends the run. */
    public void purge(String runId, int attempt) {
        FlushRun run = current(runId, attempt);
        try (ReadView view = committer.acquire()) {
            for (ScopeView scope : view.scopes(run.tableId())) {
                if (scope.hotRows() > 0 && view.holdsHotRow(scope, run.cut())) {
                    throw new EngineException(
                            ErrorCode.INTERNAL_ERROR,
                            "run " + runId + " left rows of scope " + scope.scopeId() + " at or below its cut");
                }
            }
        }
        sweep(runId);
        FlushRun finished = finish(runId, State.of(Status.COMPLETED));
        holds.succeeded(run.tableId());
        if (finished.progress().rowsWritten() >= RECLAIM_ROWS) {
            reclaimer.execute(() -> rows.reclaim(run.tableId()));
        }
        nudgeIfDue(run.tableId());
    }

    private void nudgeIfDue(int tableId) {
        try (ReadView view = committer.acquire()) {
            boolean queued = view.activeRuns().values().stream().anyMatch(entry -> entry.tableId() == tableId);
            boolean due = settings.nudge()
                    && view.catalog()
                            .table(tableId)
                            .map(table -> view.buffered(tableId).rows()
                                    >= table.flushPolicy().rows().orElse(Long.MAX_VALUE))
                            .orElse(false);
            if (queued || due) {
                nudgeNow();
            }
        }
    }

    /**
     * Ends the attempt as failed; the table is held back for a growing while before a new run. That of a dropped table is
     * abandoned.
     */
    public void failed(String runId, int attempt, Throwable cause) {
        FlushRun run = current(runId, attempt);
        if (isDropped(run.tableId())) {
            finish(runId, new State(Status.ABANDONED, DROPPED, ""));
            sweep(runId);
            return;
        }
        LOG.warn("Flush run {} of {}.{} failed", runId, run.namespace(), run.table(), cause);
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        String text = withoutRoot(trace.toString());
        String shortened = text.substring(0, Math.min(text.length(), MAX_TRACE_CHARACTERS));
        finish(runId, new State(Status.FAILED, withoutRoot(String.valueOf(cause.getMessage())), shortened));
        sweep(runId);
        holds.failed(run.tableId());
    }

    private boolean isDropped(int tableId) {
        try (ReadView view = committer.acquire()) {
            return view.catalog().table(tableId).isEmpty();
        }
    }

    /** Where the data directory lies is nothing for an answer: paths in a failure's words begin below it. */
    private String withoutRoot(String text) {
        return text.replace(data.root().toString() + "/", "");
    }

    private FlushRun finish(String runId, State outcome) {
        FlushRun finished = committer.submit(commit -> {
            FlushRun run = RunRecords.active(commit, runId);
            FlushRun over = run.finished(outcome, rowsReadBy(runId), commit.nowMicros());
            commit.putFinishedRun(RunRecords.entry(over));
            commit.refreshOldest(run.tableId());
            return over;
        });
        rowsRead.remove(runId);
        return finished;
    }

    private void sweep(String runId) {
        try (ReadView view = committer.acquire()) {
            sweep(view.manifest().intents().stream()
                    .filter(intent -> intent.runId().equals(runId))
                    .toList());
        }
    }

    /** Sweeps the intents that a crash left; before the first run is launched. */
    public void sweepAll() {
        try (ReadView view = committer.acquire()) {
            sweep(List.copyOf(view.manifest().intents()));
            for (String path : data.unknownFiles(view.manifest().files())) {
                if (!view.manifest().obsolete().containsValue(path)) {
                    LOG.warn("The data directory holds {}, which the manifest does not list; it is left alone", path);
                }
            }
        }
    }

    private void sweep(List<Intent> intents) {
        intents.forEach(data::sweep);
        if (!intents.isEmpty()) {
            committer.submit(commit -> {
                intents.forEach(commit::forget);
                return intents.size();
            });
        }
    }

    /** Runs by age, newest first, at most {@code limit}, with the progress of the running ones. */
    public List<FlushRun> runs(int limit) {
        return records.newest(limit).stream().map(this::live).toList();
    }

    public Optional<FlushRun> run(String runId) {
        return records.find(runId).map(this::live);
    }

    private FlushRun live(FlushRun run) {
        AtomicLong counter = rowsRead.get(run.id());
        if (counter == null || run.status() != Status.RUNNING) {
            return run;
        }
        return run.with(run.newestAttempt().read(counter.get()));
    }

    /** Waits until space is no longer being reclaimed. */
    @Override
    public void close() {
        nudger.shutdown();
        reclaimer.shutdown();
        try {
            if (!reclaimer.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("Reclaiming space takes longer than a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
