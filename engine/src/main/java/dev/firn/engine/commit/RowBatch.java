package dev.firn.engine.commit;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.KeyFormat;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Row writes of one table that become durable and visible together. Values are checked and encoded in the caller's
 * thread; keys and old versions are re-checked by the committer.
 */
public final class RowBatch {
    /** What a row costs in memory beside its own bytes. */
    private static final int ROW_OVERHEAD_BYTES = 100;

    private final Table table;
    private final long writtenAtMicros;
    private final long horizon;
    private final OptionalInt keyOrdinal;
    private final List<Write> writes = new ArrayList<>();
    private long bytes;
    private long heldBytes;

    /**
     * One staged version.
     *
     * @param oldSeq the version that it replaces, 0 for an insert
     * @param oldKeyValue the replaced version's key, null for an insert or without PRIMARY KEY
     * @param oldKey the same, normalised
     * @param newKey the normalised key that lives on, null for a tombstone or without PRIMARY KEY
     */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    record Write(
            TableScope scope,
            long oldSeq,
            @Nullable Object oldKeyValue,
            byte @Nullable [] oldKey,
            byte @Nullable [] newKey,
            boolean tombstone,
            byte[] row) {}

    /**
     * A batch of inserts; one that replaces versions names the view on which it found them.
     *
     * @param table as the statement's ReadView shows it
     * @param writtenAtMicros the write time of every row, UTC microseconds
     */
    public RowBatch(Table table, long writtenAtMicros) {
        this(table, writtenAtMicros, 0);
    }

    /**
     * @param horizon of the view on which the replaced versions were found: what superseded them up to there it shows
     */
    public RowBatch(Table table, long writtenAtMicros, long horizon) {
        this.table = table;
        this.writtenAtMicros = writtenAtMicros;
        this.horizon = horizon;
        this.keyOrdinal = table.schema().keyOrdinal();
    }

    /** Adds a new row; NULL in a NOT NULL column or an over-long key is a CONSTRAINT_VIOLATION. */
    public void insert(TableScope scope, @Nullable Object[] values) {
        checkNotNull(values);
        byte @Nullable [] key = keyOrdinal.isPresent() ? key(values[keyOrdinal.getAsInt()]) : null;
        byte[] row = RowFormat.encode(table.schema(), 0, writtenAtMicros, values);
        add(new Write(scope, 0, null, null, key, false, row));
    }

    /** Replaces the version {@code oldSeq} (whose key value was {@code oldKey}; null without PRIMARY KEY). */
    public void update(TableScope scope, long oldSeq, @Nullable Object oldKey, @Nullable Object[] values) {
        checkNotNull(values);
        byte @Nullable [] key = keyOrdinal.isPresent() ? key(values[keyOrdinal.getAsInt()]) : null;
        byte[] row = RowFormat.encode(table.schema(), oldSeq, writtenAtMicros, values);
        add(new Write(scope, oldSeq, oldKey, key(oldKey), key, false, row));
    }

    /** Hides the version {@code oldSeq} behind a tombstone. */
    public void delete(TableScope scope, long oldSeq, @Nullable Object oldKey) {
        byte[] row = RowFormat.encodeTombstone(table.schema(), oldSeq, writtenAtMicros, oldKey);
        add(new Write(scope, oldSeq, oldKey, key(oldKey), null, true, row));
    }

    void add(Write write) {
        writes.add(write);
        bytes += write.row().length;
        heldBytes += ROW_OVERHEAD_BYTES + write.row().length + length(write.oldKey()) + length(write.newKey());
    }

    private static int length(byte @Nullable [] key) {
        return key == null ? 0 : key.length;
    }

    private byte @Nullable [] key(@Nullable Object value) {
        if (keyOrdinal.isEmpty() || value == null) {
            return null;
        }
        return KeyFormat.normalise(table.schema().columns().get(keyOrdinal.getAsInt()), value);
    }

    private void checkNotNull(@Nullable Object[] values) {
        Schema schema = table.schema();
        for (int i = 0; i < values.length; i++) {
            Column column = schema.columns().get(i);
            if (values[i] == null && column.notNull()) {
                String which = column.id() == schema.keyColumnId() ? "PRIMARY KEY column " : "NOT NULL column ";
                throw new EngineException(
                                ErrorCode.CONSTRAINT_VIOLATION,
                                which + column.name() + " of " + table.name() + " must not be NULL")
                        .with("row", writes.size());
            }
        }
    }

    public Table table() {
        return table;
    }

    /** The encoded rows in the order in which they were added, tombstones included. */
    public List<byte[]> rows() {
        return writes.stream().map(Write::row).toList();
    }

    long writtenAtMicros() {
        return writtenAtMicros;
    }

    long horizon() {
        return horizon;
    }

    List<Write> writes() {
        return writes;
    }

    /** Row writes so far. */
    public int size() {
        return writes.size();
    }

    /** Encoded bytes so far. */
    public long bytes() {
        return bytes;
    }

    /** Memory that the writes so far take, keys and a fixed cost for each row included. */
    public long heldBytes() {
        return heldBytes;
    }
}
