package dev.firn.engine.retention;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.table.ScopeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data files of a table that retention may remove: every version in them is expired, and in each scope that they
 * hold all files before them go too. A younger version or a tombstone therefore never goes before an older one.
 */
final class ExpiredFiles {
    /** How many scopes' versions one commit forgets, as far as files allow it. */
    private static final int SCOPES_A_COMMIT = 256;

    private final Map<Long, DataFile> files = new LinkedHashMap<>();
    private final Map<ScopeId, Collection<DataFile>> byScope = new HashMap<>();

    private ExpiredFiles() {}

    /** @param before rows that were written before it are expired, UTC microseconds */
    static ExpiredFiles of(Manifest manifest, int tableId, long before) {
        ExpiredFiles expired = new ExpiredFiles();
        for (DataFile file : manifest.files(tableId)) {
            if (file.maxWrittenAtMicros() < before) {
                expired.files.put(file.id(), file);
                file.scopes().forEach(scope -> expired.byScope.put(scope, manifest.files(scope)));
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Collection<DataFile> ofScope : expired.byScope.values()) {
                changed |= expired.keepPrefix(ofScope);
            }
        }
        return expired;
    }

    /** Drops the expired files behind the first one that stays; true when there was one. */
    private boolean keepPrefix(Collection<DataFile> ofScope) {
        boolean stays = false;
        boolean changed = false;
        for (DataFile file : ofScope) {
            if (stays) {
                changed |= files.remove(file.id()) != null;
            } else {
                stays = !files.containsKey(file.id());
            }
        }
        return changed;
    }

    Collection<DataFile> all() {
        return files.values();
    }

    /** The files in groups that can go one after the other; each a commit of its own. */
    List<List<DataFile>> groups() {
        List<List<DataFile>> groups = new ArrayList<>();
        Map<Long, DataFile> left = new LinkedHashMap<>(files);
        Map<ScopeId, Integer> gone = new HashMap<>();
        while (!left.isEmpty()) {
            List<DataFile> group = firsts(left.values(), gone);
            // Files of several scopes may each be behind the other in another scope: they go together.
            List<DataFile> next = group.isEmpty() ? List.copyOf(left.values()) : group;
            next.forEach(file -> left.remove(file.id()));
            groups.add(next);
        }
        return groups;
    }

    /**
     * Files before which all files of their scopes are gone.
     *
     * @param gone how many of a scope's files are; counts those of the answer
     */
    private List<DataFile> firsts(Collection<DataFile> left, Map<ScopeId, Integer> gone) {
        List<DataFile> firsts = new ArrayList<>();
        int scopes = 0;
        for (DataFile file : left) {
            if (scopes < SCOPES_A_COMMIT && file.scopes().allMatch(scope -> isNext(file, scope, gone))) {
                firsts.add(file);
                file.scopes().forEach(scope -> gone.merge(scope, 1, Integer::sum));
                scopes += file.parts().size();
            }
        }
        return firsts;
    }

    private boolean isNext(DataFile file, ScopeId scope, Map<ScopeId, Integer> gone) {
        return byScope.getOrDefault(scope, List.of()).stream()
                .skip(gone.getOrDefault(scope, 0))
                .findFirst()
                .filter(next -> next.id() == file.id())
                .isPresent();
    }
}
