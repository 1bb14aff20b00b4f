package dev.firn.engine.flush;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Tables whose last runs failed: each waits before its next run, longer after each failure. */
final class Holds {
    private static final long FIRST_SECONDS = 5;
    private static final long LONGEST_SECONDS = 300;
    private static final int DOUBLINGS = 10;

    private final Map<Integer, Hold> holds = new ConcurrentHashMap<>();

    private record Hold(int failures, long untilNanos) {}

    boolean holds(int tableId) {
        Hold hold = holds.get(tableId);
        return hold != null && hold.untilNanos() - System.nanoTime() > 0;
    }

    void failed(int tableId) {
        holds.compute(tableId, (table, before) -> {
            int failures = before == null ? 1 : before.failures() + 1;
            long seconds = Math.min(LONGEST_SECONDS, FIRST_SECONDS << Math.min(failures - 1, DOUBLINGS));
            return new Hold(failures, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
        });
    }

    void succeeded(int tableId) {
        holds.remove(tableId);
    }
}
