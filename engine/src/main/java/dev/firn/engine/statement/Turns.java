package dev.firn.engine.statement;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets statements that keep changing the same rows go one after the other instead of overtaking each other for ever.
 * It only orders them: what is right is decided by the committer.
 */
final class Turns {
    private static final int STRIPES = 64;
    private static final long WAIT_MILLIS = 1_000;

    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    Turns() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock(true);
        }
    }

    /** The turn of a statement, by the rows that it may change; one without never waits. */
    Turn of(Optional<Object> rows) {
        return new Turn(rows.map(some -> locks[Math.floorMod(some.hashCode(), STRIPES)]));
    }

    /** One statement's place in the row; used by one thread. */
    static final class Turn implements AutoCloseable {
        private final Optional<ReentrantLock> lock;
        private boolean taken;

        private Turn(Optional<ReentrantLock> lock) {
            this.lock = lock;
        }

        /** Queues up when this statement was overtaken before, or others wait for each other; for a second at most. */
        void await(boolean overtaken) {
            if (taken || lock.isEmpty() || !(overtaken || lock.get().isLocked())) {
                return;
            }
            try {
                taken = lock.get().tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            if (taken) {
                lock.orElseThrow().unlock();
            }
        }
    }
}
