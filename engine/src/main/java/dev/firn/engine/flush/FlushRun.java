package dev.firn.engine.flush;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
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

    /** The newest attempt's number, 0 before the first. */
    public int attempt() {
        return attempts.isEmpty() ? 0 : attempts.get(attempts.size() - 1).number();
    }

    /** True when the run's outcome is settled. */
    boolean over() {
        return status != Status.QUEUED && status != Status.RUNNING;
    }

    static FlushRun queued(String id, Table table, Trigger trigger, long nowMicros) {
        return new FlushRun(
                id,
                table.id(),
                table.name().namespace(),
                table.name().table(),
                Status.QUEUED,
                trigger,
                0,
                "",
                "",
                0,
                0,
                0,
                0,
                "",
                List.of(),
                nowMicros,
                0,
                nowMicros,
                0);
    }

    /** The run with a new attempt; the first one fixes its cut. */
    FlushRun begun(long newCut, long newRowsTotal, long nowMicros) {
        List<Attempt> extended = new ArrayList<>(attempts);
        extended.add(new Attempt(attempt() + 1, 0, 0, nowMicros, 0));
        boolean first = attempts.isEmpty();
        return new FlushRun(
                id,
                tableId,
                namespace,
                table,
                Status.RUNNING,
                trigger,
                first ? newCut : cut,
                "",
                "",
                first ? newRowsTotal : rowsTotal,
                rowsWritten,
                bytesWritten,
                files,
                checkpoint,
                extended,
                createdAtMicros,
                first ? nowMicros : startedAtMicros,
                nowMicros,
                0);
    }

    /** The run after a data file was published. */
    FlushRun published(DataFile file, long rowsRead, long nowMicros) {
        return new FlushRun(
                id,
                tableId,
                namespace,
                table,
                status,
                trigger,
                cut,
                message,
                exceptionTrace,
                rowsTotal,
                rowsWritten + file.rows(),
                bytesWritten + file.bytes(),
                files + 1,
                file.scopeId() + "/" + file.maxSeq(),
                lastAttempt(attempts.get(attempts.size() - 1).read(rowsRead)),
                createdAtMicros,
                startedAtMicros,
                nowMicros,
                0);
    }

    /** The run with what its current attempt's execution is and has read. */
    FlushRun with(Attempt current) {
        return new FlushRun(
                id,
                tableId,
                namespace,
                table,
                status,
                trigger,
                cut,
                message,
                exceptionTrace,
                rowsTotal,
                rowsWritten,
                bytesWritten,
                files,
                checkpoint,
                lastAttempt(current),
                createdAtMicros,
                startedAtMicros,
                updatedAtMicros,
                finishedAtMicros);
    }

    /** The run when it is over. */
    FlushRun finished(Status outcome, String why, String trace, long rowsRead, long nowMicros) {
        List<Attempt> ended = attempts.isEmpty()
                ? attempts
                : lastAttempt(attempts.get(attempts.size() - 1).read(rowsRead).ended(nowMicros));
        return new FlushRun(
                id,
                tableId,
                namespace,
                table,
                outcome,
                trigger,
                cut,
                why,
                trace,
                rowsTotal,
                rowsWritten,
                bytesWritten,
                files,
                checkpoint,
                ended,
                createdAtMicros,
                startedAtMicros,
                nowMicros,
                nowMicros);
    }

    private List<Attempt> lastAttempt(Attempt changed) {
        List<Attempt> list = new ArrayList<>(attempts);
        list.set(list.size() - 1, changed);
        return list;
    }
}
