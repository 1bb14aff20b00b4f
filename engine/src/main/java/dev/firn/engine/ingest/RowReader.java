package dev.firn.engine.ingest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one import, one after the other. A failure is an EngineException without the place: that is {@link
 * #place()}, in the {@link #unit()} in which the format counts.
 */
sealed interface RowReader extends AutoCloseable permits NdjsonRows, CsvRows, ParquetRows {
    /** Moves to the next row; false at the end of the input. */
    boolean advance();

    /** The row's values in the order of the schema's columns, NULL for those that it does not name. */
    @Nullable
    Object[] values();

    /** True when the row names the column at an ordinal. */
    boolean names(int ordinal);

    /** The owner field's value in the row, empty for NULL. */
    Optional<String> owner();

    /** Where the row begins, or what could not be read as one; from 1. */
    long place();

    /** What {@link #place()} counts: {@code line} or {@code row}. */
    String unit();

    /** About the input's bytes up to the end of the row; the same whenever the same input is read, as batches end by it. */
    long bytesRead();

    @Override
    void close();
}
