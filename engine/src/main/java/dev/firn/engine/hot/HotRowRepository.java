package dev.firn.engine.hot;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Keys;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreSnapshot;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.ScopeId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The RocksDB-backed repository of buffered row versions, with the key index and the superseded set that span both
 * tiers. Writes are staged in a batch; reads see a snapshot, or the newest state for the committer.
 */
public final class HotRowRepository {
    private static final byte FORMAT_VERSION = 1;
    /** Fewer rows than this are trimmed one by one: range tombstones over tiny ranges slow every later seek. */
    private static final int RANGE_DELETE_ROWS = 64;

    private final Store store;

    public HotRowRepository(Store store) {
        this.store = store;
    }

    /** The newest version of a key, over both tiers. */
    public record KeyEntry(long seq, boolean deleted) {}

    public void put(ScopeId scope, long seq, byte[] row, StoreBatch batch) {
        batch.put(Family.HOT, Keys.row(scope.tableId(), scope.number(), seq), row);
    }

    /** The versions with {@code after < _seq <= through}, as the snapshot holds them. */
    public static RowCursor rows(StoreSnapshot snapshot, ScopeId scope, long after, long through) {
        return new RowCursor(snapshot.scan(
                Family.HOT,
                Keys.row(scope.tableId(), scope.number(), after + 1),
                Keys.row(scope.tableId(), scope.number(), through + 1)));
    }

    /**
     * Removes the versions with {@code after < _seq <= through} from the buffer.
     *
     * @param seqs their exact {@code _seq}s when they are few, else any array of at least 64
     */
    public void trim(ScopeId scope, long after, long through, long[] seqs, StoreBatch batch) {
        if (seqs.length < RANGE_DELETE_ROWS) {
            for (long seq : seqs) {
                batch.delete(Family.HOT, Keys.row(scope.tableId(), scope.number(), seq));
            }
        } else {
            batch.deleteRange(
                    Family.HOT,
                    Keys.row(scope.tableId(), scope.number(), after + 1),
                    Keys.row(scope.tableId(), scope.number(), through + 1));
        }
    }

    /** When the oldest stored version above a {@code _seq} was written, UTC microseconds. */
    public OptionalLong oldestWrittenAtMicros(ScopeId scope, long after) {
        try (StoreCursor cursor = store.scan(
                Family.HOT,
                Keys.row(scope.tableId(), scope.number(), after + 1),
                Keys.row(scope.tableId(), scope.number(), Long.MAX_VALUE))) {
            return cursor.next() ? OptionalLong.of(RowFormat.writtenAtMicros(cursor.value())) : OptionalLong.empty();
        }
    }

    /** When the newest stored version of a scope was written, UTC microseconds; 0 when none is stored. */
    public long newestWrittenAtMicros(ScopeId scope) {
        try (StoreCursor cursor = store.scan(
                        Family.HOT,
                        Keys.row(scope.tableId(), scope.number(), 0),
                        Keys.row(scope.tableId(), scope.number(), Long.MAX_VALUE))
                .descending()) {
            return cursor.next() ? RowFormat.writtenAtMicros(cursor.value()) : 0;
        }
    }

    /** The stored version of one {@code _seq}. */
    public Optional<byte[]> row(ScopeId scope, long seq) {
        return store.get(Family.HOT, Keys.row(scope.tableId(), scope.number(), seq));
    }

    /** The {@code _seq}s with {@code after < _seq <= through} that stored versions above a horizon replace. */
    public long[] replacedSince(ScopeId scope, long horizon, long after, long through) {
        LongStream.Builder replaced = LongStream.builder();
        try (StoreCursor cursor = store.scan(
                Family.HOT,
                Keys.row(scope.tableId(), scope.number(), horizon + 1),
                Keys.row(scope.tableId(), scope.number(), Long.MAX_VALUE))) {
            while (cursor.next()) {
                long previous = RowFormat.previousSeq(cursor.value());
                if (previous > after && previous <= through) {
                    replaced.add(previous);
                }
            }
        }
        return replaced.build().toArray();
    }

    public Optional<KeyEntry> key(ScopeId scope, byte[] normalisedKey) {
        return store.get(Family.KEYS, Keys.key(scope.tableId(), scope.number(), normalisedKey))
                .map(HotRowRepository::keyEntry);
    }

    /** The newest version of a key, as the snapshot holds it. */
    public static Optional<KeyEntry> key(StoreSnapshot snapshot, ScopeId scope, byte[] normalisedKey) {
        return snapshot.get(Family.KEYS, Keys.key(scope.tableId(), scope.number(), normalisedKey))
                .map(HotRowRepository::keyEntry);
    }

    /** The encoded version of one {@code _seq}, as the snapshot holds it. */
    public static Optional<byte[]> row(StoreSnapshot snapshot, ScopeId scope, long seq) {
        return snapshot.get(Family.HOT, Keys.row(scope.tableId(), scope.number(), seq));
    }

    private static KeyEntry keyEntry(byte[] value) {
        return new KeyEntry(ByteBuffer.wrap(value).getLong(1), value[9] != 0);
    }

    public void putKey(ScopeId scope, byte[] normalisedKey, KeyEntry entry, StoreBatch batch) {
        byte[] value = ByteBuffer.allocate(10)
                .put(FORMAT_VERSION)
                .putLong(entry.seq())
                .put((byte) (entry.deleted() ? 1 : 0))
                .array();
        batch.put(Family.KEYS, Keys.key(scope.tableId(), scope.number(), normalisedKey), value);
    }

    public void deleteKey(ScopeId scope, byte[] normalisedKey, StoreBatch batch) {
        batch.delete(Family.KEYS, Keys.key(scope.tableId(), scope.number(), normalisedKey));
    }

