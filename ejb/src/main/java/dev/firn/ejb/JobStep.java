package dev.firn.ejb;

import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.StepExecution;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jspecify.annotations.Nullable;

/**
 * What JBeret knows of a step of a job execution.
 *
 * @param status in lower case
 * @param startedAtMicros UTC microseconds since 1970, 0 when it is not known, and so {@code finishedAtMicros}
 * @param itemsRead rows and other items of a chunk step, committed
 */
public record JobStep(
        String name,
        String status,
        long startedAtMicros,
        long finishedAtMicros,
        long itemsRead,
        long itemsWritten,
        long commits,
        long rollbacks,
        List<Partition> partitions) {
    /** A part of a step that runs in a thread of its own. */
    public record Partition(int number, String status) {
        static Partition of(PartitionExecutionImpl partition) {
            return new Partition(partition.getPartitionId(), spelling(partition.getBatchStatus()));
        }
    }

    /**
     * JBeret forgets when a step of partitions began; it is the first of its job.
     *
     * @param begunAtMicros when the attempt began
     */
    static JobStep of(StepExecution step, long begunAtMicros, List<Partition> partitions) {
        return new JobStep(
                step.getStepName(),
                spelling(step.getBatchStatus()),
                partitions.isEmpty() ? micros(step.getStartTime()) : begunAtMicros,
                micros(step.getEndTime()),
                metric(step, Metric.MetricType.READ_COUNT),
                metric(step, Metric.MetricType.WRITE_COUNT),
                metric(step, Metric.MetricType.COMMIT_COUNT),
                metric(step, Metric.MetricType.ROLLBACK_COUNT),
                partitions);
    }

    private static String spelling(BatchStatus status) {
        return status.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static long micros(@Nullable Date date) {
        return date == null ? 0 : date.getTime() * 1_000;
    }

    private static long metric(StepExecution step, Metric.MetricType type) {
        return Arrays.stream(step.getMetrics())
                .filter(metric -> metric.getType() == type)
                .mapToLong(Metric::getValue)
                .findFirst()
                .orElse(0);
    }
}
