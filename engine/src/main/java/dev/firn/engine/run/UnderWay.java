package dev.firn.engine.run;

import dev.firn.engine.run.Run.Status;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The attempts that are under way in this process, at most one of a run: how far they are, and which are stuck. */
final class UnderWay {
    private static final int STUCK_HEARTBEATS = 3;

    private final LongSupplier nanoClock;
    private final Duration stuckAfter;
    private final Map<String, RunAttempt> attempts = new ConcurrentHashMap<>();

    UnderWay(LongSupplier nanoClock, Duration heartbeat) {
        this.nanoClock = nanoClock;
        this.stuckAfter = heartbeat.multipliedBy(STUCK_HEARTBEATS);
    }

    void enter(RunAttempt attempt) {
        attempts.put(attempt.runId(), attempt);
    }

    /** Another attempt of the run, which has begun meanwhile, stays. */
    void leave(RunAttempt attempt) {
        attempts.remove(attempt.runId(), attempt);
    }

    Optional<RunAttempt> find(String runId) {
        return Optional.ofNullable(attempts.get(runId));
    }

    /** The attempt of that number; else a TRANSACTION_CONFLICT. */
    RunAttempt require(String runId, int number) {
        RunAttempt attempt = attempts.get(runId);
        if (attempt == null || attempt.number() != number) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot go on with attempt " + number + " of run " + runId + ": "
                            + (attempt == null ? "it is over" : "attempt " + attempt.number() + " has begun"));
        }
        return attempt;
    }

    /** A stored run with what its attempt has done since, and whether that is stuck. */
    Run live(Run run) {
        RunAttempt attempt = attempts.get(run.id());
        if (attempt == null || run.status() != Status.RUNNING || run.attempt() != attempt.number()) {
            return run;
        }
        Run live = attempt.live(run);
        Duration silence = silence(attempt);
        return isStuck(silence) ? live.saying("stuck: no progress for " + silence.toSeconds() + " s") : live;
    }

    /** Attempts that have made no progress for three heartbeats. */
    List<RunAttempt> stuck() {
        return attempts.values().stream()
                .filter(attempt -> isStuck(silence(attempt)))
                .toList();
    }

    private Duration silence(RunAttempt attempt) {
        return Duration.ofNanos(nanoClock.getAsLong() - attempt.heartbeatNanos());
    }

    private boolean isStuck(Duration silence) {
        return silence.compareTo(stuckAfter) >= 0;
    }
}
