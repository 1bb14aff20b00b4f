package dev.firn.engine.compaction;

import static java.util.Comparator.comparingLong;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Chooses which data files of a table to merge; docs/design/compaction.md says why these. */
final class MergeChoice {
    /** Files below it are of one size. */
    private static final long SMALLEST_LEVEL_BYTES = 64 << 10;
    /** Rows that a merged file has at most. */
    static final long MAX_ROWS = 10_000_000;

    private static final int MAX_INPUT_TARGETS = 4;
    private static final int MAX_FILES = 256;
    /** Bundles are read side by side, other files one after the other. */
    private static final int MAX_BUNDLES = 32;

    private static final int MAX_PARTS = 50_000;

    private final CompactionSettings settings;
    private final Garbage garbage = new Garbage();

    MergeChoice(CompactionSettings settings) {
        this.settings = settings;
    }

    /** True when there is something to merge, as far as a look shows that may spare itself counting garbage. */
    synchronized boolean isDue(ReadView view, Table table) {
        return stretches(view, table).stream()
                        .anyMatch(stretch -> !groups(stretch).isEmpty())
                || !garbage.findSparingly(view, table).isEmpty();
    }

    /** The merges of a table, no file in two of them. */
    synchronized List<Merge> choose(ReadView view, Table table, Extent extent) {
        List<Merge> merges = new ArrayList<>();
        for (List<DataFile> stretch : stretches(view, table)) {
            List<List<DataFile>> groups = extent == Extent.ALL ? List.of(stretch) : groups(stretch);
            groups.forEach(group -> merges.addAll(bounded(group)));
        }
        Set<Long> chosen = new HashSet<>();
        merges.forEach(merge -> merge.inputs().forEach(file -> chosen.add(file.id())));
        for (DataFile file : garbage.find(view, table, extent)) {
            if (isWhole(view, file) && chosen.add(file.id())) {
                merges.add(new Merge(List.of(file)));
            }
        }
        return merges;
    }

    /** Forgets what is remembered of a table. */
    synchronized void forget(int tableId) {
        garbage.forget(tableId);
    }

    /** Runs of mergeable files that lie side by side: those of each scope, and the bundles of the table. */
    private List<List<DataFile>> stretches(ReadView view, Table table) {
        List<List<DataFile>> stretches = new ArrayList<>();
        for (long scope : view.catalog().scopes(table.id()).keySet()) {
            Collection<DataFile> files = view.manifest().files(new ScopeId(table.id(), scope));
            if (files.size() > 1) {
                cut(view, new Span(table, false), files, stretches);
            }
        }
        List<DataFile> bundles = view.manifest().files(table.id()).stream()
                .filter(DataFile::holdsSeveralScopes)
                .sorted(comparingLong(file -> file.total().minSeq()))
                .toList();
        cut(view, new Span(table, true), bundles, stretches);
        return stretches;
    }

    /**
     * Adds the stretches of a sequence of files; a file of the other kind ends one, as one does that stays as it is. So does
     * a file by which rows of too different an age would come together: retention would keep all of them for the youngest.
     */
    private void cut(ReadView view, Span span, Collection<DataFile> files, List<List<DataFile>> stretches) {
        List<DataFile> open = new ArrayList<>();
        for (DataFile file : files) {
            boolean mergeable = span.isOfKind(file) && isSmall(file) && isWhole(view, file);
            if (!open.isEmpty() && !(mergeable && span.takes(file))) {
                stretches.add(open);
                open = new ArrayList<>();
            }
            if (open.isEmpty()) {
                span.begin();
            }
            if (mergeable) {
                open.add(file);
                span.add(file);
            }
        }
        stretches.add(open);
    }

    /** What the files of a stretch have in common: their kind, and rows of a quarter of the table's time to live. */
    private static final class Span {
        private final boolean bundles;
        private final long mostMicros;
        private long oldest;
        private long newest;

        Span(Table table, boolean bundles) {
            this.bundles = bundles;
            this.mostMicros = table.ttlSeconds() == 0 ? Long.MAX_VALUE : table.ttlSeconds() * 250_000;
        }

        void begin() {
            oldest = Long.MAX_VALUE;
            newest = 0;
        }

        boolean isOfKind(DataFile file) {
            return file.holdsSeveralScopes() == bundles;
        }

        boolean takes(DataFile file) {
            return newest(file) - oldest(file) <= mostMicros;
        }

        void add(DataFile file) {
            oldest = oldest(file);
            newest = newest(file);
        }

        private long oldest(DataFile file) {
            return Math.min(oldest, file.total().minWrittenAtMicros());
        }

        private long newest(DataFile file) {
            return Math.max(newest, file.maxWrittenAtMicros());
        }
    }

    private static boolean isWhole(ReadView view, DataFile file) {
        return !view.damage().isQuarantined(file.id());
    }

    private boolean isSmall(DataFile file) {
        return file.bytes() < settings.targetBytes() / 2 && file.rows() < MAX_ROWS / 2;
    }

    /**
     * Neighbours of one level, where there are enough. A file counts for the highest level that it or a later one has: so
     * levels never rise along a stretch, and no large file keeps the small ones on its sides apart.
     */
    private List<List<DataFile>> groups(List<DataFile> stretch) {
        List<List<DataFile>> groups = new ArrayList<>();
        int last = stretch.size();
        int level = 0;
        for (int i = stretch.size() - 1; i >= 0; i--) {
            int own = level(stretch.get(i));
            if (own > level) {
                addGroup(stretch.subList(i + 1, last), groups);
                last = i + 1;
                level = own;
            }
        }
        addGroup(stretch.subList(0, last), groups);
        return groups;
    }

    private void addGroup(List<DataFile> group, List<List<DataFile>> groups) {
        if (!group.isEmpty() && group.size() >= minFiles(group.get(0))) {
            groups.add(group);
        }
    }

    private int minFiles(DataFile file) {
        return file.holdsSeveralScopes() ? settings.minBundles() : settings.minFiles();
    }

    /** The class of size that files are merged within, from 0. */
    int level(DataFile file) {
        int level = 0;
        for (long bound = SMALLEST_LEVEL_BYTES; file.bytes() >= bound; bound *= minFiles(file)) {
            level++;
        }
        return level;
    }

    /** Splits a group into merges of bounded work. */
    private List<Merge> bounded(List<DataFile> group) {
        List<Merge> merges = new ArrayList<>();
        List<DataFile> open = new ArrayList<>();
        long bytes = 0;
        long parts = 0;
        for (DataFile file : group) {
            bytes += file.bytes();
            parts += file.parts().size();
            boolean full = bytes > MAX_INPUT_TARGETS * settings.targetBytes()
                    || parts > MAX_PARTS
                    || open.size() == (file.holdsSeveralScopes() ? MAX_BUNDLES : MAX_FILES);
            if (full && open.size() > 1) {
                merges.add(new Merge(open));
                open = new ArrayList<>();
                bytes = file.bytes();
                parts = file.parts().size();
            }
            open.add(file);
        }
        if (open.size() > 1) {
            merges.add(new Merge(open));
        }
        return merges;
    }
}
