package dev.firn.engine.commit;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.cold.Damage;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.TableKind;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/**
 * Everything in the heap that a ReadView shows, at one commit. Immutable.
 *
 * @param historyMarks by scope, the highest {@code _seq} that supersedes a version which is stored no longer: views older
 *     than that may show such a version. Nothing outlives the process that could need them
 * @param lastSeq the newest {@code _seq} handed out
 * @param reservedSeq the last {@code _seq} of the reserved block
 * @param runs the runs that are not over, by id
 */
record State(
        Catalog catalog,
        Manifest manifest,
        Damage damage,
        Buffer buffer,
        TreePMap<String, RunEntry> runs,
        HashPMap<ScopeId, Long> historyMarks,
        long lastSeq,
        long reservedSeq) {

    /** Reads the state of a store that nothing writes to yet; {@code _seq} goes on above the reserved block. */
    static State load(Store store, TreePMap<String, RunEntry> activeRuns, long nowMicros) {
        long reserved = store.get(Family.CATALOG, StoreKeys.RESERVED_SEQ)
                .map(value -> ByteBuffer.wrap(value).getLong(1))
                .orElse(0L);
        Catalog catalog = Catalog.load(store);
        return new State(
                catalog,
                Manifest.load(store),
                Damage.load(store),
                Buffer.load(store, tableId -> isStream(catalog, tableId), nowMicros),
                activeRuns,
                HashTreePMap.empty(),
                reserved,
                reserved);
    }

    private static boolean isStream(Catalog catalog, int tableId) {
        return catalog.table(tableId)
                .filter(table -> table.kind() == TableKind.STREAM)
                .isPresent();
    }

    /** The scopes of a table that have held a row. */
    List<ScopeId> scopes(int tableId) {
        return catalog.scopes(tableId).keySet().stream()
                .map(number -> new ScopeId(tableId, number))
                .toList();
    }

    State with(Catalog changed) {
        return new State(changed, manifest, damage, buffer, runs, historyMarks, lastSeq, reservedSeq);
    }

    State with(Manifest changed) {
        return new State(catalog, changed, damage, buffer, runs, historyMarks, lastSeq, reservedSeq);
    }

    State with(Damage changed) {
        return new State(catalog, manifest, changed, buffer, runs, historyMarks, lastSeq, reservedSeq);
    }

    State with(Buffer changed) {
        return new State(catalog, manifest, damage, changed, runs, historyMarks, lastSeq, reservedSeq);
    }

    State with(TreePMap<String, RunEntry> changed) {
        return new State(catalog, manifest, damage, buffer, changed, historyMarks, lastSeq, reservedSeq);
    }

    /** Notes what supersedes versions of a scope that are stored no longer. */
    State withHistoryMark(ScopeId scope, long successor) {
        long mark = Math.max(successor, historyMarks.getOrDefault(scope, 0L));
        return new State(catalog, manifest, damage, buffer, runs, historyMarks.plus(scope, mark), lastSeq, reservedSeq);
    }

    State withoutHistoryMarks(Collection<ScopeId> scopes) {
        return new State(catalog, manifest, damage, buffer, runs, historyMarks.minusAll(scopes), lastSeq, reservedSeq);
    }

    State withSeq(long last, long reserved) {
        return new State(catalog, manifest, damage, buffer, runs, historyMarks, last, reserved);
    }
}
