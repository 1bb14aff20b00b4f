package dev.firn.engine.store;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Changes of the store that become durable together. Changes since {@link #mark()} can be taken back. */
public final class StoreBatch implements AutoCloseable {
    private final Store store;
    private final WriteBatch batch = new WriteBatch();

    StoreBatch(Store store) {
        this.store = store;
    }

    WriteBatch nativeBatch() {
        return batch;
    }

    public void put(Family family, byte[] key, byte[] value) {
        try {
            batch.put(store.handle(family), key, value);
        } catch (RocksDBException e) {
            throw StoreErrors.of("stage a write", e);
        }
    }

    public void delete(Family family, byte[] key) {
        try {
            batch.delete(store.handle(family), key);
        } catch (RocksDBException e) {
            throw StoreErrors.of("stage a write", e);
        }
    }

    /** Deletes the keys from {@code from} (inclusive) to {@code to} (exclusive). */
    public void deleteRange(Family family, byte[] from, byte[] to) {
        try {
            batch.deleteRange(store.handle(family), from, to);
        } catch (RocksDBException e) {
            throw StoreErrors.of("stage a write", e);
        }
    }

    /** Encoded bytes so far. */
    public long bytes() {
        return batch.getDataSize();
    }

    public boolean isEmpty() {
        return batch.count() == 0;
    }

    /** Begins a part that {@link #takeBack()} undoes or {@link #keep()} keeps. */
    public void mark() {
        batch.setSavePoint();
    }

    public void takeBack() {
        try {
            batch.rollbackToSavePoint();
        } catch (RocksDBException e) {
            throw StoreErrors.of("take back a write", e);
        }
    }

    public void keep() {
        try {
            batch.popSavePoint();
        } catch (RocksDBException e) {
            throw StoreErrors.of("stage a write", e);
        }
    }

    @Override
    public void close() {
        batch.close();
    }
}
