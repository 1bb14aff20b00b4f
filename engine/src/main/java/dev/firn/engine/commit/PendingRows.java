package dev.firn.engine.commit;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has written to one table and not committed, as its net effect on one view: a row that it inserted
 * and updated is one new row, one that it inserted and deleted is none. Its own rows have provisional {@code _seq}s,
 * higher than any stored one, in the order of their writing.
 */
public final class PendingRows {
    private static final long FIRST_PROVISIONAL_SEQ = 1L << 62;

    private final Table table;
    private final ReadView view;
    private final Map<TableScope, PendingScope> scopes = new LinkedHashMap<>();
    private long nextSeq = FIRST_PROVISIONAL_SEQ;
    private long firstWrittenAtMicros = Long.MAX_VALUE;
    private long heldBytes;

    /** Net writes: the {@code oldSeq} of each is a stored version's, or 0. */
    private static final class PendingScope {
        /** Own rows by provisional {@code _seq}, in the order of their writing. */
        final Map<Long, RowBatch.Write> rows = new LinkedHashMap<>();
        /** Stored versions that are replaced or deleted; the tombstone of those that are deleted. */
        final Map<Long, Optional<RowBatch.Write>> replaced = new LinkedHashMap<>();
        /** Who holds a key of which the transaction has changed the holder: a provisional {@code _seq}, or 0. */
        final Map<ByteBuffer, Long> keys = new HashMap<>();

        final Optional<ScopeView> stored;

        PendingScope(Optional<ScopeView> stored) {
            this.stored = stored;
        }
    }

    /**
     * @param table as the view shows it
     * @param view what the transaction reads; it stays open as long as rows are added
     */
    public PendingRows(Table table, ReadView view) {
        this.table = table;
        this.view = view;
    }

    /**
     * Adds what a statement wrote.
     *
     * @throws EngineException CONSTRAINT_VIOLATION for a key that a stored or an own row holds; the transaction is then
     *     to be given up
     */
    public void add(RowBatch batch) {
        firstWrittenAtMicros = Math.min(firstWrittenAtMicros, batch.writtenAtMicros());
        heldBytes += batch.heldBytes();
        for (RowBatch.Write write : batch.writes()) {
            // Keys that a statement gives up are free for its own rows, in whichever order they come.
            if (write.oldKey() != null && !Arrays.equals(write.oldKey(), write.newKey())) {
                scope(write.scope()).keys.put(ByteBuffer.wrap(write.oldKey()), 0L);
            }
        }
        int index = 0;
        for (RowBatch.Write write : batch.writes()) {
            add(scope(write.scope()), write, index++);
        }
    }

    private PendingScope scope(TableScope scope) {
        return scopes.computeIfAbsent(scope, key -> new PendingScope(view.scope(table.id(), key)));
    }

    private void add(PendingScope scope, RowBatch.Write write, int index) {
        byte[] newKey = write.newKey();
        boolean keepsKey = write.oldSeq() != 0 && Arrays.equals(newKey, write.oldKey());
        if (newKey != null && !keepsKey) {
            requireFree(scope, newKey, index);
        }
        RowBatch.Write net = write.oldSeq() >= FIRST_PROVISIONAL_SEQ
                ? onStoredVersion(scope.rows.remove(write.oldSeq()), write)
                : write;
        if (net.oldSeq() != 0) {
            scope.replaced.put(net.oldSeq(), net.tombstone() ? Optional.of(net) : Optional.empty());
        }
        if (!net.tombstone()) {
            long seq = nextSeq++;
            scope.rows.put(seq, net);
            if (newKey != null) {
                scope.keys.put(ByteBuffer.wrap(newKey), seq);
            }
        }
    }

    private void requireFree(PendingScope scope, byte[] key, int index) {
        Long changed = scope.keys.get(ByteBuffer.wrap(key));
        long holder = changed != null
                ? changed
                : scope.stored.map(stored -> view.seqOfKey(stored, key)).orElse(0L);
        if (holder != 0) {
            throw StagedRows.duplicateKey(table, index);
        }
    }

    /** The write that replaces an own row, as one that replaces the stored version behind that row, if there is one. */
    private RowBatch.Write onStoredVersion(RowBatch.@Nullable Write own, RowBatch.Write write) {
        if (own == null) {
            throw new IllegalStateException("a statement of the transaction has replaced the row already");
        }
        byte[] row = write.tombstone()
                ? RowFormat.encodeTombstone(
                        table.schema(), own.oldSeq(), RowFormat.writtenAtMicros(write.row()), own.oldKeyValue())
                : RowFormat.withPreviousSeq(write.row(), own.oldSeq());
        return new RowBatch.Write(
                write.scope(), own.oldSeq(), own.oldKeyValue(), own.oldKey(), write.newKey(), write.tombstone(), row);
    }

    /** Hands over the own rows of a scope with their provisional {@code _seq}s, in the order of their writing. */
    public void forEachRow(TableScope scope, ObjLongConsumer<byte[]> each) {
        PendingScope pending = scopes.get(scope);
        if (pending != null) {
            pending.rows.forEach((seq, write) -> each.accept(write.row(), seq));
        }
    }

    /** Hands over the {@code _seq}s of stored versions of a scope that the transaction has replaced or deleted. */
    public void forEachReplaced(TableScope scope, LongConsumer each) {
        PendingScope pending = scopes.get(scope);
        if (pending != null) {
            pending.replaced.keySet().forEach(each::accept);
        }
    }

    /** Memory that everything added so far may take, also what was replaced since. */
    public long heldBytes() {
        return heldBytes;
    }

    /** What there is to commit; may be empty. */
    public RowBatch net() {
        RowBatch net = new RowBatch(table, firstWrittenAtMicros, view.horizon());
        for (PendingScope scope : scopes.values()) {
            scope.replaced.values().forEach(tombstone -> tombstone.ifPresent(net::add));
            scope.rows.values().forEach(net::add);
        }
        return net;
    }
}
