package dev.firn.engine.run;

import static java.util.Comparator.comparing;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RunEntry;
import dev.firn.engine.table.EngineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at what is to be executed: what was interrupted first, then what is queued, then what is due, each the oldest
 * first, while there are free slots.
 */
final class LaunchRound {
    private static final Logger LOG = LoggerFactory.getLogger(LaunchRound.class);
    private static final Comparator<Run> BY_AGE = comparing(Run::id, RunWalk.BY_AGE);

    private final Runs runs;
    private final ReadView view;
    private final Slots slots;
    private final Set<JobKey> running = new HashSet<>();
    private final Set<JobKey> waiting = new HashSet<>();
    private final List<Run> interrupted = new ArrayList<>();
    private final List<Run> queued = new ArrayList<>();
    private final List<Launch> launches = new ArrayList<>();
    private boolean someWait;

    LaunchRound(Runs runs, ReadView view, Slots slots) {
        this.runs = runs;
        this.view = view;
        this.slots = slots;
    }

    /** What has begun until a run cannot begin, should the store take no writes: a later round goes on. */
    List<Launch> take() {
        try {
            view.activeRuns().values().forEach(this::sort);
            interrupted.sort(BY_AGE);
            queued.sort(BY_AGE);
            interrupted.forEach(this::begin);
            queued.forEach(this::beginQueued);
            beginDue();
        } catch (EngineException e) {
            LOG.warn("Runs that are due are not launched now: {}", e.getMessage());
        }
        return launches;
    }

    private void sort(RunEntry entry) {
        Run run = RunRecords.run(entry);
        JobKey key = JobKey.of(run);
        boolean underWay = runs.isUnderWay(run);
        if (!underWay && isDropped(run.tableId())) {
            runs.abandonDropped(run.id());
        } else if (!underWay && run.stopRequested()) {
            runs.endStopped(run.id());
        } else if (underWay) {
            running.add(key);
            slots.occupied(key.type());
        } else if (run.status() == Run.Status.RUNNING) {
            running.add(key);
            interrupted.add(run);
        } else {
            waiting.add(key);
            queued.add(run);
        }
    }

    private boolean isDropped(int tableId) {
        return tableId != 0 && view.catalog().table(tableId).isEmpty();
    }

    private void begin(Run run) {
        if (slots.take(run.type())) {
            runs.begin(run.id()).ifPresentOrElse(launches::add, () -> slots.giveBack(run.type()));
        } else {
            someWait = true;
        }
    }

    private void beginQueued(Run run) {
        JobKey key = JobKey.of(run);
        boolean heldBack = run.attempt() > 0 && runs.isHeld(view, key);
        if (running.contains(key)) {
            someWait = true;
        } else if (!heldBack) {
            running.add(key);
            begin(run);
        }
    }

    private void beginDue() {
        for (JobKey key : runs.due(view, this::isFree)) {
            if (slots.take(key.type())) {
                runs.beginDue(key).ifPresentOrElse(launches::add, () -> slots.giveBack(key.type()));
            } else {
                someWait = true;
            }
        }
    }

    private boolean isFree(JobKey key) {
        return !running.contains(key) && !waiting.contains(key) && !runs.isHeld(view, key);
    }

    /** True when a run was not launched because others are under way. */
    boolean leavesSomeWaiting() {
        return someWait;
    }
}