    public boolean isSuperseded(ScopeId scope, long seq) {
        return store.get(Family.SUPERSEDED, Keys.row(scope.tableId(), scope.number(), seq))
                .isPresent();
    }

    public void putSuperseded(ScopeId scope, long oldSeq, long newSeq, StoreBatch batch) {
        byte[] value =
                ByteBuffer.allocate(9).put(FORMAT_VERSION).putLong(newSeq).array();
        batch.put(Family.SUPERSEDED, Keys.row(scope.tableId(), scope.number(), oldSeq), value);
    }

    /** The superseded versions of a scope with {@code from <= _seq <= through}, as the snapshot holds them. */
    public static SupersededCursor superseded(StoreSnapshot snapshot, ScopeId scope, long from, long through) {
        return new SupersededCursor(snapshot.scan(
                Family.SUPERSEDED,
                Keys.row(scope.tableId(), scope.number(), from),
                Keys.row(scope.tableId(), scope.number(), through + 1)));
    }

    /** True when the snapshot holds that a newer version supersedes the one of a {@code _seq}. */
    public static boolean isSuperseded(StoreSnapshot snapshot, ScopeId scope, long seq) {
        return snapshot.get(Family.SUPERSEDED, Keys.row(scope.tableId(), scope.number(), seq))
                .isPresent();
    }

    /** Forgets that a version was superseded. */
    public void forgetSuperseded(ScopeId scope, long seq, StoreBatch batch) {
        batch.delete(Family.SUPERSEDED, Keys.row(scope.tableId(), scope.number(), seq));
    }

    /** Hands over each superseded {@code _seq} of a scope, ascending. */
    public static void superseded(StoreSnapshot snapshot, ScopeId scope, LongConsumer each) {
        try (StoreCursor cursor = snapshot.scan(
                Family.SUPERSEDED,
                Keys.scope(scope.tableId(), scope.number()),
                Keys.scope(scope.tableId(), scope.number() + 1))) {
            while (cursor.next()) {
                each.accept(Keys.seq(cursor.key()));
            }
        }
    }

    /** How many superseded {@code _seq}s of a scope lie in a range, both ends included. */
    public static long countSuperseded(StoreSnapshot snapshot, ScopeId scope, long minSeq, long maxSeq) {
        long count = 0;
        try (StoreCursor cursor = snapshot.scan(
                Family.SUPERSEDED,
                Keys.row(scope.tableId(), scope.number(), minSeq),
                Keys.row(scope.tableId(), scope.number(), maxSeq + 1))) {
            while (cursor.next()) {
                count++;
            }
        }
        return count;
    }

    /** Removes the superseded entries of a range of old {@code _seq}s, both ends included. */
    public void deleteSuperseded(ScopeId scope, long minSeq, long maxSeq, StoreBatch batch) {
        batch.deleteRange(
                Family.SUPERSEDED,
                Keys.row(scope.tableId(), scope.number(), minSeq),
                Keys.row(scope.tableId(), scope.number(), maxSeq + 1));
    }

    /** Is shown key entries. */
    @FunctionalInterface
    public interface KeyVisitor {
        void visit(byte[] normalisedKey, KeyEntry entry);
    }

    /** Hands over each key entry of a scope in the order of the keys. */
    public static void keys(StoreSnapshot snapshot, ScopeId scope, KeyVisitor each) {
        byte[] prefix = Keys.scope(scope.tableId(), scope.number());
        try (StoreCursor cursor = snapshot.scan(Family.KEYS, prefix, Keys.scope(scope.tableId(), scope.number() + 1))) {
            while (cursor.next()) {
                byte[] key = cursor.key();
                each.visit(Arrays.copyOfRange(key, prefix.length, key.length), keyEntry(cursor.value()));
            }
        }
    }

    /** The superseded {@code _seq}s of a scope with {@code after < _seq <= through}, ascending. */
    public static long[] supersededSeqs(StoreSnapshot snapshot, ScopeId scope, long after, long through) {
        LongStream.Builder seqs = LongStream.builder();
        try (StoreCursor cursor = snapshot.scan(
                Family.SUPERSEDED,
                Keys.row(scope.tableId(), scope.number(), after + 1),
                Keys.row(scope.tableId(), scope.number(), through + 1))) {
            while (cursor.next()) {
                seqs.add(Keys.seq(cursor.key()));
            }
        }
        return seqs.build().toArray();
    }

    /** Removes the superseded entries of those {@code _seq}s, the last of which is {@code through}. */
    public void removeSuperseded(ScopeId scope, long[] seqs, long through, StoreBatch batch) {
        if (seqs.length < RANGE_DELETE_ROWS) {
            for (long seq : seqs) {
                batch.delete(Family.SUPERSEDED, Keys.row(scope.tableId(), scope.number(), seq));
            }
        } else {
            batch.deleteRange(
                    Family.SUPERSEDED,
                    Keys.scope(scope.tableId(), scope.number()),
                    Keys.row(scope.tableId(), scope.number(), through + 1));
        }
    }

    /** Gives the space of a table's flushed rows back to the file system; slow. */
    public void reclaim(int tableId) {
        store.reclaim(Family.HOT, Keys.table(tableId), Keys.table(tableId + 1));
    }

    /** Removes everything of a table: rows, keys and superseded entries. */
    public void dropTable(int tableId, StoreBatch batch) {
        for (Family family : new Family[] {Family.HOT, Family.KEYS, Family.SUPERSEDED}) {
            batch.deleteRange(family, Keys.table(tableId), Keys.table(tableId + 1));
        }
    }
}
