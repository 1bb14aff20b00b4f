package dev.firn.engine.retention;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.retention.RetentionPass.Supervision;
import dev.firn.engine.run.Runs;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes rows that are older than their table's time to live. Those of USER and SHARED tables stay visible until a
 * retention run removes them; those of STREAM tables are invisible at once, and a sweep of the engine's own evicts them
 * later, the oldest first also when a table exceeds its bytes.
 */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int MAX_TRIES = 5;

    private final Committer committer;
    private final StepListener steps;
    private final RetentionSettings settings;
    private final ScheduledFuture<?> sweeps;
    private final AtomicBoolean nudged = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor sweeper = new ScheduledThreadPoolExecutor(
            1,
            task -> {
                Thread thread = new Thread(task, "firn-stream-sweeper");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    public Retention(Committer committer, Runs runs, StepListener steps, RetentionSettings settings) {
        this.committer = committer;
        this.steps = steps;
        this.settings = settings;
        runs.register(new RetentionJob(this, committer, Duration.ofSeconds(settings.checkSeconds())));
        committer.limitStreams(settings.streamTableBytes(), this::nudge);
        this.sweeps = sweeper.scheduleWithFixedDelay(
                this::sweepQuietly, settings.checkSeconds(), settings.checkSeconds(), TimeUnit.SECONDS);
    }

    private void nudge() {
        if (nudged.compareAndSet(false, true)) {
            sweeper.execute(this::sweepQuietly);
        }
    }

    private void sweepQuietly() {
        nudged.set(false);
        try {
            sweepStreams();
        } catch (RuntimeException e) { // a timer's task that throws is never called again
            LOG.warn("Expired rows of STREAM tables stay stored until the next sweep", e);
        }
    }

    /** Evicts the expired rows of STREAM tables, and the oldest ones of tables that exceed their bytes. */
    public synchronized void sweepStreams() {
        for (Table table : tables()) {
            if (table.kind() == TableKind.STREAM) {
                sweep(table);
            }
        }
    }

    private void sweep(Table table) {
        RetentionPass pass = new RetentionPass(committer, steps, table, Supervision.NONE);
        try {
            pass.removeHot(expiredBefore(table));
            if (buffered(table) > settings.streamTableBytes()) {
                pass.shrink(settings.streamTableBytes() / 10 * 9);
            }
        } catch (EngineException e) {
            if (e.code() != ErrorCode.TRANSACTION_CONFLICT) {
                throw e;
            }
            LOG.debug("The next sweep goes on with {}", table.name(), e);
        }
    }

    private long buffered(Table table) {
        try (ReadView view = committer.acquire()) {
            return view.buffered(table.id()).bytes();
        }
    }

    private List<Table> tables() {
        try (ReadView view = committer.acquire()) {
            return view.catalog().tables().stream()
                    .filter(table -> table.ttlSeconds() > 0)
                    .toList();
        }
    }

    /** The time before which a row of the table must have been written to be expired now. */
    private long expiredBefore(Table table) {
        if (table.kind() == TableKind.STREAM) {
            try (ReadView view = committer.acquire()) {
                return table.expiredBefore(view.instantMicros());
            }
        }
        return table.expiredBefore(committer.nowMicros());
    }

    /** What a run for the table would remove now: data files, then hot versions by scope. */
    public List<Expired> list(ReadView view, Table table) {
        long before = expiredBefore(table);
        List<Expired> expired = new ArrayList<>();
        ExpiredFiles files = ExpiredFiles.of(view.manifest(), table.id(), before);
        for (DataFile file : files.all()) {
            expired.add(new Expired(
                    Optional.of(file),
                    file.scopes()
                            .map(scope -> view.scope(scope).orElseThrow().scope())
                            .toList(),
                    file.rows(),
                    file.bytes(),
                    file.maxWrittenAtMicros()));
        }
        for (ScopeView scope : view.scopes(table.id())) {
            if (scope.hotRows() > 0 && files.all().containsAll(view.dataFiles(scope))) {
                hot(view, scope, before).ifPresent(expired::add);
            }
        }
        return expired;
    }

    private static Optional<Expired> hot(ReadView view, ScopeView scope, long before) {
        long rows = 0;
        long bytes = 0;
        long newest = 0;
        try (RowCursor cursor = view.hotRows(scope)) {
            while (cursor.next() && RowFormat.writtenAtMicros(cursor.value()) < before) {
                rows++;
                bytes += cursor.value().length;
                newest = Math.max(newest, RowFormat.writtenAtMicros(cursor.value()));
            }
        }
        return rows == 0
                ? Optional.empty()
                : Optional.of(new Expired(Optional.empty(), List.of(scope.scope()), rows, bytes, newest));
    }

    /** True when a run for the table would remove something now. */
    public boolean hasExpired(ReadView view, Table table) {
        long before = expiredBefore(table);
        ExpiredFiles files = ExpiredFiles.of(view.manifest(), table.id(), before);
        return !files.all().isEmpty() || (!isFlushing(view, table) && hasExpiredHot(view, table, before));
    }

    private static boolean hasExpiredHot(ReadView view, Table table, long before) {
        for (ScopeView scope : view.scopes(table.id())) {
            if (scope.hotRows() > 0
                    && scope.oldestHotMicros() < before
                    && view.dataFiles(scope).isEmpty()) {
                try (RowCursor cursor = view.hotRows(scope)) {
                    if (cursor.next() && RowFormat.writtenAtMicros(cursor.value()) < before) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Removes the expired rows of a table at once, outside of a run. */
    public void apply(Table table) {
        apply(table, Supervision.NONE);
    }

    void apply(Table table, Supervision supervision) {
        RetentionPass pass = new RetentionPass(committer, steps, table, supervision);
        retried(() -> pass.removeFiles(expiredBefore(table)));
        retried(() -> {
            if (!isFlushing(table)) {
                pass.removeHot(expiredBefore(table));
            }
        });
        pass.forgetKeys();
    }

    /** A flush has read rows that it is about to write: they are removed when they are in a file, or by a later run. */
    private static boolean isFlushing(ReadView view, Table table) {
        return view.activeRuns().values().stream().anyMatch(run -> run.isFlushUnderWay(table.id()));
    }

    private boolean isFlushing(Table table) {
        try (ReadView view = committer.acquire()) {
            return isFlushing(view, table);
        }
    }

    private static void retried(Runnable action) {
        for (int tries = 1; ; tries++) {
            try {
                action.run();
                return;
            } catch (EngineException e) {
                if (e.code() != ErrorCode.TRANSACTION_CONFLICT || tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Ends the sweep under way. */
    @Override
    public void close() {
        sweeps.cancel(false);
        sweeper.shutdown();
        try {
            if (!sweeper.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("A sweep of STREAM tables takes longer than a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
