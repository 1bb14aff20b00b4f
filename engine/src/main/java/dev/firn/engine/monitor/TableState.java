package dev.firn.engine.monitor;

import dev.firn.engine.run.Run;
import dev.firn.engine.table.Table;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table as an operator sees it. A caller of role {@code user} sees of a table that keeps rows per user what is their own.
 *
 * @param scopes how many have held a row; empty when that is not for the caller
 * @param operated true when the caller may flush and compact it
 * @param active the newest run that waits or is under way; empty for role {@code user}
 * @param last the newest run that is over, among the newest of the store; empty for role {@code user}
 */
public record TableState(
        Table table,
        Buffered buffered,
        Files files,
        OptionalLong scopes,
        boolean operated,
        Optional<Run> active,
        Optional<Run> last) {
    /**
     * Data files.
     *
     * @param rows row versions in them
     * @param bytes of files of several scopes only when the caller sees them all
     */
    public record Files(long count, long rows, long bytes, long quarantined) {}
}
