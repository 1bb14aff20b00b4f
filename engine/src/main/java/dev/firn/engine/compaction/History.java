package dev.firn.engine.compaction;

import static java.util.Comparator.comparingLong;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.Replacement;
import dev.firn.engine.commit.Replacement.SeqRange;
import dev.firn.engine.hot.SupersededCursor;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.ScopeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which versions of a merge are left out, and gathers what the commit has to forget with them. Versions come by
 * scope, then by {@code _seq}.
 *
 * <p>What one commit forgets is bounded: past {@link #MAX_OPERATIONS} deletions, superseded versions are kept as any
 * others, and go when their file is merged again.
 */
final class History implements AutoCloseable {
    /** Deletions in the committer's thread; a range, of however many versions, counts as {@link #RANGE_VERSIONS}. */
    static final int MAX_OPERATIONS = 100_000;
    /** Fewer versions than this are forgotten one by one: range tombstones over tiny ranges slow every later seek. */
    private static final int RANGE_VERSIONS = 1_000;

    private final ReadView view;
    private final int tableId;
    private final Map<Long, List<FilePart>> partsByScope = new HashMap<>();
    private final int maxOperations;
    private final List<Replacement.Dropped> dropped = new ArrayList<>();
    private @Nullable ScopeHistory open;
    private int operations;

    /** What becomes of a version. */
    enum Fate {
        KEPT,
        /** A newer version stands for it. */
        SUPERSEDED,
        /** A tombstone of a row that no tier holds any more. */
        SATISFIED
    }

    /** @param view in which all inputs are listed */
    History(ReadView view, int tableId, List<DataFile> inputs, int maxOperations) {
        this.view = view;
        this.tableId = tableId;
        this.maxOperations = maxOperations;
        for (DataFile file : inputs) {
            for (FilePart part : file.parts()) {
                partsByScope
                        .computeIfAbsent(part.scopeId(), unused -> new ArrayList<>())
                        .add(part);
            }
        }
        partsByScope.values().forEach(parts -> parts.sort(comparingLong(FilePart::minSeq)));
    }

    Fate fate(long scopeId, Row row) {
        ScopeHistory scope = open;
        if (scope == null || scope.scope.number() != scopeId) {
            endScope();
            scope = new ScopeHistory(new ScopeId(tableId, scopeId));
            open = scope;
        }
        return scope.fate(row);
    }

    /** What was left out, after the last version. */
    List<Replacement.Dropped> dropped() {
        endScope();
        return dropped;
    }

    private void endScope() {
        if (open != null) {
            open.close();
            open.dropped().ifPresent(dropped::add);
            open = null;
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }

    private final class ScopeHistory {
        private final ScopeId scope;
        private final List<FilePart> parts;
        private final SupersededCursor superseded;
        private boolean ahead;
        private int part;
        private final List<Long> single = new ArrayList<>();
        private final List<SeqRange> ranges = new ArrayList<>();
        /** Versions left out since the last one that was kept, while they are few. */
        private final List<Long> run = new ArrayList<>();

        private long runLength;
        private long runFrom;
        private long runThrough;
        private long versions;
        private long lastSuccessor;
        private long keptFrom = Long.MAX_VALUE;

        ScopeHistory(ScopeId scope) {
            this.scope = scope;
            this.parts = partsByScope.getOrDefault(scope.number(), List.of());
            long through = parts.get(parts.size() - 1).maxSeq();
            this.superseded = view.superseded(scope, parts.get(0).minSeq(), through);
            this.ahead = superseded.next();
        }

        Fate fate(Row row) {
            while (parts.get(part).maxSeq() < row.seq()) {
                // Versions of another file may lie between two parts.
                endRun();
                part++;
            }
            while (ahead && superseded.seq() < row.seq()) {
                ahead = superseded.next();
            }
            if (ahead && superseded.seq() == row.seq()) {
                if (operations + run.size() < maxOperations) {
                    leaveOut(row.seq(), superseded.successor());
                    return Fate.SUPERSEDED;
                }
                keptFrom = Math.min(keptFrom, row.seq());
            } else if (row.deleted() && isSatisfied(row.previousSeq())) {
                return Fate.SATISFIED;
            }
            endRun();
            return Fate.KEPT;
        }

        /** True when the version that a tombstone hides is stored no longer, or goes with this merge. */
        private boolean isSatisfied(long hidden) {
            return !view.isSuperseded(scope, hidden)
                    || (hidden < keptFrom
                            && parts.stream().anyMatch(part -> part.minSeq() <= hidden && hidden <= part.maxSeq()));
        }

        private void leaveOut(long seq, long successor) {
            if (runLength++ == 0) {
                runFrom = seq;
            }
            runThrough = seq;
            if (run.size() < RANGE_VERSIONS) {
                run.add(seq);
            }
            versions++;
            lastSuccessor = Math.max(lastSuccessor, successor);
        }

        private void endRun() {
            if (runLength >= RANGE_VERSIONS) {
                ranges.add(new SeqRange(runFrom, runThrough));
            } else {
                single.addAll(run);
            }
            operations += run.size();
            run.clear();
            runLength = 0;
        }

        Optional<Replacement.Dropped> dropped() {
            endRun();
            return versions == 0
                    ? Optional.empty()
                    : Optional.of(new Replacement.Dropped(scope, single, ranges, versions, lastSuccessor));
        }

        void close() {
            superseded.close();
        }
    }
}
