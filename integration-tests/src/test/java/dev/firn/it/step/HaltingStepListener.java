package dev.firn.it.step;

import dev.firn.engine.commit.StepListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Halts the JVM, as {@code kill -9} does, when the step of system property {@code firn.test.halt-at} is reached for the
 * {@code firn.test.halt-after}-th time (default 1). Deployed into the test application's lib; without the property it
 * does nothing.
 */
@ApplicationScoped
public class HaltingStepListener implements StepListener {
    public static final String HALT_AT = "firn.test.halt-at";
    public static final String HALT_AFTER = "firn.test.halt-after";

    private final AtomicInteger reached = new AtomicInteger();

    @Override
    public void reached(Step step, String runId) {
        if (step.name().equals(System.getProperty(HALT_AT))
                && reached.incrementAndGet() == Integer.getInteger(HALT_AFTER, 1)) {
            Runtime.getRuntime().halt(137);
        }
    }
}
