package dev.firn.engine.commit;

import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.hot.HotRowRepository.KeyEntry;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.table.ScopeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Who holds each key and which versions are superseded, as the changes of a group leave it: what they have staged in its
 * write batch, over what is stored.
 */
final class StagedVersions {
    private final HotRowRepository rows;
    private final StoreBatch batch;
    private final Consumer<Runnable> undo;
    private final BiPredicate<ScopeId, Long> gone;
    private final Map<KeyName, KeyEntry> keys = new HashMap<>();
    private final Set<Version> superseded = new HashSet<>();

    private record Version(ScopeId scope, long seq) {}

    private static final class KeyName {
        private final ScopeId scope;
        private final byte[] key;

        KeyName(ScopeId scope, byte[] key) {
            this.scope = scope;
            this.key = key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof KeyName that && scope.equals(that.scope) && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return 31 * scope.hashCode() + Arrays.hashCode(key);
        }
    }

    /**
     * @param undo takes what takes back a step, should its change fail
     * @param gone true for the {@code _seq} of a version that no tier holds any more: a key entry that names it names no row
     */
    StagedVersions(HotRowRepository rows, StoreBatch batch, Consumer<Runnable> undo, BiPredicate<ScopeId, Long> gone) {
        this.rows = rows;
        this.batch = batch;
        this.undo = undo;
        this.gone = gone;
    }

    boolean isSuperseded(ScopeId scope, long seq) {
        return superseded.contains(new Version(scope, seq)) || rows.isSuperseded(scope, seq);
    }

    void supersede(ScopeId scope, long oldSeq, long newSeq) {
        Version old = new Version(scope, oldSeq);
        if (superseded.add(old)) {
            undo.accept(() -> superseded.remove(old));
        }
        rows.putSuperseded(scope, oldSeq, newSeq, batch);
    }

    Optional<KeyEntry> key(ScopeId scope, byte[] key) {
        return entry(scope, key).filter(entry -> !gone.test(scope, entry.seq()));
    }

    private Optional<KeyEntry> entry(ScopeId scope, byte[] key) {
        KeyEntry staged = keys.get(new KeyName(scope, key));
        return staged != null ? Optional.of(staged) : rows.key(scope, key);
    }

    /** Removes the entry of a key when it names a version that is gone. */
    boolean forgetGoneKey(ScopeId scope, byte[] key) {
        boolean names =
                entry(scope, key).filter(entry -> gone.test(scope, entry.seq())).isPresent();
        if (names) {
            rows.deleteKey(scope, key, batch);
        }
        return names;
    }

    /** True when the row of that {@code _seq} holds the key. */
    boolean isAt(ScopeId scope, byte[] key, long seq) {
        return key(scope, key)
                .filter(entry -> !entry.deleted() && entry.seq() == seq)
                .isPresent();
    }

    /** The superseded {@code _seq}s with {@code after < _seq <= through} that the group has staged. */
    long[] superseded(ScopeId scope, long after, long through) {
        return superseded.stream()
                .filter(version -> version.scope().equals(scope) && after < version.seq() && version.seq() <= through)
                .mapToLong(Version::seq)
                .toArray();
    }

    /** Frees what a tombstone holds: its key's entry is forgotten, unless another version has the key by now. */
    void freeKey(ScopeId scope, byte[] key, long tombstoneSeq) {
        if (key(scope, key)
                .filter(entry -> entry.deleted() && entry.seq() == tombstoneSeq)
                .isPresent()) {
            rows.deleteKey(scope, key, batch);
        }
    }

    /** Removes the entry of a key when it names a version up to {@code through}, or a deleted one, as if it had none. */
    void forgetKey(ScopeId scope, byte[] key, long through) {
        if (entry(scope, key)
                .filter(entry -> entry.seq() <= through || entry.deleted())
                .isPresent()) {
            rows.deleteKey(scope, key, batch);
        }
    }

    void putKey(ScopeId scope, byte[] key, KeyEntry entry) {
        KeyName name = new KeyName(scope, key);
        KeyEntry before = keys.put(name, entry);
        undo.accept(() -> {
            if (before == null) {
                keys.remove(name);
            } else {
                keys.put(name, before);
            }
        });
        rows.putKey(scope, key, entry, batch);
    }
}
