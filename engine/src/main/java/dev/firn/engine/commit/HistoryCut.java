package dev.firn.engine.commit;

import dev.firn.engine.table.ScopeId;
import java.util.List;

/**
 * The oldest versions of a scope, in both tiers, as a view shows them: what retention has the committer forget.
 *
 * @param after the scope's history floor in the view
 * @param through the {@code _seq} up to which versions go
 * @param flushedThrough the scope's watermark in the view
 * @param horizon of the view
 * @param superseded those of the {@code _seq}s that the view's superseded set holds
 * @param hot the hot ones among them
 * @param keysToo true when {@code hot} names every key whose entry goes
 */
@SuppressWarnings("ArrayRecordComponent") // passed through, never compared
public record HistoryCut(
        ScopeId scope,
        long after,
        long through,
        long flushedThrough,
        long horizon,
        long[] superseded,
        HotVersions hot,
        boolean keysToo) {

    /**
     * Hot versions.
     *
     * @param seqs their exact {@code _seq}s when they are few, else any array of at least 64
     * @param keys their normalised keys
     */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    public record HotVersions(long rows, long tombstones, long bytes, long[] seqs, List<byte[]> keys) {
        /** No hot version. */
        public static final HotVersions NONE = new HotVersions(0, 0, 0, new long[0], List.of());

        public HotVersions {
            keys = List.copyOf(keys);
        }
    }
}
