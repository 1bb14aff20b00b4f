package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.ScopeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a merge puts the rows of each scope: a small scope of merged bundles into a bundle again, any other into files of
 * its own. A file that is not merged may lie among the rows of a scope; they are written to files of their own then, of
 * which none spans that file.
 */
final class Placement {
    private final ReadView view;
    private final int tableId;
    private final boolean bundles;
    private final long ownRows;
    private final Set<Long> inputIds = new HashSet<>();
    private final Map<Long, Long> rows = new HashMap<>();

    /**
     * @param view in which all inputs are listed
     * @param ownRows a scope of so many rows is large
     */
    Placement(ReadView view, int tableId, List<DataFile> inputs, long ownRows) {
        this.view = view;
        this.tableId = tableId;
        this.bundles = inputs.stream().anyMatch(DataFile::holdsSeveralScopes);
        this.ownRows = ownRows;
        for (DataFile input : inputs) {
            inputIds.add(input.id());
            for (FilePart part : input.parts()) {
                rows.merge(part.scopeId(), part.rows(), Long::sum);
            }
        }
    }

    /**
     * Where the rows of a scope go.
     *
     * @param own false for a bundle
     * @param ends the last {@code _seq} of each portion of its rows, ascending
     */
    record Place(boolean own, List<Long> ends) {}

    Place of(long scopeId) {
        List<Long> ends = portions(new ScopeId(tableId, scopeId));
        boolean large = rows.getOrDefault(scopeId, 0L) >= ownRows;
        return new Place(!bundles || large || ends.size() > 1, ends);
    }

    private List<Long> portions(ScopeId scope) {
        List<Long> ends = new ArrayList<>();
        boolean open = false;
        for (DataFile file : view.manifest().files(scope)) {
            if (!inputIds.contains(file.id())) {
                open = false;
            } else if (open) {
                ends.set(ends.size() - 1, file.part(scope).maxSeq());
            } else {
                ends.add(file.part(scope).maxSeq());
                open = true;
            }
        }
        return ends;
    }
}
