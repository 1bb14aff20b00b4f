package dev.firn.engine.monitor;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.monitor.Overview.Lag;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.Runs;
import dev.firn.engine.security.Rights;
import dev.firn.engine.store.DiskSpace;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the whole store is getting on; looks at the tables with buffered rows and at what is wrong, and at nothing else. */
public final class StoreMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreMonitor.class);
    private static final int MAX_TABLES = 20;
    private static final int MAX_ATTENTION = 100;
    /** A table is overdue when its oldest row waits so long beyond its interval, or as long as the interval again. */
    private static final int OVERDUE_SECONDS = 60;

    private final Committer committer;
    private final Runs runs;
    private final TableMonitor tables;
    private final RecentRuns recent;
    private final PressureSettings limits;
    private final Samples samples;
    private final long openedNanos = System.nanoTime();

    StoreMonitor(Committer committer, Runs runs, TableMonitor tables, RecentRuns recent, PressureSettings limits) {
        this.committer = committer;
        this.runs = runs;
        this.tables = tables;
        this.recent = recent;
        this.limits = limits;
        this.samples = new Samples(committer);
        samples.start();
    }

    /** @throws dev.firn.engine.table.EngineException PERMISSION_DENIED below role service */
    public Overview overview(Caller caller) {
        Rights.requireOperate(caller);
        try (ReadView view = committer.acquire()) {
            List<TableMonitor.Entry> buffering = tables.buffering(caller, view).toList();
            List<DiskSpace.Disk> measured = measuredDisks();
            List<Run> active = active(view);
            List<Run> stuck = runs.stuck();
            List<Attention> attention = attention(new Problems(caller, view), buffering, measured, active, stuck);
            return new Overview(
                    committer.nowMicros(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - openedNanos),
                    samples.all(),
                    buffer(view),
                    measured.stream().map(StoreMonitor::disk).toList(),
                    counts(active, stuck),
                    lag(buffering),
                    tables.nearestToFlush(buffering, MAX_TABLES),
                    buffering.size(),
                    attention.stream().limit(MAX_ATTENTION).toList(),
                    attention.size());
        }
    }

    private List<Run> active(ReadView view) {
        return view.activeRuns().keySet().stream()
                .flatMap(id -> runs.find(id).stream())
                .toList();
    }

    private static Overview.Counts counts(List<Run> active, List<Run> stuck) {
        return new Overview.Counts(count(active, Run.Status.RUNNING), count(active, Run.Status.QUEUED), stuck.size());
    }

    private static long count(List<Run> active, Run.Status status) {
        return active.stream().filter(run -> run.status() == status).count();
    }

    private Overview.BufferLevel buffer(ReadView view) {
        return new Overview.BufferLevel(
                Samples.bufferedRows(view),
                view.bufferedBytes(),
                (long) limits.softMib() << 20,
                (long) limits.hardMib() << 20,
                lowerCase(committer.pressure().level()));
    }

    private static Overview.Disk disk(DiskSpace.Disk disk) {
        return new Overview.Disk(
                disk.name(), disk.totalBytes(), disk.usableBytes(), disk.reserveBytes(), lowerCase(disk.level()));
    }

    private List<DiskSpace.Disk> measuredDisks() {
        try {
            return committer.pressure().disks();
        } catch (IOException e) {
            LOG.warn("Cannot measure the disks: {}", e.getMessage());
            return List.of();
        }
    }

    private List<Attention> attention(
            Problems problems,
            List<TableMonitor.Entry> buffering,
            List<DiskSpace.Disk> measured,
            List<Run> active,
            List<Run> stuck) {
        if (!committer.writable()) {
            problems.readOnly();
        }
        measured.stream().filter(disk -> disk.level() != DiskSpace.Level.OK).forEach(problems::disk);
        problems.pressure(committer.pressure().level());
        problems.quarantined();
        problems.failed(recent.failed().stream()
                .flatMap(run -> runs.find(run.id()).stream())
                .filter(run -> run.status() == Run.Status.FAILED)
                .toList());
        problems.retried(active);
        problems.stuck(stuck);
        for (TableMonitor.Entry entry : buffering) {
            Table table = entry.sight().table();
            OptionalInt interval = interval(table);
            long age = entry.buffered().ageSeconds().orElse(0);
            if (interval.isPresent() && age - interval.getAsInt() > Math.max(OVERDUE_SECONDS, interval.getAsInt())) {
                problems.overdue(table, age, interval.getAsInt());
            }
        }
        return problems.worstFirst();
    }

    private static OptionalInt interval(Table table) {
        FlushPolicy policy = table.flushPolicy();
        return table.kind().isFlushed() ? policy.intervalSeconds() : OptionalInt.empty();
    }

    private static Optional<Lag> lag(List<TableMonitor.Entry> buffering) {
        return buffering.stream()
                .filter(entry -> entry.sight().table().kind().isFlushed())
                .map(StoreMonitor::lag)
                .max(Comparator.comparingLong(Lag::overdueSeconds).thenComparingLong(Lag::ageSeconds));
    }

    private static Lag lag(TableMonitor.Entry entry) {
        Table table = entry.sight().table();
        OptionalInt interval = interval(table);
        long age = entry.buffered().ageSeconds().orElse(0);
        long overdue = interval.isPresent() ? Math.max(0, age - interval.getAsInt()) : 0;
        return new Lag(table.name(), age, interval, overdue);
    }

    private static String lowerCase(Enum<?> level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        samples.close();
    }
}
