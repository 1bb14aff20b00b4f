package dev.firn.it.step;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Acts when the step of system property {@link #STEP} is reached for the {@link #TIME}-th time (default 1): ends the
 * JVM as {@code kill -9} does, fails the step, or holds it up until a file exists; or does so, or
 * holds it up a little, each time. Without the property it does nothing. Steps of other runs than {@link #RUNS} and before
 * {@link #ARMED_FILE} exists do not count.
 */
@ApplicationScoped
public class TestingStepListener implements StepListener {
    public static final String STEP = "firn.test.step";
    public static final String TIME = "firn.test.step.time";
    /** What the id of a run begins with, default empty. */
    public static final String RUNS = "firn.test.step.runs";
    /** A file; default none, and every step counts. */
    public static final String ARMED_FILE = "firn.test.step.armed-file";
    /** {@code halt} (default), {@code fail} and {@code pause}; each time {@code hold}, {@code gate} and {@code slow}. */
    public static final String ACTION = "firn.test.step.action";
    /** A folder; {@code gate} holds a step up while it has a file of the run's id, or one named {@link #ALL_RUNS}. */
    public static final String GATE = "firn.test.step.gate";

    public static final String ALL_RUNS = "all";
    /** The file without which a step is held up. */
    public static final String RESUME_FILE = "firn.test.step.resume-file";

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AtomicInteger reached = new AtomicInteger();

    @Override
    public void reached(Step step, String runId) {
        if (!step.name().equals(System.getProperty(STEP))
                || !runId.startsWith(System.getProperty(RUNS, ""))
                || !isArmed()) {
            return;
        }
        String action = System.getProperty(ACTION, "halt");
        if (action.equals("slow")) {
            LockSupport.parkNanos(SLOW_NANOS);
        } else if (action.equals("hold")) {
            awaitFile(Path.of(System.getProperty(RESUME_FILE)));
        } else if (action.equals("gate")) {
            awaitOpen(Path.of(System.getProperty(GATE)), runId);
        } else if (reached.incrementAndGet() == Integer.getInteger(TIME, 1)) {
            switch (action) {
                case "halt" -> Runtime.getRuntime().halt(137);
                case "fail" ->
                    throw new EngineException(ErrorCode.STORAGE_FULL, "Cannot go on: the test fails " + step);
                case "pause" -> awaitFile(Path.of(System.getProperty(RESUME_FILE)));
                default -> throw new IllegalArgumentException(action);
            }
        }
    }

    private static boolean isArmed() {
        String file = System.getProperty(ARMED_FILE);
        return file == null || Files.exists(Path.of(file));
    }

    private static void awaitOpen(Path gate, String runId) {
        while (Files.exists(gate.resolve(runId)) || Files.exists(gate.resolve(ALL_RUNS))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static void awaitFile(Path file) {
        while (!Files.exists(file)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
