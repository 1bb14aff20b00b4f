package dev.firn.engine.commit;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.cold.Intent;
import dev.firn.engine.cold.Manifest;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import java.util.List;

/** The data files that the changes of a group list: those of flushes and those that compaction puts in place of others. */
public final class StagedFiles {
    private final Staging staging;
    private final StoreBatch batch;
    private final HotRowRepository rows;
    private final StagedVersions versions;

    StagedFiles(Staging staging) {
        this.staging = staging;
        this.batch = staging.batch();
        this.rows = staging.rows();
        this.versions = staging.versions();
    }

    /**
     * What leaves the buffer of one scope.
     *
     * @param flushedThrough the watermark that the writer started from
     * @param encodedBytes what the rows took in the buffer
     * @param seqs the rows' {@code _seq}s when they are fewer than 64, else any longer array
     */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    public record FlushedScope(long scopeId, long flushedThrough, long encodedBytes, long[] seqs) {}

    /**
     * Moves rows from the hot to the cold tier: lists the file and removes the hot rows that it covers, those of all its
     * scopes at once.
     *
     * @param flushed the scopes of the file's parts, in their order
     * @throws EngineException TRANSACTION_CONFLICT when a scope's watermark is another now, or the table was dropped
     */
    public void publish(DataFile file, Intent intent, List<FlushedScope> flushed) {
        if (staging.catalog().table(file.tableId()).isEmpty()) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT, "Cannot publish " + file.path() + ": its table was dropped");
        }
        requireSameScopes(file, flushed);
        for (FlushedScope scope : flushed) {
            requireFlushedThrough(file, scope);
        }
        Buffer buffer = staging.state().buffer();
        for (FlushedScope scope : flushed) {
            buffer = trim(buffer, file, scope);
        }
        staging.refiled(file.tableId());
        staging.become(staging.manifest().publish(file, intent, batch));
        staging.become(buffer);
    }

    /** Else rows would leave the buffer that the file does not hold, or stay there unseen. */
    private static void requireSameScopes(DataFile file, List<FlushedScope> flushed) {
        List<Long> written = file.parts().stream().map(FilePart::scopeId).toList();
        if (!written.equals(flushed.stream().map(FlushedScope::scopeId).toList())) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR,
                    "Cannot publish " + file.path() + ": its scopes are not those whose rows leave the buffer");
        }
    }

    private void requireFlushedThrough(DataFile file, FlushedScope scope) {
        long current = staging.manifest().flushedThrough(new ScopeId(file.tableId(), scope.scopeId()));
        if (current != scope.flushedThrough()) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot publish " + file.path() + ": scope " + scope.scopeId() + " is flushed through " + current
                            + ", not " + scope.flushedThrough());
        }
        if (file.part(new ScopeId(file.tableId(), scope.scopeId())).minSeq() <= current) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot publish " + file.path() + ": rows of scope " + scope.scopeId()
                            + " have left the buffer since they were read");
        }
    }

    private Buffer trim(Buffer buffer, DataFile file, FlushedScope flushed) {
        ScopeId scope = new ScopeId(file.tableId(), flushed.scopeId());
        FilePart part = file.part(scope);
        boolean leavesNone = buffer.scope(scope).rows() == part.rows();
        long oldestLeft = leavesNone
                ? 0
                : rows.oldestWrittenAtMicros(scope, part.maxSeq()).orElse(staging.nowMicros());
        rows.trim(scope, flushed.flushedThrough(), part.maxSeq(), flushed.seqs(), batch);
        return buffer.trimmed(
                scope,
                new Buffer.Counters(part.rows(), part.rows() - part.liveRows(), flushed.encodedBytes(), oldestLeft, 0));
    }

    /**
     * Lists a replacement's outputs in place of its inputs, and forgets the versions that the outputs leave out.
     *
     * @throws EngineException TRANSACTION_CONFLICT when an input is listed no longer or quarantined
     */
    public void replace(Replacement replacement) {
        Manifest next = staging.manifest();
        for (DataFile input : replacement.inputs()) {
            requireReplaceable(input);
            next = next.remove(input, batch);
        }
        for (Replacement.Output output : replacement.outputs()) {
            next = next.list(output.file(), output.intent(), batch);
        }
        staging.become(next);
        replacement.dropped().forEach(this::forget);
        staging.refiled(replacement.tableId());
    }

    private void requireReplaceable(DataFile input) {
        if (!staging.manifest().lists(input) || staging.damage().isQuarantined(input.id())) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "Cannot replace data file " + input.id() + ": it is no longer listed, or damaged");
        }
    }

    private void forget(Replacement.Dropped dropped) {
        dropped.single().forEach(seq -> rows.forgetSuperseded(dropped.scope(), seq, batch));
        dropped.ranges().forEach(range -> rows.deleteSuperseded(dropped.scope(), range.from(), range.through(), batch));
        staging.become(staging.state().buffer().released(dropped.scope(), dropped.versions()));
        staging.become(staging.state().withHistoryMark(dropped.scope(), dropped.lastSuccessor()));
    }

    /** Forgets the keys of tombstones whose rows no tier holds; one that another version has by now stays. */
    public void freeKeys(List<Tombstone> tombstones) {
        tombstones.forEach(tombstone -> versions.freeKey(tombstone.scope(), tombstone.key(), tombstone.seq()));
    }

    /** A tombstone of a scope and its normalised key. */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    public record Tombstone(ScopeId scope, byte[] key, long seq) {}
}
