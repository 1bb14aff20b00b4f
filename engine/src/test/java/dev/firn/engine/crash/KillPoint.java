package dev.firn.engine.crash;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.run.JobType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Where a process is killed: at a step that it announces, or at any moment.
 *
 * @param step its name, {@link #ANY_MOMENT} for none
 * @param runs what the id of the run begins with that makes the step, empty for any
 */
record KillPoint(String step, String runs) {
    static final KillPoint ANY_MOMENT = new KillPoint("any-moment", "");

    /** What a process says when it has reached its point. */
    static final String REACHED = "REACHED";

    /** Every named point. */
    static List<KillPoint> named() {
        return Arrays.stream(Step.values()).flatMap(KillPoint::of).toList();
    }

    /** Steps of writing a file are a point in each type of job that writes files. */
    private static Stream<KillPoint> of(Step step) {
        return switch (step) {
            case CHUNK_APPENDED, FILE_WRITTEN, FILE_CLAIMED ->
                Stream.of(JobType.FLUSH, JobType.COMPACTION).map(type -> new KillPoint(step.name(), type.prefix()));
            default -> Stream.of(new KillPoint(step.name(), ""));
        };
    }

    boolean isNamed() {
        return !equals(ANY_MOMENT);
    }

    boolean countsCommits() {
        return !isNamed() || step.equals(Step.WAL_WRITTEN.name());
    }

    /**
     * A listener that says so when the point is reached for the nth time, and then stands still at a named one. For any
     * moment it counts commits.
     */
    StepListener listener(int nth) {
        AtomicInteger count = new AtomicInteger();
        String counted = isNamed() ? step : Step.WAL_WRITTEN.name();
        return (reached, runId) -> {
            if (reached.name().equals(counted) && runId.startsWith(runs) && count.incrementAndGet() == nth) {
                System.out.println(REACHED);
                while (isNamed()) {
                    LockSupport.park();
                }
            }
        };
    }

    @Override
    public String toString() {
        return runs.isEmpty() ? step : step + " of " + runs;
    }
}
