package dev.firn.engine.retention;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.Commit;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.HistoryCut;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Removes the expired versions of one table, as docs/design/retention.md says. Each method works on one view; when a
 * flush, a compaction or a definition was faster, it fails with TRANSACTION_CONFLICT and can be called again.
 */
final class RetentionPass {
    private static final int CUTS_A_COMMIT = 256;
    private static final int KEYS_A_COMMIT = 1_000;

    private final Committer committer;
    private final StepListener steps;
    private final Table table;
    private final Supervision supervision;

    /**
     * Who has the versions removed.
     *
     * @param runId of the retention run, empty for a sweep
     * @param onRemoval called within each commit
     * @param goingOn called between commits; throws to end the work
     */
    record Supervision(String runId, BiConsumer<Commit, Removal> onRemoval, Runnable goingOn) {
        static final Supervision NONE = new Supervision("", (commit, removal) -> {}, () -> {});
    }

    RetentionPass(Committer committer, StepListener steps, Table table, Supervision supervision) {
        this.committer = committer;
        this.steps = steps;
        this.table = table;
        this.supervision = supervision;
    }

    /** Removes whole files. */
    void removeFiles(long before) {
        try (ReadView view = committer.acquire()) {
            Map<ScopeId, Long> floors = new HashMap<>();
            for (List<DataFile> group :
                    ExpiredFiles.of(view.manifest(), table.id(), before).groups()) {
                forget(cuts(view, group, floors), group, removal(group));
            }
        }
    }

    private static Removal removal(List<DataFile> files) {
        return new Removal(
                files.stream().mapToLong(DataFile::rows).sum(),
                files.stream().mapToLong(DataFile::bytes).sum(),
                files.size());
    }

    /** @param floors of the scopes of which an earlier group was removed; gets those of this one */
    private List<HistoryCut> cuts(ReadView view, List<DataFile> files, Map<ScopeId, Long> floors) {
        Map<ScopeId, Long> through = new HashMap<>();
        for (DataFile file : files) {
            file.scopes().forEach(scope -> through.merge(scope, file.part(scope).maxSeq(), Math::max));
        }
        boolean keysToo = table.schema().keyOrdinal().isEmpty();
        List<HistoryCut> cuts = new ArrayList<>();
        through.forEach((id, last) -> {
            ScopeView scope = view.scope(id).orElseThrow();
            long floor = floors.getOrDefault(id, view.manifest().historyFloor(id));
            long[] superseded = view.supersededSeqs(scope, floor, last);
            cuts.add(new HistoryCut(
                    id,
                    floor,
                    last,
                    scope.flushedThrough(),
                    view.horizon(),
                    superseded,
                    HistoryCut.HotVersions.NONE,
                    keysToo));
            floors.put(id, last);
        });
        return cuts;
    }

    /** Removes hot versions that were written before a time, in scopes that have no file left. */
    void removeHot(long before) {
        try (ReadView view = committer.acquire()) {
            Cuts cuts = new Cuts();
            for (ScopeView scope : view.scopes(table.id())) {
                if (scope.hotRows() > 0 && view.dataFiles(scope).isEmpty()) {
                    new HotEviction(view, table, scope, cuts::add)
                            .evictWhile((seq, row) -> RowFormat.writtenAtMicros(row) < before);
                }
            }
            cuts.forget();
        }
    }

    /** Removes the oldest hot versions of all scopes together until the table holds at most so many bytes. */
    void shrink(long toBytes) {
        try (ReadView view = committer.acquire()) {
            long bytes = view.buffered(table.id()).bytes();
            long through = bytes <= toBytes ? 0 : OldestRows.through(view, table, bytes - toBytes);
            Cuts cuts = new Cuts();
            for (ScopeView scope : view.scopes(table.id())) {
                if (through > 0 && scope.hotRows() > 0) {
                    new HotEviction(view, table, scope, cuts::add).evictWhile((seq, row) -> seq <= through);
                }
            }
            cuts.forget();
        }
    }

    /** Chunks of hot versions that go in one commit. */
    private final class Cuts {
        private final List<HistoryCut> cuts = new ArrayList<>();
        private long rows;
        private long bytes;

        void add(HistoryCut cut) {
            cuts.add(cut);
            rows += cut.hot().rows();
            bytes += cut.hot().bytes();
            if (cuts.size() == CUTS_A_COMMIT || rows >= HotEviction.CHUNK_ROWS || bytes >= HotEviction.CHUNK_BYTES) {
                forget();
            }
        }

        void forget() {
            if (!cuts.isEmpty()) {
                RetentionPass.this.forget(List.copyOf(cuts), List.of(), new Removal(rows, bytes, 0));
                cuts.clear();
                rows = 0;
                bytes = 0;
            }
        }
    }

    private void forget(List<HistoryCut> cuts, List<DataFile> files, Removal removal) {
        supervision.goingOn().run();
        steps.reached(Step.RETENTION_PLANNED, supervision.runId());
        committer.submit(commit -> {
            commit.history().forgetHistory(table, cuts, files);
            supervision.onRemoval().accept(commit, removal);
            return cuts.size();
        });
        steps.reached(Step.HISTORY_FORGOTTEN, supervision.runId());
    }

    /** Removes what the key index holds of forgotten versions; they count as absent already. */
    void forgetKeys() {
        try (ReadView view = committer.acquire()) {
            for (ScopeView scope : view.scopes(table.id())) {
                if (view.manifest().hasForgottenKeys(scope.id())) {
                    forgetKeys(view, scope);
                }
            }
        }
    }

    private void forgetKeys(ReadView view, ScopeView scope) {
        long floor = view.manifest().historyFloor(scope.id());
        List<byte[]> keys = new ArrayList<>();
        view.forgottenKeys(scope, key -> {
            keys.add(key);
            if (keys.size() == KEYS_A_COMMIT) {
                forgetKeys(scope, keys, floor);
                keys.clear();
            }
        });
        forgetKeys(scope, keys, floor);
        committer.submit(commit -> {
            commit.history().forgotKeys(scope.id(), floor);
            return floor;
        });
    }

    private void forgetKeys(ScopeView scope, List<byte[]> keys, long floor) {
        supervision.goingOn().run();
        committer.submit(commit -> {
            commit.history().forgetKeys(scope.id(), keys, floor);
            return keys.size();
        });
        steps.reached(Step.KEYS_FORGOTTEN, supervision.runId());
    }
}
