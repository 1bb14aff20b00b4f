package dev.firn.engine.commit;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreSnapshot;
import dev.firn.engine.table.IdempotencyKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The stored {@link KeptAnswer}s under their keys, and an index by time ({@code T} · stored at (8) · key) by which they
 * are forgotten: each new one removes some expired ones, so that their number stays bounded by what 24 hours bring.
 */
final class KeptAnswers {
    private static final int FORGOTTEN_AT_ONCE = 16;

    private final Store store;

    KeptAnswers(Store store) {
        this.store = store;
    }

    /** The answer under a stored key, unless its time is over. */
    Optional<KeptAnswer> find(byte[] key, long nowMicros) {
        return unexpired(store.get(Family.IDEMPOTENCY, key), nowMicros);
    }

    static Optional<KeptAnswer> find(StoreSnapshot snapshot, byte[] key, long nowMicros) {
        return unexpired(snapshot.get(Family.IDEMPOTENCY, key), nowMicros);
    }

    private static Optional<KeptAnswer> unexpired(Optional<byte[]> value, long nowMicros) {
        return value.map(KeptAnswer::decode).filter(kept -> !kept.isExpired(nowMicros));
    }

    void put(byte[] key, KeptAnswer kept, StoreBatch batch) {
        forgetExpired(kept.storedAtMicros(), batch);
        batch.put(Family.IDEMPOTENCY, key, kept.encoded());
        batch.put(Family.IDEMPOTENCY, indexed(kept.storedAtMicros(), key), new byte[0]);
    }

    /** Staged before the new answer, which may stand under the key of an expired one. */
    private void forgetExpired(long nowMicros, StoreBatch batch) {
        byte[] end = indexed(nowMicros - KeptAnswer.KEPT_MICROS, new byte[0]);
        try (StoreCursor cursor = store.scan(Family.IDEMPOTENCY, new byte[] {'T'}, end)) {
            for (int left = FORGOTTEN_AT_ONCE; left > 0 && cursor.next(); left--) {
                byte[] index = cursor.key();
                byte[] key = Arrays.copyOfRange(index, 1 + Long.BYTES, index.length);
                boolean expired = store.get(Family.IDEMPOTENCY, key)
                        .map(value -> KeptAnswer.decode(value).isExpired(nowMicros))
                        .orElse(false);
                if (expired) {
                    batch.delete(Family.IDEMPOTENCY, key);
                }
                batch.delete(Family.IDEMPOTENCY, index);
            }
        }
    }

    /** Forgets everything of a user; what is left in the index goes with its time. */
    static void forgetUser(String userId, StoreBatch batch) {
        byte[] from = prefix(userId);
        byte[] to = Arrays.copyOf(from, from.length + 260);
        Arrays.fill(to, from.length, to.length, (byte) 0xFF);
        batch.deleteRange(Family.IDEMPOTENCY, from, to);
    }

    /** The key of a part of a request: {@code K} · length (1) · user id in UTF-8 · length (1) · text · part (4). */
    static byte[] stored(IdempotencyKey key, int part) {
        byte[] prefix = prefix(key.userId());
        byte[] text = key.text().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(prefix.length + 1 + text.length + Integer.BYTES)
                .put(prefix)
                .put((byte) text.length)
                .put(text)
                .putInt(part)
                .array();
    }

    /** Before all keys of a user. */
    private static byte[] prefix(String userId) {
        byte[] user = userId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + user.length)
                .put((byte) 'K')
                .put((byte) user.length)
                .put(user)
                .array();
    }

    private static byte[] indexed(long storedAtMicros, byte[] key) {
        return ByteBuffer.allocate(1 + Long.BYTES + key.length)
                .put((byte) 'T')
                .putLong(storedAtMicros)
                .put(key)
                .array();
    }
}
