package dev.firn.engine.commit;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.cold.Damage;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreKeys;
import java.nio.ByteBuffer;
import org.pcollections.TreePMap;

/**
 * Everything in the heap that a ReadView shows, at one commit. Immutable.
 *
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
        long lastSeq,
        long reservedSeq) {

    /** Reads the state of a store that nothing writes to yet; {@code _seq} goes on above the reserved block. */
    static State load(Store store, TreePMap<String, RunEntry> activeRuns, long nowMicros) {
        long reserved = store.get(Family.CATALOG, StoreKeys.RESERVED_SEQ)
                .map(value -> ByteBuffer.wrap(value).getLong(1))
                .orElse(0L);
        return new State(
                Catalog.load(store),
                Manifest.load(store),
                Damage.load(store),
                Buffer.load(store, nowMicros),
                activeRuns,
                reserved,
                reserved);
    }

    State with(Catalog changed) {
        return new State(changed, manifest, damage, buffer, runs, lastSeq, reservedSeq);
    }

    State with(Manifest changed) {
        return new State(catalog, changed, damage, buffer, runs, lastSeq, reservedSeq);
    }

    State with(Damage changed) {
        return new State(catalog, manifest, changed, buffer, runs, lastSeq, reservedSeq);
    }

    State with(Buffer changed) {
        return new State(catalog, manifest, damage, changed, runs, lastSeq, reservedSeq);
    }

    State with(TreePMap<String, RunEntry> changed) {
        return new State(catalog, manifest, damage, buffer, changed, lastSeq, reservedSeq);
    }

    State withSeq(long last, long reserved) {
        return new State(catalog, manifest, damage, buffer, runs, last, reserved);
    }
}
