package dev.firn.engine.integrity;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Quarantine.Reason;
import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.Due;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.run.RunAttempt;
import dev.firn.engine.run.SingleStepJob;
import dev.firn.engine.run.Work;
import dev.firn.engine.table.Table;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads every data file of a table, at times and when asked to, so that damage is found while there is still a backup of
 * the file. It quarantines what is damaged and releases what is whole again; finding damage is no failure of the run. An
 * attempt goes on behind the last file that an earlier one has noted.
 */
public final class Scrub implements SingleStepJob {
    private static final Duration CHECK_EVERY = Duration.ofMinutes(5);
    /** Progress is stored after so many bytes or files: what a crash lets read again. */
    private static final long BYTES_PER_NOTE = 256L << 20;

    private static final int FILES_PER_NOTE = 200;

    private final Committer committer;
    private final FileChecks checks;
    private final ScrubSettings settings;

    public Scrub(Committer committer, FileChecks checks, ScrubSettings settings) {
        this.committer = committer;
        this.checks = checks;
        this.settings = settings;
    }

    @Override
    public JobType type() {
        return JobType.SCRUB;
    }

    @Override
    public Duration checkEvery() {
        return CHECK_EVERY;
    }

    /** Tables whose files were checked, or at first written, longer ago than the interval; the longest first. */
    @Override
    public List<Due> due(ReadView view) {
        if (settings.interval().isZero()) {
            return List.of();
        }
        long before = committer.nowMicros()
                - TimeUnit.SECONDS.toMicros(settings.interval().toSeconds());
        Map<Integer, Long> oldest = new HashMap<>();
        for (DataFile file : view.manifest().files()) {
            oldest.merge(file.tableId(), file.total().maxWrittenAtMicros(), Math::min);
        }
        oldest.replaceAll(
                (tableId, written) -> view.damage().scrubbedAtMicros(tableId).orElse(written));
        return oldest.entrySet().stream()
                .filter(table -> table.getValue() < before)
                .sorted(Comparator.comparing(Map.Entry::getValue))
                .map(table -> new Due(table.getKey(), Trigger.CHECK))
                .toList();
    }

    @Override
    public boolean hasWork(Commit commit, int tableId) {
        return !commit.manifest().files(tableId).isEmpty();
    }

    @Override
    public long rowsAhead(Commit commit, Run run) {
        long after = lastChecked(run);
        return commit.manifest().files(run.tableId()).stream()
                .filter(file -> file.id() > after)
                .mapToLong(file -> file.total().rows())
                .sum();
    }

    @Override
    public void execute(RunAttempt attempt) {
        Pass pass = new Pass(attempt, new Pace((long) settings.mibPerSecond() << 20));
        long after = lastChecked(attempt.run());
        for (DataFile file : files(attempt.run().tableId())) {
            if (file.id() > after) {
                pass.check(file);
            }
        }
        pass.note();
    }

    /** The checkpoint is the id of the last file that was checked: files come in the order of their ids. */
    private static long lastChecked(Run run) {
        String checkpoint = run.progress().checkpoint();
        return checkpoint.isEmpty() ? 0 : Long.parseLong(checkpoint);
    }

    private List<DataFile> files(int tableId) {
        try (ReadView view = committer.acquire()) {
            return List.copyOf(view.manifest().files(tableId));
        }
    }

    @Override
    public void completing(Commit commit, RunAttempt attempt) {
        commit.damage().scrubbed(attempt.run().tableId());
    }

    /** One attempt's way through the files, and what of it is not stored yet. */
    private final class Pass {
        private final RunAttempt attempt;
        private final Pace pace;
        private long rows;
        private long bytes;
        private int count;
        private long last;

        Pass(RunAttempt attempt, Pace pace) {
            this.attempt = attempt;
            this.pace = pace;
        }

        /** Checks a file, unless it has gone meanwhile; the view keeps it from going until it is read. */
        void check(DataFile file) {
            attempt.requireGoingOn();
            try (ReadView view = committer.acquire()) {
                Optional<Table> table = view.catalog().table(file.tableId());
                if (table.isEmpty() || !view.manifest().lists(file)) {
                    return;
                }
                Optional<Reason> damage = checks.recheck(table.get(), file, this::read);
                rows += damage.isEmpty() ? file.total().rows() : 0;
            }
            attempt.read(file.total().rows());
            bytes += file.bytes();
            count++;
            last = file.id();
            if (bytes >= BYTES_PER_NOTE || count >= FILES_PER_NOTE) {
                note();
            }
        }

        private void read(int read) {
            pace.read(read);
            attempt.heartbeat();
            attempt.requireGoingOn();
        }

        void note() {
            if (count > 0) {
                Work work = new Work(rows, bytes, count, String.valueOf(last));
                committer.submit(commit -> {
                    attempt.done(commit, work);
                    return work;
                });
                rows = 0;
                bytes = 0;
                count = 0;
            }
        }
    }
}
