package dev.firn.engine.commit;

import dev.firn.engine.hot.Buffer;
import dev.firn.engine.store.DiskSpace;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What holds writers back before memory or a disk is at risk (docs/design/pressure.md): above the soft limit of buffered
 * bytes they wait, at the hard limit and on a full disk they are refused. Only writes of rows are; what frees space is not.
 */
public final class Pressure implements AutoCloseable {
    private static final long LONGEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int RETRY_AFTER_SECONDS = 5;

    private final PressureSettings settings;
    private final DiskSpace disk;
    // Guarded by this.
    private long buffered;
    private long published;
    private long refusedAt = Long.MAX_VALUE;

    /** How full the buffer is. */
    public enum Level {
        /** Writers are served at once. */
        OK,
        /** Writers are delayed. */
        SOFT,
        /** Writers are refused. */
        HARD
    }

    public Pressure(PressureSettings settings, DiskSpace disk) {
        this.settings = settings;
        this.disk = disk;
    }

    public synchronized Level level() {
        if (buffered >= settings.hardBytes() || buffered >= refusedAt) {
            return Level.HARD;
        }
        return buffered > settings.softBytes() ? Level.SOFT : Level.OK;
    }

    /** How much room the disks have. */
    public DiskSpace.Level diskLevel() {
        return disk.level(0);
    }

    /** The disks of {@code data} and {@code state}. */
    public List<DiskSpace.Disk> disks() throws IOException {
        return disk.disks();
    }

    /** Bytes to flush early: above the soft limit, so many that half of it is left. */
    public long bytesToFlush(long bufferedBytes) {
        return bufferedBytes > settings.softBytes() ? bufferedBytes - settings.softBytes() / 2 : 0;
    }

    /** Notes what a published view holds; lets waiting writers go on when it is little enough. */
    synchronized void published(Buffer buffer) {
        published = buffer.bytes();
        buffered = buffer.flushedBytes();
        if (buffered < refusedAt) {
            refusedAt = Long.MAX_VALUE;
        }
        if (buffered <= settings.softBytes()) {
            notifyAll();
        }
    }

    /**
     * Delays a writer, in its own thread, while the buffer is above the soft limit: by the square of how much of the way to
     * the hard limit is gone, up to a second.
     */
    synchronized void delay() throws InterruptedException {
        long deadline = System.nanoTime() + delayNanos(buffered);
        long left = deadline - System.nanoTime();
        while (left > 0 && buffered > settings.softBytes()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /** How long a writer waits at most while so many bytes are buffered. */
    public long delayNanos(long bufferedBytes) {
        long way = Math.max(1, settings.hardBytes() - settings.softBytes());
        double gone = Math.min(1, (double) Math.max(0, bufferedBytes - settings.softBytes()) / way);
        return (long) (LONGEST_DELAY_NANOS * gone * gone);
    }

    /**
     * Refuses rows for which there is no room.
     *
     * @param before what is buffered before them
     * @param bytes of the rows that a flush will take out
     * @param streamBytes of those of STREAM tables, which have a budget of their own
     * @throws EngineException RATE_LIMIT_EXCEEDED at the hard limit, STORAGE_FULL on a disk that is, RESOURCE_LIMIT_EXCEEDED
     *     for more than the hard limit at once
     */
    void admit(Buffer before, long bytes, long streamBytes) {
        long bufferedBytes = before.flushedBytes();
        if (disk.level(unpublished(before) + bytes + streamBytes) != DiskSpace.Level.OK) {
            throw full("the disk of " + disk.tightest() + " has no room left but its reserve");
        }
        if (bytes == 0 || bufferedBytes + bytes <= settings.hardBytes()) {
            return;
        }
        if (bytes > settings.hardBytes()) {
            throw new EngineException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "Cannot store " + bytes + " bytes at once: firn.buffer.hard-mib is " + settings.hardMib());
        }
        synchronized (this) {
            refusedAt = Math.min(refusedAt, bufferedBytes);
        }
        throw new EngineException(
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        "the buffer is full until rows of it are flushed; nothing is stored, try again later")
                .with(EngineException.RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS);
    }

    /** What was admitted to the same group and is not written yet. */
    private synchronized long unpublished(Buffer before) {
        return Math.max(0, before.bytes() - published);
    }

    /** Refuses even what frees space, when not so much as that fits on the disk of the store. */
    void requireRoomForBookkeeping(long bytes) {
        if (disk.level(bytes) == DiskSpace.Level.FULL) {
            throw full("the disk of state is full");
        }
    }

    private static EngineException full(String why) {
        return new EngineException(
                ErrorCode.STORAGE_FULL, "Cannot write: " + why + "; nothing is stored, free space and try again");
    }

    @Override
    public void close() {
        disk.close();
    }
}
