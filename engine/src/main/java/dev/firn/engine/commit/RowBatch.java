package dev.firn.engine.commit;

import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import org.jspecify.annotations.Nullable;

/**
 * Row writes of one table that become durable and visible together. Values are checked and encoded in the caller's
 * thread; keys and old versions are re-checked by the committer.
 */
public final class RowBatch {
    public RowBatch(Table table, long writtenAtMicros) {}

    /** Adds a new row; NULL in a NOT NULL column or an over-long key is a CONSTRAINT_VIOLATION. */
    public void insert(TableScope scope, @Nullable Object[] values) {
        throw new UnsupportedOperationException();
    }

    /** Replaces the version {@code oldSeq} (whose key value was {@code oldKey}; null without PRIMARY KEY). */
    public void update(TableScope scope, long oldSeq, @Nullable Object oldKey, @Nullable Object[] values) {
        throw new UnsupportedOperationException();
    }

    /** Hides the version {@code oldSeq} behind a tombstone. */
    public void delete(TableScope scope, long oldSeq, @Nullable Object oldKey) {
        throw new UnsupportedOperationException();
    }

    /** Row writes so far. */
    public int size() {
        throw new UnsupportedOperationException();
    }

    /** Encoded bytes so far. */
    public long bytes() {
        throw new UnsupportedOperationException();
    }
}
