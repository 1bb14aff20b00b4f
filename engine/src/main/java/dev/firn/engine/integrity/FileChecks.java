package dev.firn.engine.integrity;

import dev.firn.engine.cold.Damage;
import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FileStamp;
import dev.firn.engine.cold.Quarantine;
import dev.firn.engine.cold.Quarantine.Reason;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that a data file holds the bytes that were written, before anything reads it: by its length and CRC-32C at
 * its first use in this process, and again when the file system shows that it was touched. A damaged file is quarantined,
 * one that is whole again released. Files are checked once however many statements ask; the view that lists them is open.
 */
public final class FileChecks {
    private static final Logger LOG = LoggerFactory.getLogger(FileChecks.class);
    private static final long WAIT_MILLIS = 20;
    private static final int FEW_CHECKS = 1_000;

    private final Committer committer;
    private final DataDirectory data;
    private final Map<Long, Check> checks = new ConcurrentHashMap<>();
    private final Map<Long, CountDownLatch> running = new ConcurrentHashMap<>();
    private final AtomicLong filesRead = new AtomicLong();
    /** With more checks than these, those of files that are gone are forgotten. */
    private volatile int mostChecks = FEW_CHECKS;

    /**
     * The outcome of a check. Two checks of a file are different ones even when they found the same.
     *
     * @param stamp the file's before it was read
     */
    private static final class Check {
        private final FileStamp stamp;
        private final Optional<Reason> damage;

        Check(FileStamp stamp, Optional<Reason> damage) {
            this.stamp = stamp;
            this.damage = damage;
        }
    }

    public FileChecks(Committer committer, DataDirectory data) {
        this.committer = committer;
        this.data = data;
    }

    /** Files that were whole when a statement began to read them. */
    public final class Use {
        private final Table table;
        private final List<DataFile> files;
        private final List<Check> found;

        private Use(Table table, List<DataFile> files, List<Check> found) {
            this.table = table;
            this.files = files;
            this.found = found;
        }

        /**
         * Checks the files again, because reading them failed.
         *
         * @throws EngineException DATA_FILE_UNAVAILABLE when that is why
         */
        public void recheck(Runnable goingOn) {
            for (int i = 0; i < files.size(); i++) {
                checks.remove(files.get(i).id(), found.get(i));
            }
            require(table, files, goingOn);
        }
    }

    /**
     * Checks files before they are read.
     *
     * @param table that they belong to
     * @param goingOn is called every now and then, and throws to give up
     * @throws EngineException DATA_FILE_UNAVAILABLE for the first file that is damaged, missing or given up as lost
     */
    public Use require(Table table, Collection<DataFile> files, Runnable goingOn) {
        List<DataFile> listed = List.copyOf(files);
        List<Check> found = new ArrayList<>(listed.size());
        Damage now = now();
        for (DataFile file : listed) {
            Check check = check(table, file, goingOn);
            damage(file, check, now).ifPresent(reason -> {
                throw unavailable(table, file, reason);
            });
            found.add(check);
        }
        return new Use(table, listed, found);
    }

    /** True when the file was whole when this process looked last: it has read all of it, or written it. */
    public boolean isVerified(long fileId) {
        Check last = checks.get(fileId);
        return last == null ? data.hasWritten(fileId) : last.damage.isEmpty();
    }

    /** Files that were read to their ends to check them. */
    long filesRead() {
        return filesRead.get();
    }

    /** Reads a file whatever is known of it; answers what is wrong with it now. */
    Optional<Reason> recheck(Table table, DataFile file, FileBytes.Progress progress) {
        Check check = read(file, progress);
        note(table, file, check);
        return check.damage;
    }

    private Check check(Table table, DataFile file, Runnable goingOn) {
        while (true) {
            goingOn.run();
            FileStamp stamp = FileStamp.of(path(file));
            Optional<Check> known = known(file, stamp);
            if (known.isPresent()) {
                return known.get();
            }
            CountDownLatch mine = new CountDownLatch(1);
            CountDownLatch other = running.putIfAbsent(file.id(), mine);
            if (other == null) {
                return readAlone(table, file, goingOn, mine);
            }
            await(other);
        }
    }

    /** The last check of a file that looks like this; one that this process has written was read back then. */
    private Optional<Check> known(DataFile file, FileStamp stamp) {
        Check last = checks.computeIfAbsent(
                file.id(),
                id -> data.takeWritten(id)
                        .map(written -> new Check(written, Optional.empty()))
                        .orElse(null));
        return Optional.ofNullable(last).filter(check -> check.stamp.equals(stamp));
    }

