package dev.firn.engine.flush;

import java.util.List;

/**
 * One flush run of a table, as {@code system.jobs} shows it: normally one job instance, one job execution per attempt.
 *
 * @param id {@code FL-} and 12 characters
 * @param cut the highest {@code _seq} that the run covers
 * @param checkpoint the last position committed in the engine, empty before the first commit
 * @param rowsWritten rows committed to data files by all attempts
 * @param createdAtMicros UTC microseconds; {@code 0} in the times below means not yet
 */
public record FlushRun(
        String id,
        int tableId,
        String namespace,
        String table,
        Status status,
        Trigger trigger,
        long cut,
        String message,
        String exceptionTrace,
        long rowsTotal,
        long rowsWritten,
        long bytesWritten,
        int files,
        String checkpoint,
        List<Attempt> attempts,
        long createdAtMicros,
        long startedAtMicros,
        long updatedAtMicros,
        long finishedAtMicros) {
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
     * One job execution of the run.
     *
     * @param number from 1; engine calls that carry an older number are refused
     * @param executionId JSR-352's id, 0 until it is known
     * @param rowsRead rows (not end-of-file items) that this execution read
     */
    public record Attempt(int number, long executionId, long rowsRead, long startedAtMicros, long finishedAtMicros) {}

    /** The newest attempt's number, 0 before the first. */
    public int attempt() {
        return attempts.isEmpty() ? 0 : attempts.get(attempts.size() - 1).number();
    }
}
