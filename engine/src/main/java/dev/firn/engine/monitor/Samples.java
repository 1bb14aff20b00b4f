package dev.firn.engine.monitor;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.hot.Buffer.TableCounters;
import dev.firn.engine.table.EngineException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a store has been getting on for ten minutes: a sample every five seconds, in memory. */
final class Samples implements AutoCloseable {
    static final int MOST = 120;
    private static final Logger LOG = LoggerFactory.getLogger(Samples.class);

    private final Committer committer;
    private final ExecutorService sampler = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "firn-sampler");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);
    // Guarded by this.
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final FlushedRows flushed = new FlushedRows();
    private @Nullable Last last;

    /** What the sample before was taken from. */
    private record Last(long nanos, long seq) {}

    Samples(Committer committer) {
        this.committer = committer;
        take();
    }

    /** Takes samples from now on. */
    void start() {
        sampler.execute(() -> {
            try {
                while (!closed.await(Sample.EVERY_SECONDS, TimeUnit.SECONDS)) {
                    take();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Adds a sample; the first only begins to count. */
    synchronized void take() {
        try (ReadView view = committer.acquire()) {
            long now = System.nanoTime();
            long flushedRows = flushed.since(view);
            if (last != null && now > last.nanos()) {
                double seconds = (now - last.nanos()) / 1e9;
                samples.addLast(new Sample(
                        committer.nowMicros(),
                        (view.horizon() - last.seq()) / seconds,
                        flushedRows / seconds,
                        bufferedRows(view),
                        view.bufferedBytes()));
            }
            if (samples.size() > MOST) {
                samples.removeFirst();
            }
            last = new Last(now, view.horizon());
        } catch (EngineException e) {
            LOG.debug("No sample of the store", e);
        }
    }

    static long bufferedRows(ReadView view) {
        return view.bufferedTables().values().stream()
                .mapToLong(TableCounters::rows)
                .sum();
    }

    /** Oldest first. */
    synchronized List<Sample> all() {
        return new ArrayList<>(samples);
    }

    @Override
    public void close() {
        closed.countDown();
        sampler.shutdown();
        try {
            if (!sampler.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("A sample of the store takes longer than a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
