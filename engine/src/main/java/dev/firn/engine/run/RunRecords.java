package dev.firn.engine.run;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RunEntry;
import dev.firn.engine.run.Run.OrderKind;
import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.pcollections.TreePMap;

/** The records of runs in the store: those that are not over, and a bounded history. */
public final class RunRecords {
    private static final int OLDEST_CANDIDATES = 64;

    private final Committer committer;
    private final int history;
    private final AtomicLong stored = new AtomicLong();

    /** @param each gets every stored run once */
    RunRecords(Committer committer, int history, Consumer<Run> each) {
        this.committer = committer;
        this.history = history;
        try (ReadView view = committer.acquire();
                RunWalk walk = new RunWalk(view, RunQuery.Direction.ASCENDING)) {
            for (Run run = walk.next(); run != null; run = walk.next()) {
                stored.incrementAndGet();
                each.accept(run);
            }
        }
    }

    /** The runs that a store says are not over, for the committer of that store. */
    public static TreePMap<String, RunEntry> active(Store store) {
        TreePMap<String, RunEntry> active = TreePMap.empty();
        try (StoreCursor cursor = store.scan(Family.RUNS, StoreKeys.FIRST, StoreKeys.LAST)) {
            while (cursor.next()) {
                Run run = read(cursor.value());
                if (!run.over()) {
                    active = active.plus(run.id(), entry(run));
                }
            }
        }
        return active;
    }

    static RunEntry entry(Run run) {
        int underWay = run.status() == Run.Status.RUNNING ? run.attempt() : 0;
        return new RunEntry(run.id(), run.tableId(), underWay, StoredRecord.write(run));
    }

    /** Stores a run as it stands; answers it. */
    static Run put(Commit commit, Run run) {
        if (run.over()) {
            commit.putFinishedRun(entry(run));
        } else {
            commit.putActiveRun(entry(run));
        }
        return run;
    }

    static Run run(RunEntry entry) {
        return read(entry.record());
    }

    private static Run read(byte[] record) {
        return StoredRecord.read(record, Run.class);
    }

    /** The run as a commit finds it, when it is not over. */
    static Optional<Run> active(Commit commit, String runId) {
        return Optional.ofNullable(commit.activeRuns().get(runId)).map(RunRecords::run);
    }

    /** The runs that are not over of one type and table. */
    static List<Run> active(Commit commit, JobKey key) {
        return commit.activeRuns().values().stream()
                .filter(entry -> entry.tableId() == key.tableId() && JobType.ofRun(entry.id()) == key.type())
                .map(RunRecords::run)
                .toList();
    }

    /** Runs by age, newest first. */
    List<Run> newest(int limit) {
        List<Run> newest = new ArrayList<>();
        try (ReadView view = committer.acquire();
                RunWalk walk = new RunWalk(view, RunQuery.Direction.DESCENDING)) {
            for (Run run = limit > 0 ? walk.next() : null;
                    run != null;
                    run = newest.size() < limit ? walk.next() : null) {
                newest.add(run);
            }
        }
        return newest;
    }

    /** A page of runs, each first made what {@code live} makes of it. */
    RunPage page(RunQuery query, UnaryOperator<Run> live, Predicate<Run> visible) {
        RunPages page = new RunPages(query);
        String from = RunIds.firstAge(query.filter().fromMicros() / 1_000);
        String through = RunIds.firstAge(query.filter().untilMicros() / 1_000 + 1);
        Optional<String> after = query.after()
                .filter(unused -> query.sort() == RunQuery.Sort.CREATED)
                .map(position -> RunIds.age(RunPosition.parse(position).runId()));
        if (after.isPresent() && query.direction() == RunQuery.Direction.DESCENDING) {
            through = after.get().compareTo(through) < 0 ? after.get() : through;
        } else if (after.isPresent()) {
            from = after.get().compareTo(from) > 0 ? after.get() : from;
        }
        try (ReadView view = committer.acquire();
                RunWalk walk = new RunWalk(view, query.direction(), from, through)) {
            for (Run run = walk.next(); run != null && !page.full(); run = walk.next()) {
                if (visible.test(run)) {
                    page.add(live.apply(run));
                }
            }
        }
        return page.page();
    }

    Optional<Run> find(String runId) {
        try (ReadView view = committer.acquire()) {
            return view.runRecord(runId).map(RunRecords::read);
        }
    }

    /**
     * Carries out an order on a stored run, also on one that is over, and keeps it with the run.
     *
     * @param order what it makes of the run, within a commit
     */
    synchronized Run order(String runId, OrderKind kind, Operator by, BiFunction<Commit, Run, Run> order) {
        // Only orders bring back a run that is over: under this lock, what is found so stays so.
        while (true) {
            Run found = find(runId)
                    .orElseThrow(() -> new EngineException(
                            ErrorCode.NOT_FOUND,
                            "Cannot " + kind.name().toLowerCase(Locale.ROOT) + " job: no job has this id"));
            Optional<Run> ordered = committer.submit(commit -> active(commit, runId)
                    .or(() -> Optional.of(found).filter(Run::over))
                    .map(run -> order.apply(commit, run).ordered(kind, by, commit.nowMicros()))
                    .map(run -> put(commit, run)));
            if (ordered.isPresent()) {
                return ordered.get();
            }
        }
    }

    /** Counts a new run. */
    void count() {
        stored.incrementAndGet();
    }

    /** Forgets the oldest run that is over, once there are more than the history may hold. */
    void trim() {
        if (stored.get() > history) {
            oldestOver().ifPresent(this::forget);
        }
    }

    private Optional<Run> oldestOver() {
        try (ReadView view = committer.acquire();
                RunWalk walk = new RunWalk(view, RunQuery.Direction.ASCENDING)) {
            for (int i = 0; i < OLDEST_CANDIDATES; i++) {
                Run run = walk.next();
                if (run == null || run.over()) {
                    return Optional.ofNullable(run);
                }
            }
        }
        return Optional.empty();
    }

    private synchronized void forget(Run run) {
        boolean forgotten = committer.submit(commit -> {
            // An operator may have restarted it meanwhile, under this lock.
            boolean over = !commit.activeRuns().containsKey(run.id());
            if (over) {
                commit.forgetRun(run.id());
            }
            return over;
        });
        if (forgotten) {
            stored.decrementAndGet();
        }
    }
}
