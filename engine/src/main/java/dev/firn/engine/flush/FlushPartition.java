package dev.firn.engine.flush;

import dev.firn.engine.commit.ScopeView;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a flush that one thread reads and writes: the scopes from one id through another. The partitions of an attempt
 * share no scope, so that each commits its files without waiting for the others.
 *
 * @param scopesOfRun how many scopes all partitions together had buffered rows of when the attempt began
 */
public record FlushPartition(long firstScope, long lastScope, int scopesOfRun) {
    boolean holds(ScopeView scope) {
        return scope.scopeId() >= firstScope && scope.scopeId() <= lastScope;
    }

    /**
     * Splits all scopes, those that are not buffered yet among them.
     *
     * @param buffered the scopes with buffered rows, in order of id
     * @param leastRows of a partition
     * @return at least one, at most {@code most}, of about equally many buffered rows
     */
    static List<FlushPartition> split(List<ScopeView> buffered, int leastRows, int most) {
        long rows = buffered.stream().mapToLong(ScopeView::hotRows).sum();
        long each = Math.max(leastRows, (rows + most - 1) / most);
        List<FlushPartition> partitions = new ArrayList<>();
        long first = 0;
        long held = 0;
        long ahead = rows;
        for (ScopeView scope : buffered) {
            held += scope.hotRows();
            ahead -= scope.hotRows();
            if (held >= each && ahead >= leastRows) {
                partitions.add(new FlushPartition(first, scope.scopeId(), buffered.size()));
                first = scope.scopeId() + 1;
                held = 0;
            }
        }
        partitions.add(new FlushPartition(first, Long.MAX_VALUE, buffered.size()));
        return partitions;
    }
}
