package dev.firn.engine.flush;

import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Launch;
import dev.firn.engine.run.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Executes runs as the batch runtime does: flushes as chunks of items, then the purge; on failure the run is told. */
public final class ChunkRunner {
    /** The one partition of a flush that has no others. */
    public static final FlushPartition WHOLE = new FlushPartition(0, Long.MAX_VALUE, 1);

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
                partitions(launch, flushes.partitions(launch.runId(), launch.attempt()));
                flushes.purge(launch.runId(), launch.attempt());
            } else {
                runs.execute(launch.runId(), launch.attempt());
            }
        } catch (RuntimeException e) {
            runs.failed(launch.runId(), launch.attempt(), e);
            throw e;
        }
    }

    /** Each in a thread of its own, all to their ends; then the first failure is thrown. */
    void partitions(Launch launch, List<FlushPartition> partitions) {
        if (partitions.size() == 1) {
            chunks(launch, partitions.get(0));
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(partitions.size());
        try {
            List<CompletableFuture<Void>> under = partitions.stream()
                    .map(partition -> CompletableFuture.runAsync(() -> chunks(launch, partition), threads))
                    .toList();
            CompletableFuture.allOf(under.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdown();
        }
    }

    private void chunks(Launch launch, FlushPartition partition) {
        try (FlushReader reader = flushes.reader(launch.runId(), launch.attempt(), partition);
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
