package dev.firn.engine.run;

import java.util.Optional;
import java.util.Set;

/**
 * Which runs to list, in which order, and from where on.
 *
 * @param after the last run of the page before, as {@link RunPage#next} gave it
 * @param limit at most so many, at least 1
 */
public record RunQuery(Filter filter, Sort sort, Direction direction, Optional<String> after, int limit) {
    /** By what runs are ordered: {@code CREATED} by their age; those that are equal in another, by their age too. */
    public enum Sort {
        CREATED,
        UPDATED,
        FINISHED,
        ROWS_WRITTEN;

        long value(Run run) {
            return switch (this) {
                case CREATED -> 0; // ids sort by age
                case UPDATED -> run.times().updatedAtMicros();
                case FINISHED -> run.times().finishedAtMicros();
                case ROWS_WRITTEN -> run.progress().rowsWritten();
            };
        }
    }

    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    /**
     * Conditions that all hold for a listed run.
     *
     * @param types empty for every type, and so on
     * @param fromMicros created at this time or later, UTC microseconds
     * @param untilMicros created before this time
     */
    public record Filter(
            Set<JobType> types,
            Set<Run.Status> statuses,
            Optional<String> namespace,
            Optional<String> table,
            long fromMicros,
            long untilMicros) {
        public static final Filter ALL =
                new Filter(Set.of(), Set.of(), Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE);

        public Filter {
            types = Set.copyOf(types);
            statuses = Set.copyOf(statuses);
        }

        boolean matches(Run run) {
            long created = run.times().createdAtMicros();
            return (types.isEmpty() || types.contains(run.type()))
                    && (statuses.isEmpty() || statuses.contains(run.status()))
                    && namespace.map(run.namespace()::equalsIgnoreCase).orElse(true)
                    && table.map(run.table()::equalsIgnoreCase).orElse(true)
                    && created >= fromMicros
                    && created < untilMicros;
        }
    }
}
