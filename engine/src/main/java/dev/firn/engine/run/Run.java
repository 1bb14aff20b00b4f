package dev.firn.engine.run;

import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job, as {@code system.jobs} shows it: normally one job instance, one job execution per attempt.
 *
 * @param id the type's prefix and 12 characters
 * @param tableId 0 for a run over the whole store
 * @param namespace empty for a run over the whole store, like {@code table}
 * @param parameters what distinguishes this run from others of its type, by name
 * @param cut the horizon when the newest attempt began: the highest {@code _seq} that it covers; 0 before the first
 * @param attempts the newest ones, oldest first
 * @param orders the newest ones of operators, oldest first
 */
public record Run(
        String id,
        int tableId,
        String namespace,
        String table,
        Trigger trigger,
        Map<String, String> parameters,
        long cut,
        State state,
        Progress progress,
        List<Attempt> attempts,
        List<Order> orders,
        Times times) {
    private static final int MAX_ATTEMPTS = 32;
    private static final int MAX_ORDERS = 16;

    /** Records of stores before Firn 0.4 lack what came later. */
    public Run {
        parameters = Collections.unmodifiableMap(new TreeMap<>(orElse(parameters, Map.of())));
        attempts = List.copyOf(attempts);
        orders = List.copyOf(orElse(orders, List.of()));
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }

    /** What became of a run. Only {@code QUEUED} and {@code RUNNING} are not final. */
    public enum Status {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        STOPPED,
        ABANDONED
    }

    /** Why a run was launched. */
    public enum Trigger {
        /** The buffer reached its policy's rows. */
        ROWS,
        /** The oldest buffered row reached its policy's age. */
        INTERVAL,
        /** A statement or an operator asked for it. */
        MANUAL,
        /** The buffers of all tables together grew too large. */
        PRESSURE,
        /** What an earlier process left has to be put in order. */
        RECOVERY,
        /** Files became too many or too small. */
        SIZE,
        /** Rows reached their time to live. */
        EXPIRY,
        /** Files are due to be verified. */
        CHECK
    }

    /**
     * How a run stands.
     *
     * @param message why it failed, waits or ended early, empty when there is nothing to tell
     * @param exceptionTrace the newest failure's stack trace, at most 16 Ki characters, empty when there is none
     * @param failures failed attempts since it was created, or restarted by an operator
     * @param stopRequestedBy the user who asked to stop it, empty when nobody did
     */
    public record State(Status status, String message, String exceptionTrace, int failures, String stopRequestedBy) {
        public State {
            stopRequestedBy = orElse(stopRequestedBy, "");
        }

        static State of(Status status, String message) {
            return new State(status, message, "", 0, "");
        }

        State running() {
            return new State(Status.RUNNING, "", "", failures, "");
        }

        State stopRequestedBy(String userId) {
            return new State(status, message, exceptionTrace, failures, userId);
        }

        State completed() {
            return new State(Status.COMPLETED, "", "", 0, "");
        }
    }

    /**
     * What all attempts of a run have done together.
     *
     * @param rowsTotal rows written by earlier attempts and those that the newest one had before it
     * @param rowsWritten rows put into data files, removed or verified, by type of job
     * @param bytesWritten of the files written or verified
     * @param checkpoint the last position reached, empty before the first
     */
    public record Progress(long rowsTotal, long rowsWritten, long bytesWritten, int files, String checkpoint) {
        static final Progress NONE = new Progress(0, 0, 0, 0, "");

        Progress ahead(long rows) {
            return new Progress(rowsWritten + rows, rowsWritten, bytesWritten, files, checkpoint);
        }

        Progress plus(Work work) {
            return new Progress(
                    rowsTotal,
                    rowsWritten + work.rows(),
                    bytesWritten + work.bytes(),
                    files + work.files(),
                    work.checkpoint().isEmpty() ? checkpoint : work.checkpoint());
        }
    }

    /** When a run did what, UTC microseconds since 1970; 0 means not yet. */
    public record Times(long createdAtMicros, long startedAtMicros, long updatedAtMicros, long finishedAtMicros) {
        Times started(long micros) {
            return new Times(createdAtMicros, startedAtMicros == 0 ? micros : startedAtMicros, micros, 0);
        }

        Times updated(long micros) {
            return new Times(createdAtMicros, startedAtMicros, micros, finishedAtMicros);
        }

        Times finished(long micros) {
            return new Times(createdAtMicros, startedAtMicros, micros, micros);
        }

        Times reopened(long micros) {
            return new Times(createdAtMicros, startedAtMicros, micros, 0);
        }
    }

    /**
     * One job execution of the run.
     *
     * @param number from 1; engine calls that carry an older number are refused
     * @param executionId JSR-352's id, 0 until it is known
     * @param rowsRead rows (not end-of-file items) that this execution read
     * @param message why it failed, empty when it did not
     */
    public record Attempt(
            int number, long executionId, long rowsRead, long startedAtMicros, long finishedAtMicros, String message) {
        public Attempt {
            message = orElse(message, "");
        }

        Attempt executing(long id) {
            return new Attempt(number, id, rowsRead, startedAtMicros, finishedAtMicros, message);
        }

        Attempt read(long rows) {
            return new Attempt(number, executionId, rows, startedAtMicros, finishedAtMicros, message);
        }

        Attempt ended(long atMicros, String why) {
            return new Attempt(number, executionId, rowsRead, startedAtMicros, atMicros, why);
        }
    }

    /** What an operator wanted of a run. */
    public enum OrderKind {
        STOP,
        RESTART,
        ABANDON
    }

    /** An order that was accepted. */
    public record Order(OrderKind kind, Operator by, long atMicros) {}

    public JobType type() {
        return JobType.ofRun(id);
    }

    public Status status() {
        return state.status();
    }

    /** The newest attempt's number, 0 before the first. */
    public int attempt() {
        return attempts.isEmpty() ? 0 : newestAttempt().number();
    }

    /** Rows that the attempts read, those of a chunk that was lost more than once. */
    public long rowsRead() {
        return attempts.stream().mapToLong(Attempt::rowsRead).sum();
    }

    /** Attempts after the first. */
    public int restarts() {
        return Math.max(0, attempt() - 1);
    }

    /** JSR-352's id of the newest attempt's execution. */
    public OptionalLong executionId() {
        return attempts.isEmpty() || newestAttempt().executionId() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(newestAttempt().executionId());
    }

    /** True when the run's outcome is settled. */
    public boolean over() {
        return status() != Status.QUEUED && status() != Status.RUNNING;
    }

    /** True while an operator's wish to stop the run is not fulfilled. */
    boolean stopRequested() {
        return !state.stopRequestedBy().isEmpty() && !over();
    }

    Attempt newestAttempt() {
        return attempts.get(attempts.size() - 1);
    }

    /** @param table empty for a run over the whole store */
    static Run queued(String id, Optional<Table> table, Due due, long nowMicros) {
        return new Run(
                id,
                due.tableId(),
                table.map(known -> known.name().namespace()).orElse(""),
                table.map(known -> known.name().table()).orElse(""),
                due.trigger(),
                due.parameters(),
                0,
                State.of(Status.QUEUED, ""),
                Progress.NONE,
                List.of(),
                List.of(),
                new Times(nowMicros, 0, nowMicros, 0));
    }

    /** The run with a new attempt that covers everything up to a horizon. */
    Run begun(long horizon, long rowsAhead, long nowMicros) {
        List<Attempt> extended =
                new ArrayList<>(attempts.subList(Math.max(0, attempts.size() - MAX_ATTEMPTS + 1), attempts.size()));
        extended.add(new Attempt(attempt() + 1, 0, 0, nowMicros, 0, ""));
        return with(horizon, state.running(), progress.ahead(rowsAhead), extended, times.started(nowMicros));
    }

    /** The run with what its newest attempt's execution is or has read. */
    Run with(Attempt newest) {
        return with(cut, state, progress, replacingNewest(newest), times);
    }

    /** The run after work was done. */
    Run progressed(Work work, long rowsRead, long nowMicros) {
        Attempt newest = newestAttempt().read(rowsRead);
        return with(cut, state, progress.plus(work), replacingNewest(newest), times.updated(nowMicros));
    }

    /** The run after its newest attempt failed: waiting for the next one, or over. */
    Run failed(State next, String why, long nowMicros) {
        Times ended = next.status() == Status.QUEUED ? times.updated(nowMicros) : times.finished(nowMicros);
        return with(cut, next, progress, replacingNewest(newestAttempt().ended(nowMicros, why)), ended);
    }

    /** The run that an operator asked to stop. */
    Run stopRequestedBy(String userId, long nowMicros) {
        return with(cut, state.stopRequestedBy(userId), progress, attempts, times.updated(nowMicros));
    }

    /** The run that was over and waits for another attempt. */
    Run reopened(long nowMicros) {
        return with(cut, State.of(Status.QUEUED, "restarted"), progress, attempts, times.reopened(nowMicros));
    }

    /** The run that waits, after somebody asked for what it was to do anyway. */
    Run askedFor() {
        return new Run(
                id,
                tableId,
                namespace,
                table,
                Trigger.MANUAL,
                parameters,
                cut,
                state,
                progress,
                attempts,
                orders,
                times);
    }

    /** The run as people see it, with a word on how it stands. */
    Run saying(String message) {
        State told = new State(status(), message, state.exceptionTrace(), state.failures(), state.stopRequestedBy());
        return with(cut, told, progress, attempts, times);
    }

    /** The run when it is over. */
    Run finished(State outcome, long nowMicros) {
        boolean underWay = !attempts.isEmpty() && newestAttempt().finishedAtMicros() == 0;
        return with(
                cut,
                outcome,
                progress,
                underWay ? replacingNewest(newestAttempt().ended(nowMicros, "")) : attempts,
                times.finished(nowMicros));
    }

    /** The run with an order that it follows. */
    Run ordered(OrderKind kind, Operator by, long nowMicros) {
        List<Order> extended =
                new ArrayList<>(orders.subList(Math.max(0, orders.size() - MAX_ORDERS + 1), orders.size()));
        extended.add(new Order(kind, by, nowMicros));
        return new Run(
                id, tableId, namespace, table, trigger, parameters, cut, state, progress, attempts, extended, times);
    }

    private List<Attempt> replacingNewest(Attempt newest) {
        List<Attempt> changed = new ArrayList<>(attempts);
        changed.set(changed.size() - 1, newest);
        return changed;
    }

    private Run with(long newCut, State newState, Progress newProgress, List<Attempt> newAttempts, Times newTimes) {
        return new Run(
                id,
                tableId,
                namespace,
                table,
                trigger,
                parameters,
                newCut,
                newState,
                newProgress,
                newAttempts,
                orders,
                newTimes);
    }
}
