package dev.firn.engine.flush;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One flush run of a table, as {@code system.jobs} shows it: normally one job instance, one job execution per attempt.
 *
 * @param id {@code FL-} and 12 characters
 * @param cut the highest {@code _seq} that the run covers, 0 while it is queued
 * @param attempts oldest first
 */
public record FlushRun(
        String id,
        int tableId,
        String namespace,
        String table,
        Trigger trigger,
        long cut,
        State state,
        Progress progress,
        List<Attempt> attempts,
        Times times) {
    public FlushRun {
        attempts = List.copyOf(attempts);
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
        ROWS,
        INTERVAL,
        MANUAL,
        PRESSURE,
        RECOVERY
    }

    /**
     * How a run stands.
     *
     * @param message why it failed, empty when it did not
     * @param exceptionTrace the failure's stack trace, at most 16 Ki characters, empty when there is none
     */
    public record State(Status status, String message, String exceptionTrace) {
        static State of(Status status) {
            return new State(status, "", "");
        }
    }

    /**
     * What all attempts of a run have done together.
     *
     * @param rowsTotal buffered rows when the run began
     * @param rowsWritten rows committed to data files
     * @param checkpoint the last position committed in the engine, empty before the first commit
     */
    public record Progress(long rowsTotal, long rowsWritten, long bytesWritten, int files, String checkpoint) {
        static Progress of(long rowsTotal) {
            return new Progress(rowsTotal, 0, 0, 0, "");
        }

        Progress with(DataFile file) {
            return new Progress(
                    rowsTotal, rowsWritten + file.rows(), bytesWritten + file.bytes(), files + 1, lastPosition(file));
        }

        /** The last scope of the file and its last {@code _seq}. */
        private static String lastPosition(DataFile file) {
            FilePart last = file.parts().get(file.parts().size() - 1);
            return last.scopeId() + "/" + last.maxSeq();
        }
    }

    /** When a run did what, UTC microseconds since 1970; 0 means not yet. */
    public record Times(long createdAtMicros, long startedAtMicros, long updatedAtMicros, long finishedAtMicros) {
        Times started(long micros) {
            return new Times(createdAtMicros, startedAtMicros == 0 ? micros : startedAtMicros, micros, 0);
        }

        Times updated(long micros) {
            return new Times(createdAtMicros, startedAtMicros, micros, 0);
        }

        Times finished(long micros) {
            return new Times(createdAtMicros, startedAtMicros, micros, micros);
        }
    }

    /**
     * One job execution of the run.
     *
     * @param number from 1; engine calls that carry an older number are refused
     * @param executionId JSR-352's id, 0 until it is known
     * @param rowsRead rows (not end-of-file items) that this execution read
     */
    public record Attempt(int number, long executionId, long rowsRead, long startedAtMicros, long finishedAtMicros) {
        Attempt executing(long id) {
            return new Attempt(number, id, rowsRead, startedAtMicros, finishedAtMicros);
        }

        Attempt read(long rows) {
            return new Attempt(number, executionId, rows, startedAtMicros, finishedAtMicros);
        }

        Attempt ended(long atMicros) {
            return new Attempt(number, executionId, rowsRead, startedAtMicros, atMicros);
        }
    }

    public Status status() {
        return state.status();
    }

    /** The newest attempt's number, 0 before the first. */
    public int attempt() {
        return attempts.isEmpty() ? 0 : newestAttempt().number();
    }

    /** Rows that all attempts read, those of a chunk that was lost more than once. */
    public long rowsRead() {
        return attempts.stream().mapToLong(Attempt::rowsRead).sum();
    }

    /** Attempts after the first. */
    public int restarts() {
        return Math.max(0, attempts.size() - 1);
    }

    /** JSR-352's id of the newest attempt's execution. */
    public OptionalLong executionId() {
        return attempts.isEmpty() || newestAttempt().executionId() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(newestAttempt().executionId());
    }

    /** True when the run's outcome is settled. */
    boolean over() {
        return status() != Status.QUEUED && status() != Status.RUNNING;
    }

    Attempt newestAttempt() {
        return attempts.get(attempts.size() - 1);
    }

    static FlushRun queued(String id, Table table, Trigger trigger, long nowMicros) {
        return new FlushRun(
                id,
                table.id(),
                table.name().namespace(),
                table.name().table(),
                trigger,
                0,
                State.of(Status.QUEUED),
                Progress.of(0),
                List.of(),
                new Times(nowMicros, 0, nowMicros, 0));
    }

    /** The run with a new attempt; the first one fixes its cut. */
    FlushRun begun(long firstCut, long firstRowsTotal, long nowMicros) {
        boolean first = attempts.isEmpty();
        List<Attempt> extended = new ArrayList<>(attempts);
        extended.add(new Attempt(attempt() + 1, 0, 0, nowMicros, 0));
        return new FlushRun(
                id,
                tableId,
                namespace,
                table,
                trigger,
                first ? firstCut : cut,
                State.of(Status.RUNNING),
                first ? Progress.of(firstRowsTotal) : progress,
                extended,
                times.started(nowMicros));
    }

    /** The run after a data file was published. */
    FlushRun published(DataFile file, long rowsRead, long nowMicros) {
        return with(state, progress.with(file), newestAttempt().read(rowsRead), times.updated(nowMicros));
    }

    /** The run with what its newest attempt's execution is or has read. */
    FlushRun with(Attempt newest) {
        return with(state, progress, newest, times);
    }

    /** The run when it is over. */
    FlushRun finished(State outcome, long rowsRead, long nowMicros) {
        Times ended = times.finished(nowMicros);
        return attempts.isEmpty()
                ? new FlushRun(id, tableId, namespace, table, trigger, cut, outcome, progress, attempts, ended)
                : with(outcome, progress, newestAttempt().read(rowsRead).ended(nowMicros), ended);
    }

    private FlushRun with(State newState, Progress newProgress, Attempt newest, Times newTimes) {
        List<Attempt> changed = new ArrayList<>(attempts);
        changed.set(changed.size() - 1, newest);
        return new FlushRun(id, tableId, namespace, table, trigger, cut, newState, newProgress, changed, newTimes);
    }
}
