package dev.firn.benchmarks;

import dev.firn.benchmarks.UserHistory.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * How long queries and key lookups of users take in each tenth of a history of flush periods. Runs that are due are
 * executed between the queries of two periods. Beside it the same is asked of a table that stays as it was after a tenth
 * of the periods: its figures show how far the machine itself changed.
 */
public final class LongHistory {
    private static final int TENTHS = 10;
    private static final Path REPORT = Path.of("target", "long-history.md");

    private final int users;
    private final int periods;
    private final int questions;
    private final StringBuilder report = new StringBuilder();
    private final Map<Question, List<double[]>> ratios = new EnumMap<>(Question.class);

    /** What was measured of a question in a tenth. */
    private static final class Measured {
        private final Histogram latencies = Figures.histogram();
        private final Histogram control = Figures.histogram();
        private long cpuNanos;
        private long controlCpuNanos;

        private double cpuMillis() {
            return Figures.millis(cpuNanos) / Math.max(1, latencies.getTotalCount());
        }

        private double controlCpuMillis() {
            return Figures.millis(controlCpuNanos) / Math.max(1, control.getTotalCount());
        }
    }

    private record Tenth(Map<Question, Measured> measured, List<Integer> files) {
        static Tenth empty() {
            Map<Question, Measured> measured = new EnumMap<>(Question.class);
            for (Question question : Question.values()) {
                measured.put(question, new Measured());
            }
            return new Tenth(measured, new ArrayList<>());
        }

        Measured of(Question question) {
            return Objects.requireNonNull(measured.get(question));
        }
    }

    private LongHistory(int users, int periods, int questions) {
        this.users = users;
        this.periods = periods;
        this.questions = questions;
    }

    /** {@code [users [periods [questions of a kind in a period [runs]]]]}, by default 1000 100 40 3. */
    public static void main(String[] args) throws IOException {
        int[] values = {1_000, 100, 40, 3};
        for (int i = 0; i < args.length; i++) {
            values[i] = Integer.parseInt(args[i]);
        }
        LongHistory benchmark = new LongHistory(values[0], values[1], values[2]);
        for (int run = 1; run <= values[3]; run++) {
            benchmark.run(run);
        }
        benchmark.summary();
        Files.writeString(REPORT, benchmark.report);
        System.out.println(benchmark.report);
    }

    private void run(int number) {
        try (OpenEngine engine = new OpenEngine()) {
            UserHistory control = new UserHistory(engine, "control", users, 10);
            for (int period = 0; period < periods / TENTHS; period++) {
                period(engine, control, control, Tenth.empty());
            }
            UserHistory history = new UserHistory(engine, "t", users, 10);
            List<Tenth> tenths = new ArrayList<>();
            for (int i = 0; i < TENTHS; i++) {
                Tenth tenth = Tenth.empty();
                for (int period = 0; period < periods / TENTHS; period++) {
                    period(engine, history, control, tenth);
                }
                tenths.add(tenth);
                System.out.printf("run %d, tenth %d, load %.1f%n", number, i + 1, Figures.load());
            }
            show(number, tenths);
        }
    }

    private void period(OpenEngine engine, UserHistory history, UserHistory control, Tenth tenth) {
        history.insertPeriod();
        ask(Question.HOT_KEY, history, tenth.of(Question.HOT_KEY));
        engine.runDue();
        tenth.files().add(history.files());
        for (Question question : Question.values()) {
            Measured measured = tenth.of(question);
            if (question != Question.HOT_KEY) {
                ask(question, history, measured);
                if (control != history) {
                    askControl(question, control, measured);
                }
            }
        }
    }

    private void ask(Question question, UserHistory history, Measured measured) {
        measured.cpuNanos += ask(question, history, questions, measured.latencies);
    }

    private void askControl(Question question, UserHistory control, Measured measured) {
        measured.controlCpuNanos += ask(question, control, questions, measured.control);
    }

    private static long ask(Question question, UserHistory history, int times, Histogram latencies) {
        long cpuBefore = Figures.cpuNanos();
        for (int i = 0; i < times; i++) {
            long before = System.nanoTime();
            history.ask(question);
            latencies.recordValue(System.nanoTime() - before);
        }
        return Figures.cpuNanos() - cpuBefore;
    }

    private void show(int number, List<Tenth> tenths) {
        for (Question question : Question.values()) {
            line("");
            line("Run %d, %s: ms".formatted(number, question.title()));
            line("");
            line("| tenth | files | p50 / p95 / p99 | CPU a query | unchanged table: p50 / p95 / p99 | CPU a query |");
            line("|---|---|---|---|---|---|");
            for (int i = 0; i < TENTHS; i++) {
                Tenth tenth = tenths.get(i);
                Measured measured = tenth.of(question);
                boolean compared = measured.control.getTotalCount() > 0;
                line("| %d | %d–%d | %s | %s | %s | %s |"
                        .formatted(
                                i + 1,
                                tenth.files().stream().mapToInt(n -> n).min().orElse(0),
                                tenth.files().stream().mapToInt(n -> n).max().orElse(0),
                                Figures.percentiles(measured.latencies),
                                Figures.text(measured.cpuMillis()),
                                compared ? Figures.percentiles(measured.control) : "–",
                                compared ? Figures.text(measured.controlCpuMillis()) : "–"));
            }
            ratios.computeIfAbsent(question, key -> new ArrayList<>())
                    .add(ratios(
                            tenths.get(0).of(question), tenths.get(TENTHS - 1).of(question)));
        }
    }

    private static double[] ratios(Measured first, Measured last) {
        return new double[] {
            Figures.millis(last.latencies, 50) / Figures.millis(first.latencies, 50),
            Figures.millis(last.latencies, 95) / Figures.millis(first.latencies, 95),
            last.cpuMillis() / first.cpuMillis(),
            first.control.getTotalCount() == 0
                    ? Double.NaN
                    : Figures.millis(last.control, 95) / Figures.millis(first.control, 95)
        };
    }

    private void summary() {
        line("");
        line("Last tenth / first tenth, median of the runs (least–greatest)");
        line("");
        line("| | p50 | p95 | CPU a query | p95 of the unchanged table |");
        line("|---|---|---|---|---|");
        ratios.forEach((question, runs) -> line("| %s | %s | %s | %s | %s |"
                .formatted(question.title(), spread(runs, 0), spread(runs, 1), spread(runs, 2), spread(runs, 3))));
    }

    private static String spread(List<double[]> runs, int figure) {
        double[] values = runs.stream().mapToDouble(run -> run[figure]).toArray();
        return Arrays.stream(values).allMatch(Double::isFinite) ? Figures.spread(values) : "–";
    }

    private void line(String text) {
        report.append(text).append('\n');
    }
}
