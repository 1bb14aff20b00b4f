package dev.firn.engine.store;

import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** The store as it was at one moment. */
public final class StoreSnapshot implements AutoCloseable {
    private final Store store;
    private final Snapshot snapshot;
    private final ReadOptions options;

    StoreSnapshot(Store store, Snapshot snapshot) {
        this.store = store;
        this.snapshot = snapshot;
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    public Optional<byte[]> get(Family family, byte[] key) {
        try {
            return Optional.ofNullable(store.database().get(store.handle(family), options, key));
        } catch (RocksDBException e) {
            throw StoreErrors.of("read the store", family, e);
        }
    }

    /** A walk over the keys from {@code from} (inclusive) to {@code to} (exclusive), in ascending order. */
    public StoreCursor scan(Family family, byte[] from, byte[] to) {
        return new StoreCursor(store, family, snapshot, from, to);
    }

    @Override
    public void close() {
        options.close();
        store.database().releaseSnapshot(snapshot);
        snapshot.close();
    }
}
