package dev.firn.engine.compaction;

import dev.firn.engine.cold.DataFile;
import java.util.List;

/**
 * Data files of one table that are to be written anew as fewer ones, or as smaller ones.
 *
 * @param inputs at least one
 */
record Merge(List<DataFile> inputs) {
    Merge {
        inputs = List.copyOf(inputs);
    }

    long rows() {
        return inputs.stream().mapToLong(DataFile::rows).sum();
    }

    long bytes() {
        return inputs.stream().mapToLong(DataFile::bytes).sum();
    }
}
