package dev.firn.engine.commit;

/**
 * A run that is not over yet, as the committer knows it.
 *
 * @param attempt the one under way, 0 while there is none; calls that carry another one are refused
 * @param record the run's stored form
 */
@SuppressWarnings("ArrayRecordComponent") // passed through, never compared
public record RunEntry(String id, int tableId, int attempt, byte[] record) {
    /** True for a flush of the table that is under way. */
    public boolean isFlushUnderWay(int ofTable) {
        return tableId == ofTable && attempt > 0 && id.startsWith("FL-");
    }
}
