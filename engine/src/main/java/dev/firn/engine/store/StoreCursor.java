package dev.firn.engine.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/** A walk over a range of keys. It starts before the first one. */
public final class StoreCursor implements AutoCloseable {
    private final Slice lower;
    private final Slice upper;
    private final ReadOptions options;
    private final RocksIterator iterator;
    private final Family family;
    private boolean started;
    private boolean ended;
    private boolean descending;

    StoreCursor(Store store, Family family, @Nullable Snapshot snapshot, byte[] from, byte[] to) {
        this.family = family;
        this.lower = new Slice(from);
        this.upper = new Slice(to);
        this.options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
        if (snapshot != null) {
            options.setSnapshot(snapshot);
        }
        if (family == Family.HOT && crossesScopes(from, to)) {
            options.setTotalOrderSeek(true);
        }
        this.iterator = store.database().newIterator(store.handle(family), options);
    }

    private static boolean crossesScopes(byte[] from, byte[] to) {
        int prefix = Family.HOT_PREFIX_BYTES;
        return from.length < prefix || to.length < prefix || !Arrays.equals(from, 0, prefix, to, 0, prefix);
    }

    /** Walks from the last key to the first. */
    public StoreCursor descending() {
        descending = true;
        return this;
    }

    /** Moves to the next key; false at the end, and from then on. */
    public boolean next() {
        if (ended) {
            // Moving an iterator that is past its end would end the JVM.
            return false;
        }
        if (!started) {
            started = true;
            if (descending) {
                iterator.seekToLast();
            } else {
                iterator.seekToFirst();
            }
        } else if (descending) {
            iterator.prev();
        } else {
            iterator.next();
        }
        return valid();
    }

    private boolean valid() {
        if (iterator.isValid()) {
            return true;
        }
        ended = true;
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw StoreErrors.of("read the store", family, e);
        }
        return false;
    }

    /** True when the range holds a key; the walk is over then. */
    boolean anyAndClose() {
        try (this) {
            return next();
        }
    }

    public byte[] key() {
        return iterator.key();
    }

    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        lower.close();
        upper.close();
    }
}
