package dev.firn.engine.statement;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The keys of requests that run now: of two with the same key, the later waits. */
final class KeysInUse {
    private static final long WAIT_SECONDS = 60;

    private final ConcurrentMap<IdempotencyKey, CountDownLatch> uses = new ConcurrentHashMap<>();

    /** The right to run under a key, until it is closed. */
    record Use(KeysInUse keys, IdempotencyKey key, CountDownLatch end) implements AutoCloseable {
        @Override
        public void close() {
            keys.uses.remove(key, end);
            end.countDown();
        }
    }

    /** Waits until nobody else uses the key; TRANSACTION_CONFLICT after a minute. */
    Use await(IdempotencyKey key) {
        CountDownLatch end = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        try {
            for (CountDownLatch other = uses.putIfAbsent(key, end); other != null; other = uses.putIfAbsent(key, end)) {
                if (!other.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    throw new EngineException(
                            ErrorCode.TRANSACTION_CONFLICT,
                            "a request with the same Idempotency-Key is still running; try again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.QUERY_CANCELLED, "the request was interrupted", e);
        }
        return new Use(this, key, end);
    }
}
