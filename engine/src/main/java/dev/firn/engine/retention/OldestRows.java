package dev.firn.engine.retention;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds up to which {@code _seq} the versions of a table must go, all scopes together, to free a number of bytes. */
final class OldestRows {
    /** Neighbours of a scope are counted together: it saves memory, and takes few rows more than needed. */
    private static final int BLOCK_ROWS = 16;

    private OldestRows() {}

    private record Block(long lastSeq, long bytes) {}

    static long through(ReadView view, Table table, long bytesToFree) {
        List<Block> blocks = new ArrayList<>();
        for (ScopeView scope : view.scopes(table.id())) {
            addBlocks(view, scope, blocks);
        }
        blocks.sort(Comparator.comparingLong(Block::lastSeq));
        long through = 0;
        long freed = 0;
        for (Block block : blocks) {
            if (freed >= bytesToFree) {
                break;
            }
            freed += block.bytes();
            through = block.lastSeq();
        }
        return through;
    }

    private static void addBlocks(ReadView view, ScopeView scope, List<Block> blocks) {
        long lastSeq = 0;
        long bytes = 0;
        int rows = 0;
        try (RowCursor cursor = view.hotRows(scope)) {
            while (cursor.next()) {
                lastSeq = cursor.seq();
                bytes += cursor.value().length;
                rows++;
                if (rows == BLOCK_ROWS) {
                    blocks.add(new Block(lastSeq, bytes));
                    bytes = 0;
                    rows = 0;
                }
            }
        }
        if (rows > 0) {
            blocks.add(new Block(lastSeq, bytes));
        }
    }
}
