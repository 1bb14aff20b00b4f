package dev.firn.engine.commit;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.table.ScopeId;
import java.util.List;

/**
 * Data files that take the place of others of their table and hold the same versions but for those that no view from now
 * on needs.
 *
 * @param inputs as a view listed them
 * @param outputs none when nothing is left
 * @param dropped one for each scope that loses superseded versions
 */
public record Replacement(int tableId, List<DataFile> inputs, List<Output> outputs, List<Dropped> dropped) {
    public Replacement {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        dropped = List.copyOf(dropped);
    }

    /** A claimed file and the intent of its path. */
    public record Output(DataFile file, Intent intent) {}

    /**
     * Superseded versions of a scope that the outputs leave out.
     *
     * @param single some of their {@code _seq}s
     * @param ranges the others: all superseded versions of the scope in these ranges are left out
     * @param versions how many there are
     * @param lastSuccessor the highest {@code _seq} that supersedes one of them: whoever saw that has seen none of them
     */
    public record Dropped(ScopeId scope, List<Long> single, List<SeqRange> ranges, long versions, long lastSuccessor) {
        public Dropped {
            single = List.copyOf(single);
            ranges = List.copyOf(ranges);
        }
    }

    /** Both ends belong to it. */
    public record SeqRange(long from, long through) {}
}
