package dev.firn.engine.store;

import dev.firn.engine.table.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the room on the disks of {@code data} and {@code state}. What the memtables hold is still to be written to
 * {@code state}, so it counts as taken; when that makes room scarce they are written out, which lets go of the WAL.
 */
public final class DiskSpace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

    /** Two calls of the system and one of RocksDB are little beside the fsync of a group. */
    private static final long MEASURED_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long RELIEVED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WORTHWHILE_BYTES = 4L << 20;
    /** A reserve is at most this part of its disk. */
    private static final int RESERVE_PART = 10;
    /** The part of the reserve that not even the bookkeeping of flushes may use. */
    private static final int LAST_PART = 8;

    private final FileCalls files;
    private final Path data;
    private final Path state;
    private final Store store;
    private final long reserveBytes;
    private final ExecutorService relief = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "firn-disk-relief");
        thread.setDaemon(true);
        return thread;
    });
    // Guarded by this.
    /** Room of {@code state} beside what the memtables take and the reserve. */
    private long stateRoom = Long.MAX_VALUE;
    /** Room of {@code state} beside the last part of the reserve. */
    private long lastRoom = Long.MAX_VALUE;
    /** Room of {@code data} beside the reserve. */
    private long dataRoom = Long.MAX_VALUE;
    /** What {@code state} has left, and what the memtables hold of that. */
    private long usable;

    private long unwritten;
    private long measuredAt;
    private long relievedAt = System.nanoTime() - RELIEVED_EVERY_NANOS;
    private boolean measured;
    private boolean relieving;
    private boolean closed;

    /**
     * The disk of a directory.
     *
     * @param name {@code data} or {@code state}
     * @param reserveBytes what rows leave free
     */
    public record Disk(String name, long totalBytes, long usableBytes, long reserveBytes, Level level) {}

    /** How much room is left. */
    public enum Level {
        /** More than the reserve. */
        OK,
        /** The reserve, for what frees space. */
        LOW,
        /** Next to nothing on the disk of {@code state}: a write there would fail halfway. */
        FULL
    }

    /**
     * @param reserveBytes what rows leave free
     */
    public DiskSpace(StoreDirectories directories, Store store, long reserveBytes) {
        this.files = directories.files();
        this.data = directories.data();
        this.state = directories.state();
        this.store = store;
        this.reserveBytes = reserveBytes;
    }

    /** The level before so many bytes are written, as measured at most a millisecond ago. */
    public synchronized Level level(long bytes) {
        boolean due = !measured || System.nanoTime() - measuredAt >= MEASURED_EVERY_NANOS;
        if (due && !closed) {
            Level before = levelWith(0);
            measure();
            measured = true;
            measuredAt = System.nanoTime();
            if (levelWith(0) != before) {
                LOG.warn("The room on the disks is {}; the least is on that of {}", levelWith(0), tightest());
            }
        }
        if (stateRoom < bytes) {
            relieve();
        }
        return levelWith(bytes);
    }

    private Level levelWith(long bytes) {
        if (lastRoom < bytes || store.isOutOfSpace()) {
            return Level.FULL;
        }
        return stateRoom < bytes || dataRoom < 0 ? Level.LOW : Level.OK;
    }

    /** Both disks as they are now, one that holds both directories measured once; the levels are those that writers meet. */
    public synchronized List<Disk> disks() throws IOException {
        Level both = level(0);
        Level levelOfState = both == Level.LOW && stateRoom >= 0 ? Level.OK : both;
        Disk ofData = disk("data", data, dataRoom < 0 ? Level.LOW : Level.OK);
        Disk ofState = files.onOneDisk(data, state)
                ? new Disk("state", ofData.totalBytes, ofData.usableBytes, ofData.reserveBytes, levelOfState)
                : disk("state", state, levelOfState);
        return List.of(ofData, ofState);
    }

    private Disk disk(String name, Path directory, Level level) throws IOException {
        return new Disk(name, files.totalBytes(directory), files.usableBytes(directory), reserve(directory), level);
    }

    /** Which directory's disk has the least room: {@code data} or {@code state}. */
    public synchronized String tightest() {
        return dataRoom < stateRoom ? "data" : "state";
    }

    private void measure() {
        try {
            unwritten = store.memtableBytes();
            usable = files.usableBytes(state);
            long reserve = reserve(state);
            stateRoom = usable - unwritten - reserve;
            lastRoom = usable - reserve / LAST_PART;
            dataRoom = files.usableBytes(data) - reserve(data);
        } catch (IOException e) {
            LOG.warn("Cannot measure the room on a disk: {}", e.getMessage());
        }
    }

    private long reserve(Path directory) throws IOException {
        return Math.min(reserveBytes, files.totalBytes(directory) / RESERVE_PART);
    }

    private void relieve() {
        boolean tooSoon = relieving || System.nanoTime() - relievedAt < RELIEVED_EVERY_NANOS;
        if (closed || tooSoon || unwritten < WORTHWHILE_BYTES || usable < unwritten) {
            return;
        }
        relieving = true;
        relief.execute(() -> {
            try {
                store.flushMemtables();
            } catch (EngineException e) {
                LOG.warn("Cannot make room on the disk of state: {}", e.getMessage());
            } finally {
                relieved();
            }
        });
    }

    private synchronized void relieved() {
        relieving = false;
        relievedAt = System.nanoTime();
        measured = false;
    }

    /** Waits until nothing is being written out. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        relief.shutdown();
        try {
            if (!relief.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("Writing out the memtables takes longer than a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
