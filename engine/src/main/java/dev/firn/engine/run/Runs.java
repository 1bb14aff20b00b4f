package dev.firn.engine.run;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.Change;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.Run.OrderKind;
import dev.firn.engine.run.Run.State;
import dev.firn.engine.run.Run.Status;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.table.EngineException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of every type of job: which to execute now, and what becomes of them. Every call of a step names the run and
 * the attempt; a stale attempt is refused with TRANSACTION_CONFLICT. Run records in the store are the truth; the batch
 * runtime's own repository decides nothing. At most one run of a type works on a table, and at most one waits.
 */
public final class Runs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    private final Committer committer;
    private final DataDirectory data;
    private final RunSettings settings;
    private final LongSupplier nanoClock;
    private final Map<JobType, Job> jobs = new EnumMap<>(JobType.class);

    private final RunEvents events = new RunEvents();
    private final UnderWay underWay;
    private final Holds holds;
    private final DueRuns due;
    private final RunRecords records;
    private final NewRuns newRuns;
    private final Leftovers leftovers;
    private final Nudger nudger = new Nudger();
    /** True when a run could not be launched because others run. */
    private volatile boolean moreWait;

    /** @param nanoClock monotonic, {@link System#nanoTime()} outside of tests */
    public Runs(Committer committer, DataDirectory data, RunSettings settings, LongSupplier nanoClock) {
        this.committer = committer;
        this.data = data;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.leftovers = new Leftovers(committer, data);
        this.underWay = new UnderWay(nanoClock, settings.heartbeat());
        this.holds = new Holds(nanoClock);
        this.due = new DueRuns(jobs, nanoClock);
        this.records = new RunRecords(committer, settings.history(), run -> holds.recall(run, committer.nowMicros()));
        this.newRuns = new NewRuns(records);
    }

    public RunSettings settings() {
        return settings;
    }

    /** Adds a type of job, before the first launch. */
    public void register(Job job) {
        jobs.put(job.type(), job);
    }

    private Job job(JobType type) {
        Job job = jobs.get(type);
        if (job == null) {
            throw new IllegalStateException("no job of type " + type + " is registered");
        }
        return job;
    }

    // What to execute

    /** Registers what to call, in a thread of the engine's, when a launch may have become possible; replaces the one before. */
    public void onNudge(Runnable newNudge) {
        nudger.launchBy(newNudge);
    }

    /** Calls what is registered, not in the caller's thread: that may be the committer's. */
    public void nudge() {
        nudger.nudge();
    }

    /** What to execute now. Each launch has begun a new attempt of its run. */
    public synchronized List<Launch> takeLaunches() {
        try (ReadView view = committer.acquire()) {
            watch();
            LaunchRound round = new LaunchRound(this, view, new Slots(settings.concurrent()));
            List<Launch> launches = round.take();
            moreWait = round.leavesSomeWaiting();
            return launches;
        }
    }

    /**
     * A run that does what is asked for: the running one when it covers that, the one that waits, or one queued for the
     * next {@link #takeLaunches()}; empty when there is nothing to do.
     *
     * @param tableId 0 for the whole store
     * @throws EngineException TRANSACTION_CONFLICT when one waits with other parameters
     */
    public Optional<Run> request(JobType type, int tableId, Trigger trigger, Map<String, String> parameters) {
        Due wanted = new Due(tableId, trigger, parameters);
        Optional<Run> run = committer.submit(commit -> newRuns.request(commit, job(type), wanted));
        run.filter(found -> found.status() == Status.QUEUED).ifPresent(found -> {
            records.trim();
            if (trigger == Trigger.MANUAL) {
                holds.release(JobKey.of(found));
            }
            events.publish(found);
            nudge();
        });
        return run;
    }

    boolean isUnderWay(Run run) {
        return underWay.find(run.id()).isPresent();
    }

    boolean isHeld(ReadView view, JobKey key) {
        return holds.holds(key, view.buffered(key.tableId()).lastSeq());
    }

    List<JobKey> due(ReadView view, Predicate<JobKey> free) {
        return due.oldestFirst(view, free);
    }

    /** Queues and begins a run that is due; empty when its table has gone meanwhile. */
    Optional<Launch> beginDue(JobKey key) {
        Optional<Run> begun = due.take(key).flatMap(wanted -> begin(commit -> newRuns.due(commit, key.type(), wanted)));
        records.trim();
        return begun.map(Runs::launch);
    }

    /** Begins the run's next attempt; empty when the run has ended since it was looked at. */
    Optional<Launch> begin(String runId) {
        return begin(commit -> RunRecords.active(commit, runId).filter(run -> !run.stopRequested()))
                .map(Runs::launch);
    }

    private Optional<Run> begin(Change<Optional<Run>> find) {
        long beforeHorizon = System.nanoTime();
        Optional<Run> begun = committer.submit(commit -> {
            Optional<Run> found = find.apply(commit)
                    .map(run ->
                            run.begun(commit.lastSeq(), job(run.type()).rowsAhead(commit, run), commit.nowMicros()));
            found.ifPresent(run -> RunRecords.put(commit, run));
            return found;
        });
        begun.ifPresent(run -> enter(run, beforeHorizon));
        return begun;
    }

    private void enter(Run run, long beganNanos) {
        Runnable tell = () -> events.publishIfWatched(() -> find(run.id()));
        RunAttempt attempt = new RunAttempt(committer, nanoClock, run, beganNanos, tell);
        underWay.enter(attempt);
        // An order that came just before found no attempt to tell.
        records.find(run.id()).filter(Run::stopRequested).ifPresent(unused -> attempt.requestStop());
        events.publish(run);
    }

    private static Launch launch(Run run) {
        return new Launch(run.type(), run.id(), run.attempt(), run.attempt() > 1);
    }

    // Steps of an attempt

    /** The attempt, which is under way; else a TRANSACTION_CONFLICT. */
    public RunAttempt attempt(String runId, int number) {
        return underWay.require(runId, number);
    }

    /** Notes JSR-352's id of an attempt's execution. */
    public void executing(String runId, int number, long executionId) {
        RunAttempt attempt = attempt(runId, number);
        committer.submit(commit -> {
            Run run = attempt.require(commit);
            return RunRecords.put(commit, run.with(run.newestAttempt().executing(executionId)));
        });
    }

    /** Does the one step of an attempt of a {@link SingleStepJob} and ends the run. */
    public void execute(String runId, int number) {
        RunAttempt attempt = attempt(runId, number);
        ((SingleStepJob) job(attempt.run().type())).execute(attempt);
        completed(attempt);
    }

    // How an attempt ends

    /** Ends the run as COMPLETED. */
    public void completed(RunAttempt attempt) {
        Job job = job(attempt.run().type());
        Run over = committer.submit(commit -> Endings.completed(commit, attempt, job));
        leave(attempt);
        settle(over);
    }

    /**
     * Ends the attempt. The run waits for its next one, longer after each failure; after the last it is FAILED, when an
     * operator asked for it STOPPED, and that of a dropped table ABANDONED.
     */
    public void failed(String runId, int number, Throwable cause) {
        RunAttempt attempt = attempt(runId, number);
        Failure failure = Failure.of(cause, data.root().toString());
        Run run = leaving(attempt, commit -> Endings.failed(commit, attempt, failure, settings.attempts()));
        log(run, cause);
        settle(run);
    }

    /** Stores how an attempt ended. When that cannot be stored, the attempt is over all the same: the next one follows. */
    private <T> T leaving(RunAttempt attempt, Change<T> change) {
        try {
            return committer.submit(change);
        } finally {
            leave(attempt);
        }
    }

    private static String name(Run run) {
        return run.tableId() == 0 ? "the store" : run.namespace() + "." + run.table();
    }

    private static void log(Run run, Throwable cause) {
        String table = name(run);
        switch (run.status()) {
            case QUEUED ->
                LOG.warn("Attempt {} of run {} of {} failed; another follows", run.attempt(), run.id(), table, cause);
            case FAILED -> LOG.error("Run {} of {} failed after {} attempts", run.id(), table, run.attempt(), cause);
            default ->
                LOG.info("Run {} of {} ended: {}", run.id(), table, run.state().message());
        }
    }

    /** Ends an attempt whose execution the server stopped: the run goes on with its next attempt. */
    public void interrupted(String runId, int number) {
        RunAttempt attempt = attempt(runId, number);
        Run run = leaving(attempt, commit -> Endings.interrupted(commit, attempt));
        if (run.over()) {
            settle(run);
        }
    }

    /** Ends a run that no attempt works on and that an operator wants stopped. */
    void endStopped(String runId) {
        endIdle(runId, Orders::stopped);
    }

    /** Ends a run that no attempt works on and whose table is gone. */
    void abandonDropped(String runId) {
        endIdle(runId, run -> State.of(Status.ABANDONED, Endings.DROPPED));
    }

    private void endIdle(String runId, Function<Run, State> outcome) {
        Optional<Run> over = committer.submit(commit -> RunRecords.active(commit, runId)
                .map(run -> RunRecords.put(commit, run.finished(outcome.apply(run), commit.nowMicros()))));
        over.ifPresent(run -> {
            leftovers.sweep(runId);
            settle(run);
        });
    }

    private void leave(RunAttempt attempt) {
        underWay.leave(attempt);
        leftovers.sweep(attempt.runId());
    }

    /** Does what follows the end of an attempt: holds the table back or not, tells, and makes room for others. */
    private void settle(Run run) {
        holds.ended(run, () -> lastSeq(run.tableId()));
        events.publish(run);
        if (run.over()) {
            job(run.type()).ended(run);
        }
        if (moreWait) {
            nudge();
        }
    }

    private long lastSeq(int tableId) {
        try (ReadView view = committer.acquire()) {
            return view.buffered(tableId).lastSeq();
        }
    }

    /** Sweeps what a crash left; before the first run is launched. */
    public void sweepAll() {
        leftovers.sweepAll();
    }

    // What people see

    /** Runs by age, newest first, at most {@code limit}, with the progress of the running ones. */
    public List<Run> newest(int limit) {
        return records.newest(limit).stream().map(underWay::live).toList();
    }

    /**
     * A page of the runs that a condition holds for.
     *
     * @throws EngineException INVALID_PARAMETER when the page is to begin after what no page ended with
     */
    public RunPage page(RunQuery query, Predicate<Run> visible) {
        return records.page(query, underWay::live, visible);
    }

    public Optional<Run> find(String runId) {
        return records.find(runId).map(underWay::live);
    }

    /** What happens to runs, as it happens. */
    public RunEvents events() {
        return events;
    }

    /** The runs whose attempt under way has made no progress for three heartbeats. */
    public List<Run> stuck() {
        return underWay.stuck().stream()
                .flatMap(attempt -> find(attempt.runId()).stream())
                .filter(run -> run.status() == Status.RUNNING)
                .toList();
    }

    /** Tells once of each attempt that has got stuck. */
    private void watch() {
        for (Run run : stuck()) {
            if (underWay.find(run.id()).filter(RunAttempt::reportStuck).isPresent()) {
                String message = run.state().message();
                LOG.warn("Run {} of {}, attempt {}, is {}", run.id(), name(run), run.attempt(), message);
                events.publish(run);
            }
        }
    }

    // Operators' orders

    /** Registers what to call, in a thread of the engine's, with JSR-352's id of an execution that is to stop. */
    public void onStop(LongConsumer newStop) {
        nudger.stopBy(newStop);
    }

    /**
     * Ends a run early: one that waits at once, one under way between two rows; what it has committed stays. New runs of
     * the type wait for ten minutes on that table unless somebody asks for one.
     *
     * @return the run as it stands then: STOPPED, or RUNNING until its step has seen the order
     * @throws EngineException NOT_FOUND, or JOB_STATE_CONFLICT when it is over
     */
    public Run stop(String runId, Operator by) {
        Run stopping = records.order(runId, OrderKind.STOP, by, (commit, run) -> Orders.stop(commit, run, by.userId()));
        Optional<RunAttempt> attempt = underWay.find(runId);
        if (stopping.over()) {
            leftovers.sweep(runId);
            settle(stopping);
        } else if (attempt.isPresent()) {
            attempt.get().requestStop();
            events.publish(underWay.live(stopping));
            stopping.executionId().ifPresent(nudger::stopExecution);
        } else {
            nudge();
        }
        return underWay.live(stopping);
    }

    /**
     * Goes on with a run that failed, was stopped, or waits for its next attempt: now, from where the engine's state says
     * it stands.
     *
     * @throws EngineException NOT_FOUND, or JOB_STATE_CONFLICT when it is under way, completed or abandoned, its table was
     *     dropped or another run waits for the same work
     */
    public Run restart(String runId, Operator by) {
        Run waiting = records.order(runId, OrderKind.RESTART, by, Orders::restart);
        holds.release(JobKey.of(waiting));
        events.publish(waiting);
        nudge();
        return waiting;
    }

    /**
     * Gives up a run that waits, failed, was stopped, or is to stop and does not: whatever still works on it is refused.
     *
     * @throws EngineException NOT_FOUND, or JOB_STATE_CONFLICT when it is under way or over for good
     */
    public Run abandon(String runId, Operator by) {
        Run abandoned =
                records.order(runId, OrderKind.ABANDON, by, (commit, run) -> Orders.abandon(commit, run, by.userId()));
        underWay.find(runId).ifPresent(underWay::leave);
        leftovers.sweep(runId);
        settle(abandoned);
        return abandoned;
    }

    @Override
    public void close() {
        events.close();
        nudger.close();
    }
}
