package dev.firn.engine.monitor;

import java.util.Optional;
import java.util.Set;

/**
 * Which data files of a table to list.
 *
 * @param states empty for every state
 * @param runId of files that this run wrote
 */
public record FileQuery(
        Set<FileState.Check> states, Optional<FileState.Kind> kind, Optional<String> runId, Paging<Sort> paging) {
    public FileQuery {
        states = Set.copyOf(states);
    }

    /** By what files are sorted: {@code FILE_ID} by their age, {@code WRITTEN_AT} by that of their newest row. */
    public enum Sort {
        FILE_ID,
        ROWS,
        BYTES,
        WRITTEN_AT
    }

    boolean matches(FileState file) {
        return (states.isEmpty() || states.contains(file.check()))
                && kind.map(file.kind()::equals).orElse(true)
                && runId.map(file.runId()::equals).orElse(true);
    }
}
