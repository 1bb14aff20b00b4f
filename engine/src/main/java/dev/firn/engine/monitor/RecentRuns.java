package dev.firn.engine.monitor;

import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.Runs;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The newest runs of the store, read again when what is known of them is two seconds old. */
final class RecentRuns {
    private static final int LOOKED_AT = 1_000;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Runs runs;
    // Guarded by this.
    private Known known = new Known(Map.of(), List.of());
    private long readAt = System.nanoTime() - FRESH_NANOS;

    /**
     * @param lastOver the newest run of a table that is over
     * @param failed the newest run of a table and type, where it failed; newest first
     */
    private record Known(Map<Integer, Run> lastOver, List<Run> failed) {}

    private record Key(JobType type, int tableId) {}

    RecentRuns(Runs runs) {
        this.runs = runs;
    }

    Optional<Run> lastOver(int tableId) {
        return Optional.ofNullable(known().lastOver().get(tableId));
    }

    List<Run> failed() {
        return known().failed();
    }

    private synchronized Known known() {
        if (System.nanoTime() - readAt >= FRESH_NANOS) {
            known = read();
            readAt = System.nanoTime();
        }
        return known;
    }

    private Known read() {
        Map<Integer, Run> lastOver = new HashMap<>();
        Map<Key, Run> newest = new LinkedHashMap<>();
        for (Run run : runs.newest(LOOKED_AT)) {
            newest.putIfAbsent(new Key(run.type(), run.tableId()), run);
            if (run.over()) {
                lastOver.putIfAbsent(run.tableId(), run);
            }
        }
        List<Run> failed = newest.values().stream()
                .filter(run -> run.status() == Run.Status.FAILED)
                .toList();
        return new Known(lastOver, failed);
    }
}
