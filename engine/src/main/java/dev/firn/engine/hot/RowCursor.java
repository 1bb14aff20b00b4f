package dev.firn.engine.hot;

/** A forward walk over the row versions of one scope in ascending {@code _seq}, tombstones included. */
public interface RowCursor extends AutoCloseable {
    /** Moves to the next version; false at the end. */
    boolean next();

    /** The {@code _seq} of the current version. */
    long seq();

    /** The encoded current version (see {@link dev.firn.engine.table.RowFormat}), valid until the next call of {@link #next()}. */
    byte[] value();

    @Override
    void close();
}
