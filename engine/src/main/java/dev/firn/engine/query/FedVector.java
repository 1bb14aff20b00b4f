package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import java.util.Arrays;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/** One column of a chunk that is being written. */
sealed interface FedVector {
    /** Writes a row's value; returns the bytes of text that it adds to the chunk. */
    int write(int row, @Nullable Object value);

    /** Hands over what was kept back. */
    void finish(int rows);

    static FedVector of(DuckDBWritableVector vector, ColumnType type, int capacity) {
        return FedColumn.isText(type) ? new Texts(vector, type, capacity) : new Values(vector, type);
    }

    /** Values of a fixed width, written one by one. */
    record Values(DuckDBWritableVector vector, ColumnType type) implements FedVector {
        @Override
        public int write(int row, @Nullable Object value) {
            FedColumn.write(vector, row, type, value);
            return 0;
        }

        @Override
        public void finish(int rows) {}
    }

    /** Texts, written with one native call for all. */
    final class Texts implements FedVector {
        private final DuckDBWritableVector vector;
        private final ColumnType type;
        private final byte[][] utf8;

        private Texts(DuckDBWritableVector vector, ColumnType type, int capacity) {
            this.vector = vector;
            this.type = type;
            this.utf8 = new byte[capacity][];
        }

        @Override
        public int write(int row, @Nullable Object value) {
            if (value == null) {
                return 0;
            }
            utf8[row] = FedColumn.utf8(type, value);
            return utf8[row].length;
        }

        @Override
        public void finish(int rows) {
            vector.setStringUtf8Batch(0, rows == utf8.length ? utf8 : Arrays.copyOf(utf8, rows));
        }
    }
}
