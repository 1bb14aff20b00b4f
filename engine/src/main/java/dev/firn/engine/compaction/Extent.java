package dev.firn.engine.compaction;

import dev.firn.engine.run.Run;

/** How much a run of compaction does. */
enum Extent {
    /** What keeps the number of files and their garbage bounded, at a bounded price. */
    DUE,
    /** Everything that makes files fewer or smaller: an operator asked for it. */
    ALL;

    static Extent of(Run run) {
        return run.trigger() == Run.Trigger.MANUAL ? ALL : DUE;
    }
}
