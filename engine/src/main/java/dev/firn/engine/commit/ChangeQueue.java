package dev.firn.engine.commit;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The changes that wait for the committer's thread: at most so many, and so many bytes of them. */
final class ChangeQueue {
    private static final int MOST_REQUESTS = 10_000;
    private static final int MOST_BYTES = 64 << 20;
    private static final long GROUP_BYTES = 8L << 20;
    private static final long WAIT_SECONDS = 5;
    private static final long IDLE_MILLIS = 200;

    private final BlockingQueue<Request<?>> waiting = new LinkedBlockingQueue<>(MOST_REQUESTS);
    private final Semaphore freeBytes = new Semaphore(MOST_BYTES);
    private volatile @Nullable EngineException refusal;
    private volatile boolean closed;

    /**
     * Waits for room, then for the answer of the committer's thread.
     *
     * @param bytes what the change takes here
     */
    <R> R submit(Change<R> change, long bytes) {
        Request<R> request = new Request<>(change, (int) Math.min(bytes, MOST_BYTES));
        enqueue(request);
        return request.join();
    }

    private void enqueue(Request<?> request) {
        requireOpen();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        try {
            if (!freeBytes.tryAcquire(request.bytes(), WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw overloaded();
            }
            if (!waiting.offer(request, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                freeBytes.release(request.bytes());
                throw overloaded();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (!isOpen()) {
            failAll();
        }
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw refused();
        }
    }

    static EngineException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new EngineException(
                ErrorCode.STORAGE_UNAVAILABLE, "the write was interrupted; nothing is stored", cause);
    }

    private static EngineException overloaded() {
        return new EngineException(
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        "the write queue stayed full for " + WAIT_SECONDS + " s; nothing is stored, try again later")
                .with(EngineException.RETRY_AFTER_SECONDS, 1);
    }

    private EngineException refused() {
        EngineException why = refusal;
        return why == null
                ? new EngineException(ErrorCode.STORAGE_UNAVAILABLE, "the store is closing; nothing is stored")
                : new EngineException(why.code(), "nothing is stored: " + why.getMessage(), why);
    }

    /** Takes what is to be committed together; nothing when nothing comes for a while. */
    List<Request<?>> take() throws InterruptedException {
        List<Request<?>> group = new ArrayList<>();
        long bytes = 0;
        for (Request<?> next = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                next != null;
                next = bytes < GROUP_BYTES ? waiting.poll() : null) {
            group.add(next);
            bytes += next.bytes();
            freeBytes.release(next.bytes());
        }
        return group;
    }

    /** Bytes of the changes that wait. */
    int bytes() {
        return MOST_BYTES - freeBytes.availablePermits();
    }

    /** True while changes are taken. */
    boolean isOpen() {
        return refusal == null && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes changes again. */
    void accept() {
        refusal = null;
    }

    /** Refuses changes from now on, those that wait included. */
    void refuse(EngineException why) {
        refusal = why;
        failAll();
    }

    /** Takes no more changes, and wakes the committer's thread when nothing else does. */
    void close() {
        closed = true;
        waiting.offer(new Request<>(commit -> 0, 0));
    }

    /** Answers those who wait that nothing is stored. */
    void failAll() {
        for (Request<?> left = waiting.poll(); left != null; left = waiting.poll()) {
            freeBytes.release(left.bytes());
            left.fail(refused());
        }
    }
}
