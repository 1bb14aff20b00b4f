package dev.firn.engine.hot;

import dev.firn.engine.store.Keys;
import dev.firn.engine.store.StoreCursor;
import java.nio.ByteBuffer;

/** A forward walk over superseded versions of one scope in ascending {@code _seq}. */
public final class SupersededCursor implements AutoCloseable {
    private final StoreCursor cursor;

    SupersededCursor(StoreCursor cursor) {
        this.cursor = cursor;
    }

    /** Moves to the next version; false at the end. */
    public boolean next() {
        return cursor.next();
    }

    /** The {@code _seq} of the superseded version. */
    public long seq() {
        return Keys.seq(cursor.key());
    }

    /** The {@code _seq} of the version that superseded it. */
    public long successor() {
        return ByteBuffer.wrap(cursor.value()).getLong(1);
    }

    @Override
    public void close() {
        cursor.close();
    }
}
