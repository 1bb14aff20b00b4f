package dev.firn.benchmarks;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How long a durable insert takes while flushes are under way, against the same without: writers who wait for their
 * answers offer rows at half the rate at which this process flushes. Rounds with and without flushes alternate. A latency
 * counts from when the insert was due, so that a writer who is held up makes the next ones late too.
 */
public final class InsertsBesideFlushes implements AutoCloseable {
    private static final int WRITERS = 16;
    private static final int BODY_CHARACTERS = 100;
    private static final int RATE_ROWS = 400_000;
    private static final int RATE_RUNS = 5;
    private static final Path REPORT = Path.of("target", "inserts-beside-flushes.md");

    private final int rowsPerInsert;
    private final int rounds;
    private final long roundNanos;
    private final OpenEngine engine = new OpenEngine();
    private final Committer committer = engine.engine().committer();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong ids = new AtomicLong();
    private final StringBuilder report = new StringBuilder();
    private final Table table;

    private enum Kind {
        ALONE("without a flush"),
        FLUSHING("flushes under way");

        private final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    /**
     * A round.
     *
     * @param due latencies from when the insert was due
     * @param sent latencies from when it was sent
     * @param flushNanos how long a flush or a compaction was under way
     */
    private record Round(Histogram due, Histogram sent, long wallNanos, long cpuNanos, long flushNanos, int runs) {}

    private InsertsBesideFlushes(int rowsPerInsert, int rounds, int roundSeconds) {
        this.rowsPerInsert = rowsPerInsert;
        this.rounds = rounds;
        this.roundNanos = TimeUnit.SECONDS.toNanos(roundSeconds);
        engine.run("CREATE NAMESPACE w; CREATE SHARED TABLE w.t (id BIGINT PRIMARY KEY, sender TEXT, body TEXT)"
                + " FLUSH ROWS 100000");
        this.table = engine.table("w", "t");
    }

    /** {@code [rows of an insert [rounds of each kind [seconds of a round]]]}, by default 100 7 15. */
    public static void main(String[] args) throws Exception {
        int[] values = {100, 7, 15};
        for (int i = 0; i < args.length; i++) {
            values[i] = Integer.parseInt(args[i]);
        }
        try (InsertsBesideFlushes benchmark = new InsertsBesideFlushes(values[0], values[1], values[2])) {
            benchmark.run();
            Files.writeString(REPORT, benchmark.report);
            System.out.println(benchmark.report);
        }
    }

    private void run() throws Exception {
        double flushRate = flushRate();
        double offered = flushRate / 2;
        line("Flushed at %.0f rows/s when nothing else ran; %d writers offer %.0f rows/s: %.0f inserts/s of %d rows."
                .formatted(flushRate, WRITERS, offered, offered / rowsPerInsert, rowsPerInsert));
        line("");
        line(
                "| round | | inserts/s | from due: p50 / p95 / p99 ms | from sent: p50 / p95 / p99 ms | CPU µs a row | flush or compaction under way, runs | load |");
        line("|---|---|---|---|---|---|---|---|");
        List<Round> alone = new ArrayList<>();
        List<Round> flushing = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            round(kind, offered);
        }
        for (int number = 1; number <= rounds; number++) {
            List<Kind> order =
                    number % 2 == 1 ? List.of(Kind.ALONE, Kind.FLUSHING) : List.of(Kind.FLUSHING, Kind.ALONE);
            for (Kind kind : order) {
                Round round = round(kind, offered);
                (kind == Kind.ALONE ? alone : flushing).add(round);
                show(number, kind, round);
            }
        }
        summary(alone, flushing);
    }

    /** Rows a second of a flush with nothing beside it, the last of several: the first ones warm up. */
    private double flushRate() {
        double rate = 0;
        for (int i = 0; i < RATE_RUNS; i++) {
            for (int row = 0; row < RATE_ROWS; row += 1_000) {
                committer.commit(batch(1_000));
            }
            long before = System.nanoTime();
            engine.runDue();
            rate = RATE_ROWS / ((System.nanoTime() - before) / 1e9);
        }
        return rate;
    }

    private RowBatch batch(int rows) {
        RowBatch batch = new RowBatch(table, committer.nowMicros());
        for (int i = 0; i < rows; i++) {
            long id = ids.incrementAndGet();
            batch.insert(new TableScope.Shared(), new @Nullable Object[] {id, "sender " + id % 100, body(id)});
        }
        return batch;
    }

    private static String body(long id) {
        StringBuilder body = new StringBuilder(BODY_CHARACTERS);
        for (long next = id * 2_654_435_761L + 1;
                body.length() < BODY_CHARACTERS;
                next = next * 48_271 % 2_147_483_647) {
            body.append(Long.toString(next, Character.MAX_RADIX)).append(' ');
        }
        return body.toString();
    }

