package dev.firn.engine.flush;

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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.pcollections.TreePMap;

/** The records of flush runs in the store: those that are not over, and a bounded history. */
public final class RunRecords {
    private static final int OLDEST_CANDIDATES = 64;

    private final Committer committer;
    private final int history;
    private final AtomicLong stored;

    RunRecords(Committer committer, int history) {
        this.committer = committer;
        this.history = history;
        try (ReadView view = committer.acquire()) {
            this.stored = new AtomicLong(view.runRecords(Integer.MAX_VALUE).size());
        }
    }

    /** The runs that a store says are not over, for the committer of that store. */
    public static TreePMap<String, RunEntry> active(Store store) {
        TreePMap<String, RunEntry> active = TreePMap.empty();
        try (StoreCursor cursor = store.scan(Family.RUNS, StoreKeys.FIRST, StoreKeys.LAST)) {
            while (cursor.next()) {
                FlushRun run = read(cursor.value());
                if (!run.over()) {
                    active = active.plus(run.id(), entry(run));
                }
            }
        }
        return active;
    }

    static RunEntry entry(FlushRun run) {
        return new RunEntry(run.id(), run.tableId(), run.attempt(), StoredRecord.write(run));
    }

    static FlushRun run(RunEntry entry) {
        return read(entry.record());
    }

    private static FlushRun read(byte[] record) {
        return StoredRecord.read(record, FlushRun.class);
    }

    /** The run as a commit finds it; a TRANSACTION_CONFLICT when it is over. */
    static FlushRun active(Commit commit, String runId) {
        RunEntry active = commit.activeRuns().get(runId);
        if (active == null) {
            throw new EngineException(ErrorCode.TRANSACTION_CONFLICT, "run " + runId + " is over already");
        }
        return run(active);
    }

    /** Runs by age, newest first. */
    List<FlushRun> newest(int limit) {
        try (ReadView view = committer.acquire()) {
            return view.runRecords(limit).stream().map(RunRecords::read).toList();
        }
    }

    Optional<FlushRun> find(String runId) {
        try (ReadView view = committer.acquire()) {
            return view.runRecord(runId).map(RunRecords::read);
        }
    }

    /** Counts a new run and forgets the oldest one that is over, once there are more than the history may hold. */
    void added() {
        if (stored.incrementAndGet() <= history) {
            return;
        }
        try (ReadView view = committer.acquire()) {
            view.oldestRunRecords(OLDEST_CANDIDATES).stream()
                    .map(RunRecords::read)
                    .filter(FlushRun::over)
                    .findFirst()
                    .ifPresent(this::forget);
        }
    }

    private void forget(FlushRun run) {
        committer.submit(commit -> {
            commit.forgetRun(run.id());
            return run.id();
        });
        stored.decrementAndGet();
    }
}
