package dev.firn.engine;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.security.Passwords;
import dev.firn.engine.store.FileCalls;
import dev.firn.engine.store.LocalFileCalls;
import java.time.Clock;

/** What an engine meets beside its store and its settings; tests put others in their place. */
record Surroundings(StepListener steps, Clock clock, FileCalls files, Passwords passwords) {
    Surroundings(StepListener steps, Clock clock) {
        this(steps, clock, new LocalFileCalls(), new Passwords());
    }

    Surroundings with(FileCalls others) {
        return new Surroundings(steps, clock, others, passwords);
    }

    Surroundings with(Passwords others) {
        return new Surroundings(steps, clock, files, others);
    }
}
