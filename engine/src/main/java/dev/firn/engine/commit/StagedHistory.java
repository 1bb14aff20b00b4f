package dev.firn.engine.commit;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The oldest versions of scopes that the changes of a group forget: what retention does. */
public final class StagedHistory {
    private final Staging staging;
    private final StoreBatch batch;
    private final HotRowRepository rows;
    private final StagedVersions versions;

    StagedHistory(Staging staging) {
        this.staging = staging;
        this.batch = staging.batch();
        this.rows = staging.rows();
        this.versions = staging.versions();
    }

    /**
     * Forgets the oldest versions of scopes of a table, with the files that hold nothing else.
     *
     * @throws EngineException TRANSACTION_CONFLICT when the table, its TTL, a watermark or the list of files is no longer
     *     as the view showed it, or when a flush is reading the rows
     */
    public void forgetHistory(Table seen, List<HistoryCut> cuts, List<DataFile> files) {
        boolean same = staging.catalog()
                .table(seen.id())
                .filter(table -> table.ttlSeconds() == seen.ttlSeconds())
                .isPresent();
        if (!same) {
            throw notForgotten(seen, "it was dropped or its TTL was altered meanwhile");
        }
        if (!files.stream().allMatch(staging.manifest()::lists)) {
            throw notForgotten(seen, "a data file of it was replaced meanwhile");
        }
        for (HistoryCut cut : cuts) {
            forget(seen, cut);
        }
        files.forEach(this::remove);
    }

    private void remove(DataFile file) {
        staging.become(staging.manifest().remove(file, batch));
        staging.refiled(file.tableId());
        if (staging.damage().isQuarantined(file.id())) {
            staging.become(staging.damage().release(file.id(), batch));
        }
    }

    private void forget(Table table, HistoryCut cut) {
        ScopeId scope = cut.scope();
        boolean same = staging.manifest().historyFloor(scope) == cut.after()
                && staging.manifest().flushedThrough(scope) == cut.flushedThrough();
        if (!same || (cut.hot().rows() > 0 && isFlushing(table.id()))) {
            throw notForgotten(table, "its rows are flushed or were forgotten meanwhile");
        }
        long[] superseded = Stream.of(
                        cut.superseded(),
                        rows.replacedSince(scope, cut.horizon(), cut.after(), cut.through()),
                        versions.superseded(scope, cut.after(), cut.through()))
                .flatMapToLong(LongStream::of)
                .toArray();
        rows.removeSuperseded(scope, superseded, cut.through(), batch);
        rows.trim(scope, cut.flushedThrough(), cut.through(), cut.hot().seqs(), batch);
        cut.hot().keys().forEach(key -> versions.forgetKey(scope, key, cut.through()));
        staging.become(staging.manifest().forgetHistory(scope, cut.through(), cut.keysToo(), batch));
        staging.become(staging.state().buffer().trimmed(scope, left(cut, superseded.length)));
    }

    private Buffer.Counters left(HistoryCut cut, long superseded) {
        long oldestLeft = cut.hot().rows() == 0
                ? staging.state().buffer().scope(cut.scope()).oldestMicros()
                : rows.oldestWrittenAtMicros(cut.scope(), cut.through()).orElse(staging.nowMicros());
        return new Buffer.Counters(
                cut.hot().rows(), cut.hot().tombstones(), cut.hot().bytes(), oldestLeft, superseded);
    }

    private boolean isFlushing(int tableId) {
        return staging.state().runs().values().stream().anyMatch(run -> run.isFlushUnderWay(tableId));
    }

    private static EngineException notForgotten(Table table, String why) {
        return new EngineException(
                ErrorCode.TRANSACTION_CONFLICT, "Cannot forget rows of " + table.name() + ": " + why);
    }

    /**
     * Removes entries of the key index that name forgotten versions of a scope.
     *
     * @param through the scope's history floor
     */
    public void forgetKeys(ScopeId scope, List<byte[]> keys, long through) {
        keys.forEach(key -> versions.forgetKey(scope, key, through));
    }

    /** Notes that the key index holds no version of the scope up to a {@code _seq}; nothing when the table is gone. */
    public void forgotKeys(ScopeId scope, long through) {
        if (staging.catalog().table(scope.tableId()).isPresent()) {
            staging.become(staging.manifest().forgotKeys(scope, through, batch));
        }
    }
}
