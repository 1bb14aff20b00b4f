package dev.firn.engine.flush;

/**
 * Settings of flush runs.
 *
 * @param nudge {@code firn.flush.nudge}: launch as soon as a table's buffer reaches its policy's rows, without waiting
 *     for the timer
 * @param rowsPerFile {@code firn.flush.rows-per-file}: at most so many rows go into one data file, at least 1
 * @param bundleScopes {@code firn.flush.bundle-scopes}: in a run over more scopes than this, small ones share files
 * @param bundleRows {@code firn.flush.bundle-rows}: a scope with fewer buffered rows is small; 0 lets none share files
 * @param partitionRows {@code firn.flush.partition-rows}: a flush works in another thread for so many rows, at least 1
 */
public record FlushSettings(boolean nudge, int rowsPerFile, int bundleScopes, int bundleRows, int partitionRows) {
    public static final int DEFAULT_BUNDLE_SCOPES = 64;
    public static final int DEFAULT_BUNDLE_ROWS = 1_000;
    public static final int DEFAULT_PARTITION_ROWS = 50_000;

    /** With the defaults for bundles and partitions. */
    public FlushSettings(boolean nudge, int rowsPerFile) {
        this(nudge, rowsPerFile, DEFAULT_BUNDLE_SCOPES, DEFAULT_BUNDLE_ROWS, DEFAULT_PARTITION_ROWS);
    }
}
