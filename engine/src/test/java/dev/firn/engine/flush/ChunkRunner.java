package dev.firn.engine.flush;

import java.util.ArrayList;
import java.util.List;

/** Executes flush runs as the batch runtime does: chunks of items, then the purge; on failure the run is told. */
public final class ChunkRunner {
    private final Flushes flushes;
    private final int itemCount;

    public ChunkRunner(Flushes flushes, int itemCount) {
        this.flushes = flushes;
        this.itemCount = itemCount;
    }

    /** Executes everything that is to be launched now; answers how many runs that were. */
    public int runAll() {
        List<FlushLaunch> launches = flushes.takeLaunches();
        launches.forEach(this::run);
        return launches.size();
    }

    public void run(FlushLaunch launch) {
        try {
            chunks(launch);
            flushes.purge(launch.runId(), launch.attempt());
        } catch (RuntimeException e) {
            flushes.failed(launch.runId(), launch.attempt(), e);
            throw e;
        }
    }

    private void chunks(FlushLaunch launch) {
        try (FlushReader reader = flushes.reader(launch.runId(), launch.attempt());
                FlushWriter writer = flushes.writer(launch.runId(), launch.attempt())) {
            List<FlushItem> chunk = new ArrayList<>();
            for (FlushItem item = reader.next(); item != null; item = reader.next()) {
                chunk.add(item);
                if (chunk.size() == itemCount) {
                    writer.write(chunk);
                    chunk = new ArrayList<>();
                }
            }
            if (!chunk.isEmpty()) {
                writer.write(chunk);
            }
        }
    }
}
