package dev.firn.engine.monitor;

import dev.firn.engine.cold.Quarantine;
import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.monitor.Attention.Kind;
import dev.firn.engine.monitor.Attention.Severity;
import dev.firn.engine.monitor.Attention.Subject;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.Rights;
import dev.firn.engine.store.DiskSpace;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Gathers what needs attention of what the caller may know of, in words that say what to do. */
final class Problems {
    private final Caller caller;
    private final ReadView view;
    private final List<Attention> found = new ArrayList<>();

    Problems(Caller caller, ReadView view) {
        this.caller = caller;
        this.view = view;
    }

    /** The worst first, then the newest. */
    List<Attention> worstFirst() {
        found.sort(Comparator.comparing(Attention::severity)
                .thenComparing(Comparator.comparingLong(
                                (Attention problem) -> problem.sinceMicros().orElse(Long.MAX_VALUE))
                        .reversed()));
        return found;
    }

    void readOnly() {
        add(
                Kind.READ_ONLY,
                Severity.DANGER,
                Subject.of("store", ""),
                OptionalLong.empty(),
                "The store is read-only: RocksDB takes no writes.",
                "Look for the cause in the server's log. When the disk of the state directory is full, free space there:"
                        + " it goes on by itself. Else put the disk right and restart the server. What was"
                        + " acknowledged is kept.");
    }

    /** A disk with less room than its reserve. */
    void disk(DiskSpace.Disk disk) {
        add(
                Kind.DISK,
                Severity.DANGER,
                Subject.of("disk", disk.name()),
                OptionalLong.empty(),
                disk.level() == DiskSpace.Level.FULL
                        ? "The disk of the " + disk.name() + " directory is full: nothing is written."
                        : "The disk of the " + disk.name()
                                + " directory has no room left but its reserve: new rows are refused.",
                "Free space on that disk or make it larger. Flushes and compactions go on as far as the reserve allows.");
    }

    /** Nothing while writers are served at once. */
    void pressure(Pressure.Level level) {
        if (level == Pressure.Level.OK) {
            return;
        }
        boolean hard = level == Pressure.Level.HARD;
        add(
                Kind.PRESSURE,
                hard ? Severity.DANGER : Severity.WARNING,
                Subject.of("buffer", ""),
                OptionalLong.empty(),
                hard
                        ? "The buffer is at its hard limit: writers are refused until rows are flushed."
                        : "The buffer is above its soft limit: writers are delayed and the largest tables flushed early.",
                "See whether flush runs fail or lag behind. When they do their work and this lasts, write more slowly, or"
                        + " raise firn.buffer.soft-mib and firn.buffer.hard-mib.");
    }

    void quarantined() {
        view.quarantined()
                .forEach(file -> view.catalog()
                        .table(file.tableId())
                        .filter(table -> Rights.knows(caller, table))
                        .ifPresent(table -> quarantined(table, file)));
    }

    private void quarantined(Table table, Quarantine file) {
        add(
                Kind.QUARANTINED_FILE,
                Severity.DANGER,
                new Subject(
                        "file", "", table.name().namespace(), table.name().table(), Long.toString(file.fileId()), ""),
                OptionalLong.of(file.sinceMicros()),
                "Data file " + file.fileId() + " of " + table.name() + " is quarantined: "
                        + file.reason().explanation() + ". Statements that need it fail.",
                "Put the file back from a backup; it is checked again by itself. Or accept the loss of its rows: STORAGE"
                        + " DROP FILE '" + file.fileId() + "' FROM TABLE " + table.name() + ".");
    }

    /** Runs that failed for good, where no newer one of the same job has made up for them. */
    void failed(List<Run> runs) {
        for (Run run : known(runs, run -> !hasActive(run))) {
            add(
                    Kind.FAILED_RUN,
                    Severity.DANGER,
                    subject(run),
                    OptionalLong.of(run.times().finishedAtMicros()),
                    name(run) + " failed after " + run.attempt() + (run.attempt() == 1 ? " attempt: " : " attempts: ")
                            + run.state().message(),
                    "Look at the cause that the run shows. When it is put right, restart the run. " + consequence(run));
        }
    }

    /** Runs that wait for another attempt after one that failed. */
    void retried(List<Run> runs) {
        for (Run run : known(
                runs, run -> run.status() == Run.Status.QUEUED && run.state().failures() > 0)) {
            add(
                    Kind.FAILED_RUN,
                    Severity.WARNING,
                    subject(run),
                    OptionalLong.of(run.times().updatedAtMicros()),
                    "Attempt " + run.attempt() + " of " + name(run) + " failed, another follows: "
                            + run.state().message(),
                    "Look at the cause that the run shows. It is tried again by itself; restart it to have that at once. "
                            + consequence(run));
        }
    }

    void stuck(List<Run> runs) {
        for (Run run : known(runs, run -> true)) {
            add(
                    Kind.STUCK_RUN,
                    Severity.DANGER,
                    subject(run),
                    OptionalLong.of(run.times().updatedAtMicros()),
                    name(run) + " is " + run.state().message() + ".",
                    "See whether the disk answers. Stop the run and restart it: it goes on where it was committed. When it"
                            + " does not stop, abandon it. " + consequence(run));
        }
    }

    void overdue(Table table, long ageSeconds, long intervalSeconds) {
        add(
                Kind.FLUSH_OVERDUE,
                Severity.WARNING,
                new Subject("table", "", table.name().namespace(), table.name().table(), "", ""),
                OptionalLong.empty(),
                "The oldest buffered row of " + table.name() + " is " + ageSeconds
                        + " s old; its policy asks for a flush" + " after " + intervalSeconds + " s.",
                "Look at the table's last flush run. After a stop or a failure it waits; STORAGE FLUSH TABLE "
                        + table.name() + " flushes at once.");
    }

    private List<Run> known(List<Run> runs, Predicate<Run> which) {
        return runs.stream()
                .filter(run -> run.tableId() == 0
                        || view.catalog()
                                .table(run.tableId())
                                .filter(table -> Rights.knows(caller, table))
                                .isPresent())
                .filter(which)
                .toList();
    }

    private boolean hasActive(Run over) {
        return view.activeRuns().values().stream()
                .anyMatch(run -> run.tableId() == over.tableId() && JobType.ofRun(run.id()) == over.type());
    }

    private static Subject subject(Run run) {
        return new Subject("job", run.id(), run.namespace(), run.table(), "", "");
    }

    private static String name(Run run) {
        String type = run.type().spelling();
        String what = type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1) + " run " + run.id();
        return run.tableId() == 0 ? what : what + " of " + run.namespace() + "." + run.table();
    }

    private static String consequence(Run run) {
        return switch (run.type()) {
            case FLUSH -> "Its rows stay in the buffer and are found by queries.";
            case COMPACTION -> "Queries read the files as they were.";
            case RETENTION -> "Rows of data files that have outlived their table's TTL stay until then.";
            case SCRUB -> "Files are checked before their first use all the same.";
        };
    }

    private void add(Kind kind, Severity severity, Subject subject, OptionalLong since, String message, String action) {
        found.add(new Attention(kind, severity, subject, since, message, action));
    }
}
