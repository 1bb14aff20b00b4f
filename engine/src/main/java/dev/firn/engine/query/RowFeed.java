package dev.firn.engine.query;

import org.duckdb.DuckDBDataChunkWriter;

/** One scan of a {@link RowSource}; used by one thread at a time, not always the same. */
interface RowFeed extends AutoCloseable {
    /** Writes the next rows; returns how many, 0 at the end. */
    int fill(DuckDBDataChunkWriter chunk);

    @Override
    void close();
}