    private Check readAlone(Table table, DataFile file, Runnable goingOn, CountDownLatch done) {
        try {
            // Another may have ended between the look at its outcome and the claim.
            Optional<Check> meanwhile = known(file, FileStamp.of(path(file)));
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Check check = read(file, bytes -> goingOn.run());
            note(table, file, check);
            return check;
        } finally {
            running.remove(file.id(), done);
            done.countDown();
        }
    }

    /** Waits for the statement that checks the file, but not for long: the caller may be cancelled meanwhile. */
    private static void await(CountDownLatch other) {
        try {
            boolean done = other.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            LOG.trace("Waited for the check of a data file, done: {}", done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.QUERY_CANCELLED, "The check of a data file was interrupted", e);
        }
    }

    /** What is wrong with a file for a reader: one whose loss was accepted is lost, even when it is whole again. */
    private static Optional<Reason> damage(DataFile file, Check check, Damage now) {
        return check.damage.isPresent() || !now.isLossAccepted(file.id())
                ? check.damage
                : Optional.of(now.quarantine(file.id()).map(Quarantine::reason).orElse(Reason.MISSING));
    }

    private Damage now() {
        try (ReadView view = committer.acquire()) {
            return view.damage();
        }
    }

    private Check read(DataFile file, FileBytes.Progress progress) {
        FileStamp stamp = FileStamp.of(path(file));
        if (stamp.damage() != null) {
            return new Check(stamp, Optional.of(stamp.damage()));
        }
        if (stamp.bytes() != file.bytes()) {
            return new Check(stamp, Optional.of(Reason.LENGTH));
        }
        Optional<Reason> damage = FileBytes.check(path(file), file, progress);
        filesRead.incrementAndGet();
        return new Check(stamp, damage);
    }

    /** Remembers the outcome of a check and makes the manifest say it. */
    private void note(Table table, DataFile file, Check check) {
        boolean lasting =
                check.damage.isEmpty() || check.damage.get() == Reason.CHECKSUM || check.damage.get() == Reason.LENGTH;
        if (lasting) {
            checks.put(file.id(), check);
        } else {
            checks.remove(file.id());
        }
        try (ReadView now = committer.acquire()) {
            commit(table, file, check.damage, now.damage());
            forgetSuperfluous(now);
        } catch (EngineException e) {
            // Asked for again by the next statement that needs the file.
            checks.remove(file.id());
            LOG.warn("Cannot note in the manifest how data file {} of {} is", file.id(), table.name(), e);
        }
    }

    private void commit(Table table, DataFile file, Optional<Reason> damage, Damage known) {
        @Nullable
        Reason before = known.quarantine(file.id()).map(Quarantine::reason).orElse(null);
        if (damage.isEmpty()
                && before != null
                && committer.submit(commit -> commit.damage().release(file.id()))) {
            LOG.warn("Data file {} of {} is whole again and no longer quarantined", file.id(), table.name());
        } else if (damage.isPresent()
                && damage.get() != before
                && committer.submit(commit -> commit.damage().quarantine(file, damage.get()))) {
            LOG.error(
                    "Data file {} of {} is quarantined: {} ({}). Restore it from a backup, or accept the loss of {} row"
                            + " versions by STORAGE DROP FILE '{}' FROM TABLE {}",
                    file.id(),
                    table.name(),
                    damage.get().explanation(),
                    path(file),
                    file.rows(),
                    file.id(),
                    table.name());
        }
    }

    private void forgetSuperfluous(ReadView now) {
        if (checks.size() > mostChecks) {
            checks.keySet()
                    .retainAll(now.manifest().files().stream().map(DataFile::id).collect(Collectors.toSet()));
            mostChecks = 2 * checks.size() + FEW_CHECKS;
        }
    }

    private Path path(DataFile file) {
        return data.root().resolve(file.path());
    }

    private static EngineException unavailable(Table table, DataFile file, Reason reason) {
        return new EngineException(
                        ErrorCode.DATA_FILE_UNAVAILABLE,
                        "Cannot read " + table.name() + ": data file " + file.id() + " is quarantined, "
                                + reason.explanation() + ". Restore it from a backup, or accept the loss of its rows by"
                                + " STORAGE DROP FILE '" + file.id() + "' FROM TABLE " + table.name())
                .with("file_id", String.valueOf(file.id()));
    }
}
