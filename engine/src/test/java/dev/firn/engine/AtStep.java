package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.commit.StepListener;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Carries out something once, the next time a run makes a step: what falls between two steps of a job. */
public final class AtStep implements StepListener {
    private final String runs;
    private final AtomicReference<@Nullable Pending> pending = new AtomicReference<>();

    private record Pending(Step step, Runnable action) {}

    public AtStep() {
        this("");
    }

    /** @param runs what the ids of the runs begin with whose steps count */
    public AtStep(String runs) {
        this.runs = runs;
    }

    public void next(Step step, Runnable action) {
        pending.set(new Pending(step, action));
    }

    @Override
    public void reached(Step step, String runId) {
        Pending due = pending.get();
        if (due != null && due.step() == step && runId.startsWith(runs) && pending.compareAndSet(due, null)) {
            due.action().run();
        }
    }

    /** Fails unless the step was made. */
    public void expectReached() {
        assertThat(pending).hasValue(null);
    }
}
