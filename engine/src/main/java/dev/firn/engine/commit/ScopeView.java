package dev.firn.engine.commit;

import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.TableScope;

/**
 * What a ReadView knows of one scope.
 *
 * @param flushedThrough the highest {@code _seq} whose row is in a data file; hot rows are above it
 * @param hotRows buffered row versions
 * @param hotTombstones those among them that are tombstones
 * @param hotBytes their encoded bytes
 * @param oldestHotMicros when the oldest buffered row was written, UTC microseconds, 0 when none
 * @param supersededRows entries of the superseded set; 0 lets readers skip the join
 * @param visibleFromMicros rows that were written before are expired and not to be seen; the smallest number when rows
 *     do not expire by themselves
 */
public record ScopeView(
        int tableId,
        long scopeId,
        TableScope scope,
        long flushedThrough,
        long hotRows,
        long hotTombstones,
        long hotBytes,
        long oldestHotMicros,
        long supersededRows,
        long visibleFromMicros) {

    /** True when expired rows may still be stored in the scope. */
    public boolean mayHoldExpired() {
        return hotRows > 0 && oldestHotMicros < visibleFromMicros;
    }

    /** The scope's id in the store. */
    public ScopeId id() {
        return new ScopeId(tableId, scopeId);
    }
}
