package dev.firn.engine.commit;

/**
 * Is told of each step that changes what survives a crash, in the thread that made it and before the next one begins.
 * A listener that throws fails the step's caller; one that halts the JVM is a crash at that point.
 */
public interface StepListener {
    /** A listener that does nothing. */
    StepListener NONE = (step, runId) -> {};

    /** The steps, in the order in which an insert, then a flush, a compaction and a retention run pass them. */
    enum Step {
        /** A group's write batch is in the WAL (synced when durability is {@code fsync}); nobody was answered yet. */
        WAL_WRITTEN,
        /** The rows of a chunk were appended to a data file that is still open under its temporary name. */
        CHUNK_APPENDED,
        /** A data file is closed, verified and fsynced under its temporary name. */
        FILE_WRITTEN,
        /** A data file stands under its final name; the manifest does not list it yet. */
        FILE_CLAIMED,
        /** A flush's write batch is durable: the manifest lists the file and its rows are no longer hot. */
        FLUSH_COMMITTED,
        /** The keys of some tombstones that a compaction leaves out are forgotten; their file is still listed. */
        COMPACTION_KEYS_FREED,
        /** A compaction's write batch is durable: the manifest lists its files in place of those that it merged. */
        COMPACTION_COMMITTED,
        /** Retention knows what it is about to remove; nothing has changed yet. */
        RETENTION_PLANNED,
        /** A commit of retention is durable: expired versions are in neither tier, their files are obsolete. */
        HISTORY_FORGOTTEN,
        /** Entries of the key index that named such versions are gone. */
        KEYS_FORGOTTEN
    }

    /**
     * @param runId the run's id, empty for {@link Step#WAL_WRITTEN} and for sweeps of STREAM tables
     */
    void reached(Step step, String runId);
}
