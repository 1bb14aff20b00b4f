package dev.firn.engine.flush;

import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that offer rows at three times the rate at which they are flushed: a flush is held back to that rate. It sees
 * how much is buffered after each write and what is refused when.
 */
final class PressureLoad implements AutoCloseable {
    static final int TIMES = 3;
    static final int BATCH_BYTES = 64 << 10;
    private static final int ROW_BYTES = 4 << 10;
    private static final int ITEM_COUNT = 16;
    private static final long LONGEST_SECONDS = 30;

    final OpenStore store;
    private final Table table;
    private final int writers;
    private final long bytesPerSecond;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong mostBuffered = new AtomicLong();
    private final AtomicLong leastRefused = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong flushRuns = new AtomicLong();
    private volatile boolean over;

    /**
     * What was seen.
     *
     * @param acknowledged rows
     * @param refused batches that got RATE_LIMIT_EXCEEDED
     * @param leastRefused bytes: no batch was refused with which less than that would have been buffered
     */
    record Seen(long acknowledged, long refused, long leastRefused, long mostBuffered, long flushRuns) {}

    /**
     * A moment of the buffer and of the data files.
     *
     * @param flushedRows rows that have left the buffer
     */
    private record Moment(long buffered, long flushedRows) {}

    /** @param bytesPerSecond the rate of a flush */
    PressureLoad(Path root, PressureSettings limits, int writers, long bytesPerSecond) {
        this.writers = writers;
        this.bytesPerSecond = bytesPerSecond;
        StepListener steps = (step, runId) -> {
            if (step == Step.CHUNK_APPENDED && !over) {
                LockSupport.parkNanos(nanos((long) ITEM_COUNT * ROW_BYTES));
            }
        };
        this.store = new OpenStore(
                root, steps, new FlushSettings(false, 256), Clock.systemUTC(), new LocalFileCalls(), limits);
        store.committer.createNamespace("ns", "admin");
        this.table = PressureTest.createTable(store, "load");
    }

    private long nanos(long bytes) {
        return bytes * 1_000_000_000 / bytesPerSecond;
    }

    /** Runs writers and flushes until writers were refused so many times, half a minute at most, and the time is over. */
    Seen run(Duration time, long refusals) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
        long end = System.nanoTime() + time.toNanos();
        List<Future<?>> running = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            long firstId = writer * 1_000_000_000L;
            running.add(threads.submit(() -> write(firstId, end, refusals)));
        }
        Future<?> flusher = threads.submit(this::flush);
        for (Future<?> writer : running) {
            writer.get();
        }
        over = true;
        flusher.get();
        threads.shutdown();
        return new Seen(acknowledged.get(), refused.get(), leastRefused.get(), mostBuffered.get(), flushRuns.get());
    }

    private void write(long firstId, long end, long refusals) {
        Random random = new Random(firstId);
        long next = System.nanoTime();
        long latest = end + Duration.ofSeconds(LONGEST_SECONDS).toNanos();
        for (long id = firstId; goesOn(end, latest, refusals); id += BATCH_BYTES / ROW_BYTES) {
            RowBatch batch = batch(id, random);
            Moment before = moment();
            try {
                store.committer.commit(batch);
                acknowledged.addAndGet(batch.size());
            } catch (EngineException e) {
                if (e.code() != ErrorCode.RATE_LIMIT_EXCEEDED) {
                    throw e;
                }
                refused.incrementAndGet();
                store.committer.submit(commit -> true); // what was committed together with the refusal is visible then
                leastRefused.accumulateAndGet(mostBetween(before, moment(), batch), Math::min);
            }
            mostBuffered.accumulateAndGet(buffered(), Math::max);
            next += nanos((long) BATCH_BYTES * writers / TIMES);
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        }
    }

    /** What was buffered with the batch at most, at any moment between two: no more than is left and was flushed. */
    private static long mostBetween(Moment before, Moment after, RowBatch batch) {
        long rowBytes = batch.bytes() / batch.size() + 1;
        long flushed = (after.flushedRows() - before.flushedRows()) * rowBytes;
        return after.buffered() + flushed + batch.bytes();
    }

    private boolean goesOn(long end, long latest, long refusals) {
        long now = System.nanoTime();
        return now < end || (refused.get() < refusals && now < latest);
    }

    private RowBatch batch(long firstId, Random random) {
        RowBatch batch = new RowBatch(table, store.committer.nowMicros());
        byte[] noise = new byte[ROW_BYTES];
        for (int i = 0; i < BATCH_BYTES / ROW_BYTES; i++) {
            random.nextBytes(noise);
            for (int at = 0; at < noise.length; at++) {
                noise[at] &= 0x7F;
            }
            batch.insert(
                    new TableScope.Shared(), new Object[] {firstId + i, new String(noise, StandardCharsets.US_ASCII)});
        }
        return batch;
    }

    private void flush() {
        while (!over || buffered() > 0) {
            flushRuns.addAndGet(new ChunkRunner(store.flushes, ITEM_COUNT).runAll());
            if (over) {
                store.flushes.request(table);
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    long buffered() {
        return moment().buffered();
    }

    /** Rows of the data files. */
    long flushedRows() {
        return moment().flushedRows();
    }

    private Moment moment() {
        try (ReadView view = store.committer.acquire()) {
            long rows = view.manifest().files().stream()
                    .mapToLong(file -> file.rows())
                    .sum();
            return new Moment(view.bufferedBytes(), rows);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
