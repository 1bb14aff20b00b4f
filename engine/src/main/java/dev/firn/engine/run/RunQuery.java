package dev.firn.engine.run;

import java.util.Locale;
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
        ROWS_WRITTEN,
        /** From the begin of the first attempt to the end of the last; 0 while it is not over. */
        DURATION;

        long value(Run run) {
            return switch (this) {
                case CREATED -> 0; // ids sort by age
                case UPDATED -> run.times().updatedAtMicros();
                case FINISHED -> run.times().finishedAtMicros();
                case ROWS_WRITTEN -> run.progress().rowsWritten();
                case DURATION -> duration(run.times());
            };
        }
    }

    private static long duration(Run.Times times) {
        boolean unknown = times.startedAtMicros() == 0 || times.finishedAtMicros() == 0;
        return unknown ? 0 : times.finishedAtMicros() - times.startedAtMicros();
    }

    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    /**
     * Conditions that all hold for a listed run.
     *
     * @param types empty for every type, and so on
     * @param idBeginning what their ids begin with, in any case
     * @param fromMicros created at this time or later, UTC microseconds
     * @param untilMicros created before this time
     */
    public record Filter(
            Set<JobType> types,
            Set<Run.Status> statuses,
            Set<Run.Trigger> triggers,
            Optional<String> idBeginning,
            Optional<String> namespace,
            Optional<String> table,
            long fromMicros,
            long untilMicros) {
        public static final Filter ALL =
                new Filter(Set.of(), Set.of(), Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE);

        public Filter {
            types = Set.copyOf(types);
            statuses = Set.copyOf(statuses);
            triggers = Set.copyOf(triggers);
        }

        /** Runs with any trigger and id. */
        public Filter(
                Set<JobType> types,
                Set<Run.Status> statuses,
                Optional<String> namespace,
                Optional<String> table,
                long fromMicros,
                long untilMicros) {
            this(types, statuses, Set.of(), Optional.empty(), namespace, table, fromMicros, untilMicros);
        }

        boolean matches(Run run) {
            long created = run.times().createdAtMicros();
            return (types.isEmpty() || types.contains(run.type()))
                    && (statuses.isEmpty() || statuses.contains(run.status()))
                    && (triggers.isEmpty() || triggers.contains(run.trigger()))
                    && idBeginning
                            .map(beginning -> run.id().startsWith(beginning.toUpperCase(Locale.ROOT)))
                            .orElse(true)
                    && namespace.map(run.namespace()::equalsIgnoreCase).orElse(true)
                    && table.map(run.table()::equalsIgnoreCase).orElse(true)
                    && created >= fromMicros
                    && created < untilMicros;
        }
    }
}