    /** Rounds begin with an empty buffer; what one without flushes leaves is flushed behind it. */
    private Round round(Kind kind, double rowsPerSecond) throws Exception {
        long begin = System.nanoTime();
        long end = begin + roundNanos;
        long cpuBefore = Figures.cpuNanos();
        List<Future<Histogram[]>> writers = new ArrayList<>();
        long stepNanos = (long) (1e9 * rowsPerInsert * WRITERS / rowsPerSecond);
        for (int i = 0; i < WRITERS; i++) {
            long first = begin + stepNanos * i / WRITERS;
            writers.add(threads.submit(() -> write(first, stepNanos, end)));
        }
        long flushNanos = 0;
        int runs = 0;
        while (System.nanoTime() < end) {
            long before = System.nanoTime();
            int executed = kind == Kind.FLUSHING ? engine.runDue() : 0;
            flushNanos += executed > 0 ? System.nanoTime() - before : 0;
            runs += executed;
            LockSupport.parkNanos(5_000_000);
        }
        Round round = joined(writers, begin, cpuBefore, flushNanos, runs);
        drain();
        return round;
    }

    private static Round joined(
            List<Future<Histogram[]>> writers, long begin, long cpuBefore, long flushNanos, int runs)
            throws InterruptedException, ExecutionException {
        Histogram due = Figures.histogram();
        Histogram sent = Figures.histogram();
        for (Future<Histogram[]> writer : writers) {
            due.add(writer.get()[0]);
            sent.add(writer.get()[1]);
        }
        return new Round(due, sent, System.nanoTime() - begin, Figures.cpuNanos() - cpuBefore, flushNanos, runs);
    }

    private Histogram[] write(long first, long stepNanos, long end) {
        Histogram due = Figures.histogram();
        Histogram sent = Figures.histogram();
        for (long next = first; next < end && System.nanoTime() < end; next += stepNanos) {
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            RowBatch batch = batch(rowsPerInsert);
            long before = System.nanoTime();
            committer.commit(batch);
            long after = System.nanoTime();
            due.recordValue(after - next);
            sent.recordValue(after - before);
        }
        return new Histogram[] {due, sent};
    }

    private void drain() {
        engine.run("STORAGE FLUSH TABLE w.t");
        engine.runDue();
        try (ReadView view = committer.acquire()) {
            if (view.bufferedBytes() > 0) {
                throw new IllegalStateException("rows are left in the buffer");
            }
        }
    }

    private void show(int number, Kind kind, Round round) {
        double seconds = round.wallNanos() / 1e9;
        line("| %d | %s | %.0f | %s | %s | %s | %.0f %%, %d | %.1f |"
                .formatted(
                        number,
                        kind.title,
                        round.due().getTotalCount() / seconds,
                        Figures.percentiles(round.due()),
                        Figures.percentiles(round.sent()),
                        Figures.text(round.cpuNanos() / 1e3 / (round.due().getTotalCount() * (double) rowsPerInsert)),
                        100.0 * round.flushNanos() / round.wallNanos(),
                        round.runs(),
                        Figures.load()));
    }

    private void summary(List<Round> alone, List<Round> flushing) {
        line("");
        line("| medians of %d rounds (least–greatest) | p99 from due, ms | p99 from sent, ms |".formatted(rounds));
        line("|---|---|---|");
        double[] dueAlone = p99(alone, true);
        double[] dueFlushing = p99(flushing, true);
        double[] sentAlone = p99(alone, false);
        double[] sentFlushing = p99(flushing, false);
        line("| without a flush | %s | %s |".formatted(Figures.spread(dueAlone), Figures.spread(sentAlone)));
        line("| flushes under way | %s | %s |".formatted(Figures.spread(dueFlushing), Figures.spread(sentFlushing)));
        line("| ratio of the two of a round | %s | %s |"
                .formatted(
                        Figures.spread(quotients(dueFlushing, dueAlone)),
                        Figures.spread(quotients(sentFlushing, sentAlone))));
    }

    private static double[] p99(List<Round> rounds, boolean fromDue) {
        return rounds.stream()
                .mapToDouble(round -> Figures.millis(fromDue ? round.due() : round.sent(), 99))
                .toArray();
    }

    private static double[] quotients(double[] of, double[] by) {
        double[] quotients = new double[of.length];
        for (int i = 0; i < of.length; i++) {
            quotients[i] = of[i] / by[i];
        }
        return quotients;
    }

    private void line(String text) {
        System.out.println(text);
        report.append(text).append('\n');
    }

    @Override
    public void close() {
        threads.shutdown();
        engine.close();
    }
}
