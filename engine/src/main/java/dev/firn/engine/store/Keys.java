package dev.firn.engine.store;

import java.nio.ByteBuffer;

/** Big-endian keys of the store. */
public final class Keys {
    private Keys() {}

    /** table id (4) · scope id (8). */
    public static byte[] scope(int tableId, long scopeId) {
        return ByteBuffer.allocate(12).putInt(tableId).putLong(scopeId).array();
    }

    /** table id (4) · scope id (8) · {@code _seq} (8). */
    public static byte[] row(int tableId, long scopeId, long seq) {
        return ByteBuffer.allocate(20)
                .putInt(tableId)
                .putLong(scopeId)
                .putLong(seq)
                .array();
    }

    /** table id (4) · scope id (8) · normalised key. */
    public static byte[] key(int tableId, long scopeId, byte[] normalisedKey) {
        return ByteBuffer.allocate(12 + normalisedKey.length)
                .putInt(tableId)
                .putLong(scopeId)
                .put(normalisedKey)
                .array();
    }

    /** table id (4): before every key of the table in the row families. */
    public static byte[] table(int tableId) {
        return ByteBuffer.allocate(4).putInt(tableId).array();
    }

    /** The {@code _seq} at the end of a {@link #row} key. */
    public static long seq(byte[] rowKey) {
        return ByteBuffer.wrap(rowKey).getLong(12);
    }
}
