package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/** Writes rows into the vectors of one chunk, the projected columns only. */
final class FedRows {
    /** Text that one chunk may carry before it is handed over with fewer rows. */
    private static final long MAX_TEXT_BYTES = 4 << 20;

    private final List<ColumnType> columns;
    private final int[] projected;
    private final DuckDBWritableVector[] vectors;
    private final byte[] @Nullable [] @Nullable [] texts;
    private final int capacity;
    private int rows;
    private long textBytes;

    @SuppressWarnings("NullAway") // vectors of text columns hold their texts, others none
    FedRows(List<ColumnType> columns, int[] projected, DuckDBDataChunkWriter chunk) {
        this.columns = columns;
        this.projected = projected;
        this.capacity = Math.toIntExact(chunk.capacity());
        this.vectors = new DuckDBWritableVector[projected.length];
        this.texts = new byte[projected.length][][];
        for (int i = 0; i < projected.length; i++) {
            vectors[i] = chunk.vector(i);
            if (FedColumn.isText(columns.get(projected[i]))) {
                texts[i] = new byte[capacity][];
            }
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
            ColumnType type = columns.get(projected[i]);
            Object value = values.value(projected[i]);
            byte @Nullable [] @Nullable [] column = texts[i];
            if (column == null) {
                FedColumn.write(vectors[i], rows, type, value);
            } else {
                byte @Nullable [] text = FedColumn.utf8(type, value);
                column[rows] = text;
                textBytes += text == null ? 0 : text.length;
            }
        }
        rows++;
    }

    /** Hands over the texts; returns the number of rows. */
    int finish() {
        for (int i = 0; i < projected.length; i++) {
            byte @Nullable [] @Nullable [] column = texts[i];
            if (column != null && rows > 0) {
                vectors[i].setStringUtf8Batch(0, rows == capacity ? column : Arrays.copyOf(column, rows));
            }
        }
        return rows;
    }
}
