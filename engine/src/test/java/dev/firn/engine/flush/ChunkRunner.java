package dev.firn.engine.flush;

import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Launch;
import dev.firn.engine.run.Runs;
import java.util.ArrayList;
import java.util.List;

/** Executes runs as the batch runtime does: flushes as chunks of items, then the purge; on failure the run is told. */
public final class ChunkRunner {
    private final Flushes flushes;
    private final Runs runs;
    private final int itemCount;

    public ChunkRunner(Flushes flushes, int itemCount) {
        this.flushes = flushes;
        this.runs = flushes.runs();
        this.itemCount = itemCount;
    }

    /** Executes everything that is to be launched now and what becomes free to run by it; answers how many runs. */
    public int runAll() {
        int executed = 0;
        for (List<Launch> launches = runs.takeLaunches(); !launches.isEmpty(); launches = runs.takeLaunches()) {
            runEach(launches);
            executed += launches.size();
        }
        return executed;
    }

    /** A run that fails leaves the others under way: they go on, then its failure is thrown. */
    private void runEach(List<Launch> launches) {
        RuntimeException failure = null;
        for (Launch launch : launches) {
            try {
                run(launch);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    public void run(Launch launch) {
        try {
            if (launch.type() == JobType.FLUSH) {
                chunks(launch);
                flushes.purge(launch.runId(), launch.attempt());
            } else {
                runs.execute(launch.runId(), launch.attempt());
            }
        } catch (RuntimeException e) {
            runs.failed(launch.runId(), launch.attempt(), e);
            throw e;
        }
    }

    private void chunks(Launch launch) {
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
