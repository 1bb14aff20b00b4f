package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import java.util.List;
import org.duckdb.DuckDBDataChunkWriter;
import org.jspecify.annotations.Nullable;

/** Writes rows into the vectors of one chunk, the projected columns only. */
final class FedRows {
    /** Text that one chunk may carry before it is handed over with fewer rows. */
    private static final long MAX_TEXT_BYTES = 4 << 20;

    private final int[] projected;
    private final FedVector[] vectors;
    private final int capacity;
    private int rows;
    private long textBytes;

    FedRows(List<ColumnType> columns, int[] projected, DuckDBDataChunkWriter chunk) {
        this.projected = projected;
        this.capacity = Math.toIntExact(chunk.capacity());
        this.vectors = new FedVector[projected.length];
        for (int i = 0; i < projected.length; i++) {
            vectors[i] = FedVector.of(chunk.vector(i), columns.get(projected[i]), capacity);
        }
    }

    boolean isFull() {
        return rows == capacity || textBytes > MAX_TEXT_BYTES;
    }

    /** One row's values by column index. */
    interface Values {
        @Nullable
        Object value(int column);
    }

    void add(Values values) {
        for (int i = 0; i < projected.length; i++) {
            textBytes += vectors[i].write(rows, values.value(projected[i]));
        }
        rows++;
    }

    /** Hands over the rows; returns their number. */
    int finish() {
        if (rows > 0) {
            for (FedVector vector : vectors) {
                vector.finish(rows);
            }
        }
        return rows;
    }
}
