package dev.firn.engine.flush;

import dev.firn.engine.commit.ScopeView;
import java.util.ArrayList;
import java.util.List;

/**
 * Which scopes of a run share data files. A run over many scopes lets the small ones share bundles, so that a table of
 * many users gets few files; one that is large enough has files of its own.
 */
final class FlushPlan {
    /** Bounds the manifest's record of a bundle to 100 KiB, and how long its commit keeps writers waiting. */
    static final int MAX_BUNDLE_SCOPES = 1_024;
    /** Encoded bytes in the buffer. */
    private static final long MAX_BUNDLE_BYTES = 256L << 20;

    private final FlushSettings settings;
    private final List<List<ScopeView>> files = new ArrayList<>();
    private final List<List<ScopeView>> bundles = new ArrayList<>();
    private List<ScopeView> bundle = new ArrayList<>();
    private long bundleRows;
    private long bundleBytes;

    private FlushPlan(FlushSettings settings) {
        this.settings = settings;
    }

    /**
     * The scopes that share a file, file by file: first each large scope alone, which may take several files, then the
     * bundles.
     *
     * @param buffered scopes of the partition with buffered rows, ascending by id
     */
    static List<List<ScopeView>> of(List<ScopeView> buffered, FlushPartition partition, FlushSettings settings) {
        FlushPlan plan = new FlushPlan(settings);
        boolean shared = Math.max(buffered.size(), partition.scopesOfRun()) > settings.bundleScopes();
        for (ScopeView scope : buffered) {
            if (shared && plan.isSmall(scope)) {
                plan.bundle(scope);
            } else {
                plan.files.add(List.of(scope));
            }
        }
        plan.endBundle();
        plan.files.addAll(plan.bundles);
        return plan.files;
    }

    /** A small scope is never spread over two files. */
    private boolean isSmall(ScopeView scope) {
        return scope.hotRows() < settings.bundleRows()
                && scope.hotRows() <= settings.rowsPerFile()
                && scope.hotBytes() <= MAX_BUNDLE_BYTES;
    }

    private void bundle(ScopeView scope) {
        boolean full = bundle.size() == MAX_BUNDLE_SCOPES
                || bundleRows + scope.hotRows() > settings.rowsPerFile()
                || bundleBytes + scope.hotBytes() > MAX_BUNDLE_BYTES;
        if (full) {
            endBundle();
        }
        bundle.add(scope);
        bundleRows += scope.hotRows();
        bundleBytes += scope.hotBytes();
    }

    private void endBundle() {
        if (!bundle.isEmpty()) {
            bundles.add(bundle);
            bundle = new ArrayList<>();
            bundleRows = 0;
            bundleBytes = 0;
        }
    }
}
