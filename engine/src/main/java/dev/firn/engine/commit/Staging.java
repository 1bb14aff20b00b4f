package dev.firn.engine.commit;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.cold.Damage;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.table.ScopeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** What the parts of a {@link Commit} share: the write batch, and the state as the changes so far leave it. */
final class Staging {
    private final StoreBatch batch;
    private final HotRowRepository rows;
    private final StagedVersions versions;
    private final long nowMicros;
    private State state;
    private final Set<Integer> appendedTables = new HashSet<>();
    private final Set<Integer> refiledTables = new HashSet<>();
    /** What takes back the change under way in the heap, the newest step first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Staging(State state, StoreBatch batch, HotRowRepository rows, long nowMicros) {
        this.state = state;
        this.batch = batch;
        this.rows = rows;
        this.versions = new StagedVersions(rows, batch, undo::push, this::isGone);
        this.nowMicros = nowMicros;
    }

    /** Applies a change whole, or leaves everything as it was and throws what it threw. */
    <R> R apply(Change<R> change, Commit commit) {
        State before = state;
        undo.clear();
        batch.mark();
        boolean applied = false;
        try {
            R result = change.apply(commit);
            applied = true;
            return result;
        } finally {
            if (applied) {
                batch.keep();
            } else {
                batch.takeBack();
                state = before;
                undo.forEach(Runnable::run);
            }
        }
    }

    /** Takes what takes back a step in the heap, should its change fail. */
    void undo(Runnable step) {
        undo.push(step);
    }

    State state() {
        return state;
    }

    void become(State after) {
        state = after;
    }

    void become(Catalog changed) {
        state = state.with(changed);
    }

    void become(Manifest changed) {
        state = state.with(changed);
    }

    void become(Damage changed) {
        state = state.with(changed);
    }

    void become(Buffer changed) {
        state = state.with(changed);
    }

    StoreBatch batch() {
        return batch;
    }

    HotRowRepository rows() {
        return rows;
    }

    StagedVersions versions() {
        return versions;
    }

    long nowMicros() {
        return nowMicros;
    }

    Catalog catalog() {
        return state.catalog();
    }

    Manifest manifest() {
        return state.manifest();
    }

    Damage damage() {
        return state.damage();
    }

    Buffer.TableCounters buffered(int tableId) {
        return state.buffer().table(tableId);
    }

    /** True for a version that is in neither tier any more: retention has forgotten it, or its file was given up. */
    boolean isGone(ScopeId scope, long seq) {
        return seq <= manifest().historyFloor(scope) || damage().isLost(scope, seq);
    }

    /** Notes that rows were written to a table. */
    void appended(int tableId) {
        appendedTables.add(tableId);
    }

    Set<Integer> appendedTables() {
        return appendedTables;
    }

    /** Notes that other data files of a table can be read than before. */
    void refiled(int tableId) {
        refiledTables.add(tableId);
    }

    Set<Integer> refiledTables() {
        return refiledTables;
    }
}
