package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import java.util.List;

/** Rows that the engine feeds into a query. DuckDB may scan them several times, also at once. */
interface RowSource {
    /** The types of its columns. */
    List<ColumnType> columns();

    /** About how many rows a scan gives. */
    long cardinality();

    /**
     * Begins a scan.
     *
     * @param projected indexes of the columns to write, in the order of the chunk's vectors
     */
    RowFeed open(int[] projected);
}
