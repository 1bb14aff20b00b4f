package dev.firn.engine.flush;

import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.hot.Buffer.TableCounters;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.run.Due;
import dev.firn.engine.run.Job;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.Runs;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flush runs: due when a table's buffer reaches its policy's rows or age; each covers what was acknowledged before it. */
final class FlushJob implements Job, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlushJob.class);
    private static final long RECLAIM_ROWS = 10_000;

    private final Committer committer;
    private final Runs runs;
    private final HotRowRepository rows;
    private final boolean nudge;
    private final ExecutorService reclaimer = Executors.newSingleThreadExecutor(FlushJob::reclaimerThread);

    FlushJob(Committer committer, Runs runs, HotRowRepository rows, boolean nudge) {
        this.committer = committer;
        this.runs = runs;
        this.rows = rows;
        this.nudge = nudge;
    }

    private static Thread reclaimerThread(Runnable task) {
        Thread thread = new Thread(task, "firn-reclaimer");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public JobType type() {
        return JobType.FLUSH;
    }

    @Override
    public List<Due> due(ReadView view) {
        long toFlush = committer.pressure().bytesToFlush(view.bufferedBytes());
        List<Due> due = new ArrayList<>();
        Map<Integer, TableCounters> flushable = new HashMap<>(view.bufferedTables());
        flushable
                .keySet()
                .removeIf(tableId -> view.catalog()
                        .table(tableId)
                        .filter(table -> table.kind().isFlushed())
                        .isEmpty());
        for (int tableId : PressedTables.largest(flushable, toFlush)) {
            due.add(new Due(tableId, Run.Trigger.PRESSURE));
        }
        due.addAll(due(flushable, id -> view.catalog().table(id)));
        return due;
    }

    /** Looks at the tables with buffered rows and at no other. */
    static List<Due> due(Map<Integer, TableCounters> buffered, IntFunction<Optional<Table>> tables) {
        List<Due> due = new ArrayList<>();
        buffered.forEach((tableId, counters) -> tables.apply(tableId)
                .flatMap(table -> trigger(table.flushPolicy(), counters))
                .ifPresent(trigger -> due.add(new Due(tableId, trigger))));
        return due;
    }

    private static Optional<Run.Trigger> trigger(FlushPolicy policy, TableCounters buffered) {
        if (buffered.rows() >= policy.rows().orElse(Long.MAX_VALUE)) {
            return Optional.of(Run.Trigger.ROWS);
        }
        long ageNanos = System.nanoTime() - buffered.oldestNanos();
        if (policy.intervalSeconds().isPresent()
                && ageNanos >= TimeUnit.SECONDS.toNanos(policy.intervalSeconds().getAsInt())) {
            return Optional.of(Run.Trigger.INTERVAL);
        }
        return Optional.empty();
    }

    @Override
    public boolean hasWork(Commit commit, int tableId) {
        return commit.buffered(tableId).rows() > 0
                && commit.catalog()
                        .table(tableId)
                        .filter(table -> table.kind().isFlushed())
                        .isPresent();
    }

    @Override
    public boolean covers(Commit commit, Run running) {
        return running.cut() >= commit.buffered(running.tableId()).lastSeq();
    }

    @Override
    public long rowsAhead(Commit commit, Run run) {
        return commit.buffered(run.tableId()).rows();
    }

    @Override
    public void completing(Commit commit, RunAttempt attempt) {
        commit.bufferedSince(attempt.run().tableId(), attempt.beganNanos());
    }

    @Override
    public void ended(Run run) {
        if (run.progress().rowsWritten() >= RECLAIM_ROWS) {
            reclaimer.execute(() -> rows.reclaim(run.tableId()));
        }
        if (nudge && isMoreDue(run.tableId())) {
            runs.nudge();
        }
    }

    private boolean isMoreDue(int tableId) {
        try (ReadView view = committer.acquire()) {
            if (committer.pressure().bytesToFlush(view.bufferedBytes()) > 0) {
                return true;
            }
            long threshold = view.catalog()
                    .table(tableId)
                    .filter(table -> table.kind().isFlushed())
                    .map(table -> table.flushPolicy().rows().orElse(Long.MAX_VALUE))
                    .orElse(Long.MAX_VALUE);
            return view.buffered(tableId).rows() >= threshold;
        }
    }

    /** Waits until space is no longer being reclaimed. */
    @Override
    public void close() {
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
