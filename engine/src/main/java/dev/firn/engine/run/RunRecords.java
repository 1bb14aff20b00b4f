package dev.firn.engine.run;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RunEntry;
import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.store.StoredRecord;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
                RunWalk walk = new RunWalk(view, RunWalk.Order.OLDEST_FIRST)) {
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

    static Run run(RunEntry entry) {
        return read(entry.record());
    }

    private static Run read(byte[] record) {
        return StoredRecord.read(record, Run.class);
    }

    /** The run as a commit finds it; a TRANSACTION_CONFLICT when it is over. */
    static Run active(Commit commit, String runId) {
        RunEntry active = commit.activeRuns().get(runId);
        if (active == null) {
            throw new EngineException(ErrorCode.TRANSACTION_CONFLICT, "run " + runId + " is over already");
        }
        return run(active);
    }

    /** Runs by age, newest first. */
    List<Run> newest(int limit) {
        List<Run> newest = new ArrayList<>();
        try (ReadView view = committer.acquire();
                RunWalk walk = new RunWalk(view, RunWalk.Order.NEWEST_FIRST)) {
            for (Run run = limit > 0 ? walk.next() : null;
                    run != null;
                    run = newest.size() < limit ? walk.next() : null) {
                newest.add(run);
            }
        }
        return newest;
    }

    Optional<Run> find(String runId) {
        try (ReadView view = committer.acquire()) {
            return view.runRecord(runId).map(RunRecords::read);
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
                RunWalk walk = new RunWalk(view, RunWalk.Order.OLDEST_FIRST)) {
            for (int i = 0; i < OLDEST_CANDIDATES; i++) {
                Run run = walk.next();
                if (run == null || run.over()) {
                    return Optional.ofNullable(run);
                }
            }
        }
        return Optional.empty();
    }

    private void forget(Run run) {
        boolean forgotten = committer.submit(commit -> {
            // An operator may have restarted it meanwhile.
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
