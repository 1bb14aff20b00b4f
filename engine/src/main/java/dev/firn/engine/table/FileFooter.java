package dev.firn.engine.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the footer of a Parquet data file says: its columns, and some of its row groups.
 *
 * @param createdBy the library that wrote it, in its own words
 * @param rows row versions
 * @param rowGroupCount all of them
 * @param rowGroups those that were asked for
 * @param next the first that was not, when more follow
 */
public record FileFooter(
        Optional<String> createdBy,
        int formatVersion,
        long rows,
        List<Column> columns,
        int rowGroupCount,
        List<RowGroup> rowGroups,
        OptionalInt next) {
    public FileFooter {
        columns = List.copyOf(columns);
        rowGroups = List.copyOf(rowGroups);
    }

    /**
     * Which row groups to read.
     *
     * @param from the first, from 0
     * @param limit at most so many, at least 1
     * @param values whether to tell values of rows
     */
    public record Part(int from, int limit, Values values) {}

    /** Whether what tells of the values of rows is for the reader. */
    public enum Values {
        SHOWN,
        HIDDEN
    }

    /**
     * A column.
     *
     * @param fieldId the column's id in its table
     * @param logicalType Parquet's name of what the physical type means
     * @param system true for a column that is the engine's own
     */
    public record Column(
            String name, OptionalInt fieldId, String physicalType, Optional<String> logicalType, boolean system) {}

    /** @param bytes uncompressed */
    public record RowGroup(int index, long rows, long bytes, long compressedBytes, List<Chunk> chunks) {
        public RowGroup {
            chunks = List.copyOf(chunks);
        }
    }

    /**
     * The part of a column in a row group.
     *
     * @param values rows, with those of NULL
     * @param bytes uncompressed
     * @param nulls empty when unknown or hidden, like the bounds
     * @param min no value is below it, as text; a long one is cut and ends with …
     * @param max no value is above it
     * @param pageIndex true when it has the statistics and places of its pages
     */
    public record Chunk(
            String name,
            long values,
            long bytes,
            long compressedBytes,
            String compression,
            List<String> encodings,
            OptionalLong nulls,
            Optional<String> min,
            Optional<String> max,
            boolean bloomFilter,
            boolean pageIndex) {
        public Chunk {
            encodings = List.copyOf(encodings);
        }
    }
}
