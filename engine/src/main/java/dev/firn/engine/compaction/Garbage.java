package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.hot.SupersededCursor;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds data files of which too many versions are garbage: superseded ones, and tombstones of rows that are stored no
 * longer. It remembers what it counted in a scope until that has become a tenth of the scope's rows more, or fewer: so
 * counting costs each superseded version a bounded number of looks.
 */
final class Garbage {
    private static final int DUE_PERCENT = 30;
    private static final long DUE_ROWS = 1_000;
    private static final int LOOK_AGAIN_DIVISOR = 10;

    private final Map<ScopeId, Looked> looked = new HashMap<>();

    /**
     * What a look at a scope found.
     *
     * @param suspects its superseded versions and tombstones
     * @param byFile garbage by file id, where there is any
     */
    private record Looked(long suspects, Map<Long, Long> byFile) {}

    /** The files that are worth writing anew for their garbage alone. */
    List<DataFile> find(ReadView view, Table table, Extent extent) {
        Map<Long, Long> garbage = new HashMap<>();
        for (long number : view.catalog().scopes(table.id()).keySet()) {
            ScopeId scope = new ScopeId(table.id(), number);
            add(count(view, scope), garbage);
        }
        return due(view, table, extent, garbage);
    }

    /** The same without counting anew what has hardly changed. */
    List<DataFile> findSparingly(ReadView view, Table table) {
        Map<Long, Long> garbage = new HashMap<>();
        for (long number : view.catalog().scopes(table.id()).keySet()) {
            add(look(view, new ScopeId(table.id(), number)), garbage);
        }
        return due(view, table, Extent.DUE, garbage);
    }

    private static void add(Map<Long, Long> counted, Map<Long, Long> garbage) {
        counted.forEach((file, versions) -> garbage.merge(file, versions, Long::sum));
    }

    private static List<DataFile> due(ReadView view, Table table, Extent extent, Map<Long, Long> garbage) {
        return view.manifest().files(table.id()).stream()
                .filter(file -> isDue(file, garbage.getOrDefault(file.id(), 0L), extent))
                .toList();
    }

    private static boolean isDue(DataFile file, long garbage, Extent extent) {
        return extent == Extent.ALL ? garbage > 0 : garbage >= DUE_ROWS && garbage * 100 >= file.rows() * DUE_PERCENT;
    }

    void forget(int tableId) {
        looked.keySet().removeIf(scope -> scope.tableId() == tableId);
    }

    private Map<Long, Long> look(ReadView view, ScopeId scope) {
        long rows = 0;
        long suspects = view.supersededRows(scope);
        for (DataFile file : view.manifest().files(scope)) {
            FilePart part = file.part(scope);
            rows += part.rows();
            suspects += part.rows() - part.liveRows();
        }
        if (suspects == 0) {
            looked.remove(scope);
            return Map.of();
        }
        Looked before = looked.get(scope);
        long more = before == null ? suspects : suspects - before.suspects();
        if (before != null && more >= 0 && more < Math.max(1, rows / LOOK_AGAIN_DIVISOR)) {
            return before.byFile();
        }
        Map<Long, Long> counted = count(view, scope);
        looked.put(scope, new Looked(suspects, counted));
        return counted;
    }

    /** Each file's garbage in a scope; of tombstones those that are satisfied for certain. */
    private static Map<Long, Long> count(ReadView view, ScopeId scope) {
        List<DataFile> files = List.copyOf(view.manifest().files(scope));
        if (files.isEmpty()) {
            return Map.of();
        }
        List<FilePart> parts = files.stream().map(file -> file.part(scope)).toList();
        long[] superseded = new long[parts.size()];
        long[] needed = new long[parts.size()];
        long through = parts.get(parts.size() - 1).maxSeq();
        try (SupersededCursor cursor = view.superseded(scope, parts.get(0).minSeq(), through)) {
            while (cursor.next()) {
                int old = holder(parts, cursor.seq());
                int successor = holder(parts, cursor.successor());
                if (old >= 0) {
                    superseded[old]++;
                }
                if (successor >= 0 && successor != old) {
                    needed[successor]++;
                }
            }
        }
        Map<Long, Long> counted = new HashMap<>();
        for (int i = 0; i < superseded.length; i++) {
            long tombstones = parts.get(i).rows() - parts.get(i).liveRows();
            long garbage = superseded[i] + Math.max(0, tombstones - needed[i]);
            if (garbage > 0) {
                counted.put(files.get(i).id(), garbage);
            }
        }
        return counted;
    }

    /** The index of the part whose range a {@code _seq} lies in, -1 for none. */
    private static int holder(List<FilePart> parts, long seq) {
        int low = 0;
        int high = parts.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (parts.get(middle).maxSeq() < seq) {
                low = middle + 1;
            } else if (parts.get(middle).minSeq() > seq) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -1;
    }
}
