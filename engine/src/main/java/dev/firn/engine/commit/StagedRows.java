package dev.firn.engine.commit;

import dev.firn.engine.hot.Buffer;
import dev.firn.engine.hot.HotRowRepository;
import dev.firn.engine.hot.HotRowRepository.KeyEntry;
import dev.firn.engine.store.StoreBatch;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableScope;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The writes of rows that the changes of a group stage: what each needs to be so, and what it leaves. */
final class StagedRows {
    private final Staging staging;
    private final StoreBatch batch;
    private final HotRowRepository rows;
    private final StagedVersions versions;
    private final StreamRows streams;
    private final KeptAnswers keptAnswers;
    private final Set<ByteBuffer> keptNow = new HashSet<>();

    StagedRows(Staging staging, StreamRows streams, KeptAnswers keptAnswers) {
        this.staging = staging;
        this.batch = staging.batch();
        this.rows = staging.rows();
        this.versions = staging.versions();
        this.streams = streams;
        this.keptAnswers = keptAnswers;
    }

    /** Stores a batch of row writes and answers the {@code _seq} of the first. */
    long store(RowBatch rowBatch) {
        Table table = unchanged(rowBatch.table());
        List<RowBatch.Write> writes = rowBatch.writes();
        long first = staging.state().lastSeq() + 1;
        long writtenAt = prepareStream(table, rowBatch);
        freeReplacedKeys(table, writes, first);
        ScopeSums sums = new ScopeSums();
        for (int i = 0; i < writes.size(); i++) {
            RowBatch.Write write = writes.get(i);
            ScopeId scope = scopeId(table, write.scope());
            requireHistory(table, scope, write, rowBatch.horizon());
            store(table, scope, write, first + i, i);
            sums.add(scope, write);
        }
        staging.appended(table.id());
        boolean stream = table.kind() == TableKind.STREAM;
        long last = first + writes.size() - 1;
        staging.become(staging.state().withSeq(last, staging.state().reservedSeq()));
        sums.scopes.forEach((scope, sum) -> staging.become(staging.state()
                .buffer()
                .appended(scope, new Buffer.Counters(sum[0], sum[3], sum[1], writtenAt, sum[2]), stream, last)));
        return first;
    }

    /** The write time of a batch's rows; those of a STREAM table get the commit's. */
    private long prepareStream(Table table, RowBatch rowBatch) {
        if (table.kind() != TableKind.STREAM) {
            return rowBatch.writtenAtMicros();
        }
        streams.requireRoom(table, staging.buffered(table.id()).bytes(), rowBatch.bytes());
        long instant = streams.instant(staging.nowMicros());
        rowBatch.writes().forEach(write -> RowFormat.withWrittenAt(write.row(), instant));
        return instant;
    }

    /** Rows, bytes, superseded entries and tombstones by scope. */
    private static final class ScopeSums {
        final Map<ScopeId, long[]> scopes = new HashMap<>();

        void add(ScopeId scope, RowBatch.Write write) {
            long[] sum = scopes.computeIfAbsent(scope, unused -> new long[4]);
            sum[0]++;
            sum[1] += write.row().length;
            sum[2] += write.oldSeq() == 0 ? 0 : 1;
            sum[3] += RowFormat.isTombstone(write.row()) ? 1 : 0;
        }
    }

    private Table unchanged(Table seen) {
        Table table = staging.catalog()
                .table(seen.id())
                .orElseThrow(() -> new EngineException(
                        ErrorCode.TABLE_NOT_FOUND, "table " + seen.name() + " was dropped meanwhile"));
        if (table.schema().version() != seen.schema().version()) {
            throw new EngineException(
                    ErrorCode.TRANSACTION_CONFLICT, "table " + seen.name() + " was altered meanwhile");
        }
        return table;
    }

    private ScopeId scopeId(Table table, TableScope scope) {
        Optional<ScopeId> known = staging.catalog().scopeId(table.id(), scope);
        if (known.isPresent()) {
            return known.get();
        }
        staging.become(staging.catalog().addScope(table.id(), scope, batch));
        return staging.catalog().scopeId(table.id(), scope).orElseThrow();
    }

