package dev.firn.engine.retention;

import dev.firn.engine.commit.HistoryCut;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.KeyFormat;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Finds the oldest hot versions of one scope to be forgotten, in chunks. */
final class HotEviction {
    static final int CHUNK_ROWS = 4_096;
    static final long CHUNK_BYTES = 1 << 20;
    private static final int FEW_ROWS = 64;

    private final ReadView view;
    private final Table table;
    private final ScopeView scope;
    private final Consumer<HistoryCut> onChunk;
    private long floor;
    private long flushedThrough;
    private Chunk chunk = new Chunk();

    /** Decides of the oldest version that is left whether it goes. */
    interface Test {
        boolean goes(long seq, byte[] row);
    }

    /** @param onChunk takes the chunks in order */
    HotEviction(ReadView view, Table table, ScopeView scope, Consumer<HistoryCut> onChunk) {
        this.view = view;
        this.table = table;
        this.scope = scope;
        this.onChunk = onChunk;
        this.floor = view.manifest().historyFloor(scope.id());
        this.flushedThrough = scope.flushedThrough();
    }

    /** Versions found so far. */
    private static final class Chunk {
        private final long[] seqs = new long[FEW_ROWS];
        private final List<byte[]> keys = new ArrayList<>();
        private boolean keysKnown = true;
        private long through;
        private long rows;
        private long tombstones;
        private long bytes;

        HistoryCut.HotVersions versions() {
            return new HistoryCut.HotVersions(
                    rows, tombstones, bytes, rows < FEW_ROWS ? Arrays.copyOf(seqs, (int) rows) : seqs, keys);
        }
    }

    /** Evicts from the oldest version to the first that does not go. */
    void evictWhile(Test test) {
        try (RowCursor cursor = view.hotRows(scope)) {
            while (cursor.next() && test.goes(cursor.seq(), cursor.value())) {
                add(cursor.seq(), cursor.value());
                if (chunk.rows == CHUNK_ROWS || chunk.bytes >= CHUNK_BYTES) {
                    endChunk();
                }
            }
        }
        if (chunk.rows > 0) {
            endChunk();
        }
    }

    private void add(long seq, byte[] value) {
        Row row = RowFormat.decode(table, seq, value);
        OptionalInt key = table.schema().keyOrdinal();
        if (key.isPresent()) {
            Object keyValue = row.value(key.getAsInt());
            if (keyValue != null) {
                chunk.keys.add(KeyFormat.normalise(table.schema().columns().get(key.getAsInt()), keyValue));
            }
            // Which key the version had before may stand only in a version that was flushed and is gone.
            chunk.keysKnown &= row.deleted() || row.previousSeq() == 0 || row.previousSeq() > scope.flushedThrough();
        }
        if (chunk.rows < FEW_ROWS) {
            chunk.seqs[(int) chunk.rows] = seq;
        }
        chunk.through = seq;
        chunk.rows++;
        chunk.tombstones += row.deleted() ? 1 : 0;
        chunk.bytes += value.length;
    }

    private void endChunk() {
        boolean keysToo = chunk.keysKnown || !table.kind().isFlushed();
        HistoryCut cut = new HistoryCut(
                scope.id(),
                floor,
                chunk.through,
                flushedThrough,
                view.horizon(),
                view.supersededSeqs(scope, floor, chunk.through),
                chunk.versions(),
                keysToo);
        onChunk.accept(cut);
        floor = chunk.through;
        flushedThrough = chunk.through;
        chunk = new Chunk();
    }
}
