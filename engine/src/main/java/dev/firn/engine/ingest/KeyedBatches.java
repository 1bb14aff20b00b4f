package dev.firn.engine.ingest;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.KeptAnswer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The batches of an import under an Idempotency-Key. With each are stored its number and a hash that runs over all rows up
 * to its last: when the same rows come again, a batch that is stored is passed over.
 */
final class KeyedBatches {
    private final Committer committer;
    private final IdempotencyKey key;
    private final Table table;
    private final MessageDigest digest = KeptAnswer.newDigest();
    private byte[] running;
    private int batches;

    KeyedBatches(Committer committer, IdempotencyKey key, Table table, ImportRequest request) {
        this.committer = committer;
        this.key = key;
        this.table = table;
        update(table.name() + " " + request.batchRows() + " "
                + request.ownerField().orElse(""));
        this.running = digest.digest();
    }

    /**
     * Adds a row of the batch under way, as it was sent.
     *
     * @param values before defaults
     * @param names whether the row names the column at an ordinal
     */
    void add(Optional<String> owner, @Nullable Object[] values, IntPredicate names) {
        update(owner.orElse(""));
        for (int i = 0; i < values.length; i++) {
            digest.update((byte) (names.test(i) ? 1 : 0));
        }
        digest.update(RowFormat.encode(table.schema(), 0, 0, values));
    }

    private void update(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    /** Stores a batch unless it is stored already; IDEMPOTENCY_CONFLICT when another one is stored in its place. */
    void store(RowBatch batch) {
        digest.update(running);
        byte[] hash = digest.digest();
        if (!isStored(hash)) {
            byte[] rows =
                    ByteBuffer.allocate(Integer.BYTES).putInt(batch.size()).array();
            KeptAnswer answer = new KeptAnswer(KeptAnswer.Kind.IMPORT, committer.nowMicros(), hash, rows);
            try {
                committer.commit(List.of(batch), key, batches, answer);
            } catch (EngineException e) {
                if (e.code() != ErrorCode.IDEMPOTENCY_CONFLICT || !isStoredMeanwhile(hash)) {
                    throw e;
                }
            }
        }
        running = hash;
        batches++;
    }

    /** The same import may run twice at once: what a change met in its own group is seen behind that group. */
    private boolean isStoredMeanwhile(byte[] hash) {
        committer.submit(commit -> batches);
        return isStored(hash);
    }

    private boolean isStored(byte[] hash) {
        try (ReadView view = committer.acquire()) {
            Optional<KeptAnswer> kept = view.kept(key, batches, committer.nowMicros());
            if (kept.isPresent() && !kept.get().agrees(KeptAnswer.Kind.IMPORT, hash)) {
                throw KeptAnswer.conflict();
            }
            return kept.isPresent();
        }
    }
}
