package dev.firn.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/** How figures are taken and shown. */
final class Figures {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Figures() {}

    /** CPU time of this process so far, of all its threads; ticks of 10 ms. */
    static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Runnable and running tasks of the whole machine, over the last minute. */
    static double load() {
        return SYSTEM.getSystemLoadAverage();
    }

    static Histogram histogram() {
        return new Histogram(3);
    }

    static double millis(long nanos) {
        return nanos / 1e6;
    }

    static double millis(Histogram latencies, double percentile) {
        return millis(latencies.getValueAtPercentile(percentile));
    }

    /** p50 / p95 / p99 in milliseconds. */
    static String percentiles(Histogram latencies) {
        return DoubleStream.of(50, 95, 99)
                .mapToObj(percentile -> text(millis(latencies, percentile)))
                .collect(Collectors.joining(" / "));
    }

    /** The median, then least and greatest. */
    static String spread(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return "%s (%s–%s)".formatted(text(median(sorted)), text(sorted[0]), text(sorted[sorted.length - 1]));
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static String text(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.3f" : value < 100 ? "%.2f" : "%.0f", value);
    }
}
