package dev.firn.engine.hot;

import dev.firn.engine.store.Keys;
import dev.firn.engine.store.StoreCursor;

/** A forward walk over the row versions of one scope in ascending {@code _seq}, tombstones included. */
public final class RowCursor implements AutoCloseable {
    private final StoreCursor cursor;

    RowCursor(StoreCursor cursor) {
        this.cursor = cursor;
    }

    /** Moves to the next version; false at the end. */
    public boolean next() {
        return cursor.next();
    }

    /** The {@code _seq} of the current version. */
    public long seq() {
        return Keys.seq(cursor.key());
    }

    /** The encoded current version (see {@link dev.firn.engine.table.RowFormat}). */
    public byte[] value() {
        return cursor.value();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
