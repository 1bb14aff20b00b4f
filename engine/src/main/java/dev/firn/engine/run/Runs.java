package dev.firn.engine.run;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.commit.Change;
import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.Run.State;
import dev.firn.engine.run.Run.Status;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of every type of job: which to execute now, and what becomes of them. Every call of a step names the run and
 * the attempt; a stale attempt is refused with TRANSACTION_CONFLICT. Run records in the store are the truth; the batch
 * runtime's own repository decides nothing. At most one run of a type works on a table, and at most one waits.
 */
public final class Runs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final int STUCK_HEARTBEATS = 3;
    private static final String DROPPED = "the table was dropped";

    private final Committer committer;
    private final DataDirectory data;
    private final RunSettings settings;
    private final LongSupplier nanoClock;
    private final RunIds ids = new RunIds();
    private final Map<JobType, Job> jobs = new EnumMap<>(JobType.class);
    /** The attempts that are under way in this process, by run id. */
    private final Map<String, RunAttempt> underWay = new ConcurrentHashMap<>();

    private final RunEvents events = new RunEvents();
    private final Holds holds;
    private final DueRuns due;
    private final RunRecords records;
    /** One nudge under way and one waiting are enough: a launch takes everything that is due. */
    private final ThreadPoolExecutor nudger = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            Runs::nudgerThread,
            new ThreadPoolExecutor.DiscardPolicy());

    private volatile @Nullable Runnable onNudge;
    private volatile @Nullable LongConsumer onStop;
    private final Queue<Long> toStop = new ConcurrentLinkedQueue<>();
    /** True when a run could not be launched because others run. */
    private volatile boolean moreWait;

    /** @param nanoClock monotonic, {@link System#nanoTime()} outside of tests */
    public Runs(Committer committer, DataDirectory data, RunSettings settings, LongSupplier nanoClock) {
        this.committer = committer;
        this.data = data;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.holds = new Holds(nanoClock);
        this.due = new DueRuns(jobs, nanoClock);
        this.records = new RunRecords(committer, settings.history(), this::holdAgain);
    }

    private static Thread nudgerThread(Runnable task) {
        Thread thread = new Thread(task, "firn-nudger");
        thread.setDaemon(true);
        return thread;
    }

    /** Holds a table back for what is left of the time after an operator's stop. */
    private void holdAgain(Run run) {
        Duration ago =
                Duration.ofNanos(Math.max(0, committer.nowMicros() - run.times().finishedAtMicros()) * 1_000);
        Duration left = Holds.AFTER_STOP.minus(ago);
        if (run.status() == Status.STOPPED && !left.isNegative()) {
            holds.stopped(JobKey.of(run), left);
        } else if (run.over()) {
            holds.release(JobKey.of(run));
        }
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
        onNudge = newNudge;
    }

    /** Calls what is registered, not in the caller's thread: that may be the committer's. */
    public void nudge() {
        nudger.execute(() -> {
            stopExecutions();
            Runnable registered = onNudge;
            if (registered != null) {
                registered.run();
            }
        });
    }

    private void stopExecutions() {
        LongConsumer registered = onStop;
        for (Long execution = toStop.poll(); execution != null; execution = toStop.poll()) {
            if (registered != null) {
                registered.accept(execution);
            }
        }
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
        Optional<Run> run = committer.submit(commit -> request(commit, job(type), wanted));
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

    private Optional<Run> request(Commit commit, Job job, Due wanted) {
        if (!job.hasWork(commit, wanted.tableId())) {
            return Optional.empty();
        }
        for (Run active : RunRecords.active(commit, new JobKey(job.type(), wanted.tableId()))) {
            if (active.status() == Status.QUEUED) {
                requireSameParameters(active, wanted);
                return Optional.of(active);
            }
            if (active.parameters().equals(wanted.parameters()) && job.covers(commit, active)) {
                return Optional.of(active);
            }
        }
        return Optional.of(queue(commit, job.type(), wanted));
    }

    private static void requireSameParameters(Run queued, Due wanted) {
        if (!queued.parameters().equals(wanted.parameters())) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot start another run: run " + queued.id() + " with other parameters waits for its turn");
        }
    }

    private Run queue(Commit commit, JobType type, Due wanted) {
        if (isDropped(commit, wanted.tableId())) {
            throw new EngineException(ErrorCode.TABLE_NOT_FOUND, DROPPED);
        }
        Optional<Table> table = commit.catalog().table(wanted.tableId());
        String id = ids.next(type, commit.nowMicros() / 1_000);
        while (commit.activeRuns().containsKey(id)) {
            id = ids.next(type, commit.nowMicros() / 1_000);
        }
        Run run = Run.queued(id, table, wanted, commit.nowMicros());
        commit.putActiveRun(RunRecords.entry(run));
        records.count();
        return run;
    }

    private static boolean isDropped(Commit commit, int tableId) {
        return tableId != 0 && commit.catalog().table(tableId).isEmpty();
    }

    boolean isUnderWay(Run run) {
        return underWay.containsKey(run.id());
    }

    boolean isHeld(ReadView view, JobKey key) {
        return holds.holds(key, view.buffered(key.tableId()).lastSeq());
    }

    List<JobKey> due(ReadView view, Predicate<JobKey> free) {
        return due.oldestFirst(view, free);
    }

    /** Queues and begins a run that is due; empty when its table has gone meanwhile. */
    Optional<Launch> beginDue(JobKey key) {
        Optional<Run> begun = due.take(key)
                .flatMap(wanted -> begin(commit -> isDropped(commit, key.tableId())
                        ? Optional.empty()
                        : Optional.of(queue(commit, key.type(), wanted))));
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
            found.ifPresent(run -> commit.putActiveRun(RunRecords.entry(run)));
            return found;
        });
        begun.ifPresent(run -> enter(run, beforeHorizon));
        return begun;
    }

    private void enter(Run run, long beganNanos) {
        Runnable tell = () -> events.publishIfWatched(() -> find(run.id()));
        RunAttempt attempt = new RunAttempt(committer, nanoClock, run, beganNanos, tell);
        underWay.put(run.id(), attempt);
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
        RunAttempt attempt = underWay.get(runId);
        if (attempt == null || attempt.number() != number) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot go on with attempt " + number + " of run " + runId + ": "
                            + (attempt == null ? "it is over" : "attempt " + attempt.number() + " has begun"));
        }
        return attempt;
    }

    /** Notes JSR-352's id of an attempt's execution. */
    public void executing(String runId, int number, long executionId) {
        RunAttempt attempt = attempt(runId, number);
        committer.submit(commit -> {
            Run run = attempt.require(commit);
            commit.putActiveRun(RunRecords.entry(run.with(run.newestAttempt().executing(executionId))));
            return runId;
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
        Run over = committer.submit(commit -> {
            Run run = attempt.live(attempt.require(commit));
            job(run.type()).completing(commit, attempt);
            return putOver(commit, run.finished(run.state().completed(), commit.nowMicros()));
        });
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
        Run run = leaving(attempt, commit -> {
            Run live = attempt.live(attempt.require(commit));
            Run next = live.failed(afterFailure(commit, live, failure), failure.message(), commit.nowMicros());
            return put(commit, next);
        });
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

    private State afterFailure(Commit commit, Run run, Failure failure) {
        if (isDropped(commit, run.tableId())) {
            return State.of(Status.ABANDONED, DROPPED);
        }
        if (run.stopRequested()) {
            return Orders.stopped(run);
        }
        int failures = run.state().failures() + 1;
        Status status = failures < settings.attempts() ? Status.QUEUED : Status.FAILED;
        return new State(status, failure.message(), failure.trace(), failures, "");
    }

    private void hold(Run run) {
        JobKey key = JobKey.of(run);
        switch (run.status()) {
            case QUEUED -> holds.failed(key);
            case FAILED -> holds.failedForGood(key, lastSeq(run.tableId()));
            case STOPPED -> holds.stopped(key, Holds.AFTER_STOP);
            case COMPLETED, ABANDONED -> holds.release(key);
            case RUNNING -> throw new IllegalStateException("run " + run.id() + " has not ended");
        }
    }

    private long lastSeq(int tableId) {
        try (ReadView view = committer.acquire()) {
            return view.buffered(tableId).lastSeq();
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
        Run run = leaving(attempt, commit -> {
            Run live = attempt.live(attempt.require(commit));
            return put(commit, live.stopRequested() ? Orders.stopped(commit, live) : live);
        });
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
        endIdle(runId, run -> State.of(Status.ABANDONED, DROPPED));
    }

    private void endIdle(String runId, Function<Run, State> outcome) {
        Optional<Run> over = committer.submit(commit -> RunRecords.active(commit, runId)
                .map(run -> putOver(commit, run.finished(outcome.apply(run), commit.nowMicros()))));
        over.ifPresent(run -> {
            sweepNowOrLater(runId);
            settle(run);
        });
    }

    private static Run putOver(Commit commit, Run over) {
        commit.putFinishedRun(RunRecords.entry(over));
        return over;
    }

    private static Run put(Commit commit, Run run) {
        if (run.over()) {
            return putOver(commit, run);
        }
        commit.putActiveRun(RunRecords.entry(run));
        return run;
    }

    private void leave(RunAttempt attempt) {
        underWay.remove(attempt.runId(), attempt);
        sweepNowOrLater(attempt.runId());
    }

    /** What cannot be swept now is swept by the next attempt, or at the next start: no reason to fail what was done. */
    private void sweepNowOrLater(String runId) {
        try {
            sweep(runId);
        } catch (EngineException e) {
            LOG.warn("What run {} left is swept later: {}", runId, e.getMessage());
        }
    }

    /** Does what follows the end of an attempt: holds the table back or not, tells, and makes room for others. */
    private void settle(Run run) {
        hold(run);
        events.publish(run);
        if (run.over()) {
            job(run.type()).ended(run);
        }
        if (moreWait) {
            nudge();
        }
    }

    /** Sweeps the intents of a run that no attempt works on, and those that an earlier sweep could not. */
    private void sweep(String runId) {
        try (ReadView view = committer.acquire()) {
            sweep(view.manifest().intents().stream()
                    .filter(intent ->
                            intent.runId().equals(runId) || !view.activeRuns().containsKey(intent.runId()))
                    .toList());
        }
    }

    /** Sweeps the intents that a crash left; before the first run is launched. */
    public void sweepAll() {
        try (ReadView view = committer.acquire()) {
            sweep(List.copyOf(view.manifest().intents()));
            for (String path : data.unknownFiles(view.manifest().files())) {
                if (!view.manifest().obsolete().containsValue(path)) {
                    LOG.warn("The data directory holds {}, which the manifest does not list; it is left alone", path);
                }
            }
        }
    }

    /** Deletes what intents left, once a commit has shown that each still is one: after a failed write nobody knows. */
    private void sweep(List<Intent> intents) {
        if (intents.isEmpty()) {
            return;
        }
        List<Intent> current = committer.submit(commit -> {
            List<Intent> left = new ArrayList<>(intents);
            left.retainAll(commit.manifest().intents());
            return left;
        });
        current.forEach(data::sweep);
        committer.submit(commit -> {
            current.forEach(commit::forget);
            return current.size();
        });
    }

    // What people see

    /** Runs by age, newest first, at most {@code limit}, with the progress of the running ones. */
    public List<Run> newest(int limit) {
        return records.newest(limit).stream().map(this::live).toList();
    }

    /**
     * A page of the runs that a condition holds for.
     *
     * @throws EngineException INVALID_PARAMETER when the page is to begin after what no page ended with
     */
    public RunPage page(RunQuery query, Predicate<Run> visible) {
        return records.page(query, this::live, visible);
    }

    public Optional<Run> find(String runId) {
        return records.find(runId).map(this::live);
    }

    /** What happens to runs, as it happens. */
    public RunEvents events() {
        return events;
    }

    private Run live(Run run) {
        RunAttempt attempt = underWay.get(run.id());
        if (attempt == null || run.status() != Status.RUNNING || run.attempt() != attempt.number()) {
            return run;
        }
        Run live = attempt.live(run);
        Duration silence = silence(attempt);
        return isStuck(silence) ? live.saying("stuck: no progress for " + silence.toSeconds() + " s") : live;
    }

    private Duration silence(RunAttempt attempt) {
        return Duration.ofNanos(nanoClock.getAsLong() - attempt.heartbeatNanos());
    }

    private boolean isStuck(Duration silence) {
        return silence.compareTo(settings.heartbeat().multipliedBy(STUCK_HEARTBEATS)) >= 0;
    }

    /** The runs whose attempt under way has made no progress for three heartbeats. */
    public List<Run> stuck() {
        return underWay.values().stream()
                .filter(attempt -> isStuck(silence(attempt)))
                .flatMap(attempt -> find(attempt.runId()).stream())
                .filter(run -> run.status() == Status.RUNNING)
                .toList();
    }

    /** Tells once of each attempt that has got stuck. */
    private void watch() {
        for (Run run : stuck()) {
            RunAttempt attempt = underWay.get(run.id());
            if (attempt != null && attempt.reportStuck()) {
                String message = run.state().message();
                LOG.warn("Run {} of {}, attempt {}, is {}", run.id(), name(run), run.attempt(), message);
                events.publish(run);
            }
        }
    }

    // Operators' orders

    /** Registers what to call, in a thread of the engine's, with JSR-352's id of an execution that is to stop. */
    public void onStop(LongConsumer newStop) {
        onStop = newStop;
    }

    /**
     * Ends a run early: one that waits at once, one under way between two rows; what it has committed stays. New runs of
     * the type wait for ten minutes on that table unless somebody asks for one.
     *
     * @return the run as it stands then: STOPPED, or RUNNING until its step has seen the order
     * @throws EngineException NOT_FOUND, or JOB_STATE_CONFLICT when it is over
     */
    public Run stop(String runId, String userId) {
        Run stopping = order(runId, "stop", (commit, run) -> Orders.stop(commit, run, userId));
        RunAttempt attempt = underWay.get(runId);
        if (stopping.over()) {
            sweepNowOrLater(runId);
            settle(stopping);
        } else if (attempt != null) {
            attempt.requestStop();
            events.publish(live(stopping));
            stopping.executionId().ifPresent(this::stopExecution);
        } else {
            nudge();
        }
        return live(stopping);
    }

    private void stopExecution(long executionId) {
        toStop.add(executionId);
        nudge();
    }

    /**
     * Goes on with a run that failed, was stopped, or waits for its next attempt: now, from where the engine's state says
     * it stands.
     *
     * @throws EngineException NOT_FOUND, or JOB_STATE_CONFLICT when it is under way, completed or abandoned, its table was
     *     dropped or another run waits for the same work
     */
    public Run restart(String runId) {
        Run waiting = order(runId, "restart", Orders::restart);
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
    public Run abandon(String runId, String userId) {
        Run abandoned = order(runId, "abandon", (commit, run) -> Orders.abandon(commit, run, userId));
        underWay.remove(runId);
        sweepNowOrLater(runId);
        settle(abandoned);
        return abandoned;
    }

    private interface Order {
        Run apply(Commit commit, Run run);
    }

    private Run order(String runId, String name, Order order) {
        // Only orders bring back a run that is over: under this lock, what is found so stays so.
        synchronized (records) {
            while (true) {
                Run found = records.find(runId)
                        .orElseThrow(() -> new EngineException(
                                ErrorCode.NOT_FOUND, "Cannot " + name + " job: no job has this id"));
                Optional<Run> ordered = committer.submit(commit -> RunRecords.active(commit, runId)
                        .or(() -> Optional.of(found).filter(Run::over))
                        .map(run -> put(commit, order.apply(commit, run))));
                if (ordered.isPresent()) {
                    return ordered.get();
                }
            }
        }
    }

    @Override
    public void close() {
        events.close();
        nudger.shutdown();
    }
}