    /** Keys that this batch gives up are free for its own rows, in whichever order they come. */
    private void freeReplacedKeys(Table table, List<RowBatch.Write> writes, long first) {
        for (int i = 0; i < writes.size(); i++) {
            byte[] oldKey = writes.get(i).oldKey();
            if (oldKey != null && !Arrays.equals(oldKey, writes.get(i).newKey())) {
                ScopeId scope = scopeId(table, writes.get(i).scope());
                checkKeyIsAt(table, scope, oldKey, writes.get(i).oldSeq());
                versions.putKey(scope, oldKey, new KeyEntry(first + i, true));
            }
        }
    }

    private void store(Table table, ScopeId scope, RowBatch.Write write, long seq, int index) {
        byte[] newKey = write.newKey();
        if (write.oldSeq() != 0) {
            supersede(table, scope, write.oldSeq(), seq);
        }
        if (newKey != null) {
            if (write.oldSeq() != 0 && Arrays.equals(newKey, write.oldKey())) {
                checkKeyIsAt(table, scope, newKey, write.oldSeq());
            } else {
                checkKeyIsFree(table, scope, newKey, index);
            }
            versions.putKey(scope, newKey, new KeyEntry(seq, false));
        }
        rows.put(scope, seq, write.row(), batch);
    }

    /** Without a key, only the superseded set tells that an old version was replaced; and compaction forgets it with it. */
    private void requireHistory(Table table, ScopeId scope, RowBatch.Write write, long horizon) {
        boolean keyless = write.oldSeq() != 0 && write.oldKey() == null;
        if (keyless && horizon < staging.state().historyMarks().getOrDefault(scope, 0L)) {
            throw replacedMeanwhile(table);
        }
    }

    private void supersede(Table table, ScopeId scope, long oldSeq, long newSeq) {
        if (staging.isGone(scope, oldSeq) || versions.isSuperseded(scope, oldSeq)) {
            throw replacedMeanwhile(table);
        }
        versions.supersede(scope, oldSeq, newSeq);
    }

    private void checkKeyIsFree(Table table, ScopeId scope, byte[] key, int index) {
        boolean taken = versions.key(scope, key)
                .filter(entry -> !entry.deleted() && !isExpired(table, scope, entry.seq()))
                .isPresent();
        if (taken) {
            throw duplicateKey(table, index);
        }
    }

    /** True for a version of a STREAM table that is too old and not evicted yet; one that this group has staged is not. */
    private boolean isExpired(Table table, ScopeId scope, long seq) {
        if (table.kind() != TableKind.STREAM) {
            return false;
        }
        long visibleFrom = table.expiredBefore(streams.instant(staging.nowMicros()));
        return rows.row(scope, seq)
                .filter(row -> RowFormat.writtenAtMicros(row) < visibleFrom)
                .isPresent();
    }

    /** @param index of the row in its batch */
    static EngineException duplicateKey(Table table, int index) {
        return new EngineException(
                        ErrorCode.CONSTRAINT_VIOLATION,
                        "duplicate key: a row with this PRIMARY KEY exists in " + table.name())
                .with("row", index);
    }

    private void checkKeyIsAt(Table table, ScopeId scope, byte[] key, long seq) {
        if (!versions.isAt(scope, key, seq)) {
            throw replacedMeanwhile(table);
        }
    }

    private static EngineException replacedMeanwhile(Table table) {
        return new EngineException(
                ErrorCode.TRANSACTION_CONFLICT, "a row of " + table.name() + " was changed meanwhile; try again");
    }

    /**
     * Keeps an answer with what the change stores.
     *
     * @throws EngineException IDEMPOTENCY_CONFLICT when one is kept under the key already
     */
    void keep(IdempotencyKey key, int part, KeptAnswer answer) {
        byte[] stored = KeptAnswers.stored(key, part);
        ByteBuffer name = ByteBuffer.wrap(stored);
        if (keptNow.contains(name)
                || keptAnswers.find(stored, staging.nowMicros()).isPresent()) {
            throw KeptAnswer.conflict();
        }
        keptNow.add(name);
        staging.undo(() -> keptNow.remove(name));
        keptAnswers.put(stored, answer, batch);
    }
}
