package dev.firn.engine.compaction;

/**
 * Settings of compaction.
 *
 * @param minFiles {@code firn.compaction.min-files}: so many neighbouring files of a similar size are merged, at least 2
 * @param targetMib {@code firn.compaction.target-mib}: the size that merged files shall have; a file of half of it is
 *     merged no more
 */
public record CompactionSettings(int minFiles, int targetMib) {
    /** This part of the target size is worth a file. */
    private static final int OWN_DIVISOR = 128;

    private static final int BUNDLES_DIVISOR = 4;

    /** So many neighbouring bundles are merged: each is opened by the queries of hundreds of users. */
    int minBundles() {
        return Math.max(2, minFiles / BUNDLES_DIVISOR);
    }

    long targetBytes() {
        return (long) targetMib << 20;
    }

    /** How many rows make a merge's files as large as they shall be. */
    long rowsPerFile(Merge merge) {
        long files = Math.max(1, merge.bytes() / targetBytes());
        return Math.min(MergeChoice.MAX_ROWS, Math.max(1, (merge.rows() + files - 1) / files));
    }

    /** How many rows of a merge's size make a scope large enough for files of its own, among others that share. */
    long ownRows(Merge merge) {
        return Math.max(1, merge.rows() * (targetBytes() / OWN_DIVISOR) / Math.max(1, merge.bytes()));
    }
}
