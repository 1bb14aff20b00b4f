package dev.firn.web;

import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunQuery;
import dev.firn.engine.run.RunQuery.Direction;
import dev.firn.engine.run.RunQuery.Sort;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Reads the query parameters of {@code GET /v1/api/jobs}. */
final class JobQuery {
    private static final List<String> NAMES = List.of(
            "type",
            "status",
            "trigger",
            "id",
            "namespace",
            "table",
            "since",
            "until",
            "sort",
            "order",
            "limit",
            "cursor");

    private final QueryParameters parameters;

    private JobQuery(QueryParameters parameters) {
        this.parameters = parameters;
    }

    static RunQuery read(MultivaluedMap<String, String> given) {
        return new JobQuery(QueryParameters.read("list jobs", given, NAMES)).read();
    }

    private RunQuery read() {
        RunQuery.Filter filter = new RunQuery.Filter(
                parameters.words("type", JobType.values(), JobType::spelling),
                parameters.words("status", Run.Status.values(), QueryParameters::lowerCase),
                parameters.words("trigger", Run.Trigger.values(), QueryParameters::lowerCase),
                parameters.value("id"),
                parameters.value("namespace"),
                parameters.value("table"),
                micros("since").orElse(0L),
                micros("until").orElse(Long.MAX_VALUE));
        return new RunQuery(
                filter,
                parameters.word("sort", Sort.values(), JobQuery::spelling).orElse(Sort.CREATED),
                parameters.direction(Direction.DESCENDING),
                parameters.value("cursor"),
                parameters.limit());
    }

    private static String spelling(Sort sort) {
        return switch (sort) {
            case CREATED -> "created_at";
            case UPDATED -> "updated_at";
            case FINISHED -> "finished_at";
            case ROWS_WRITTEN -> "rows_written";
            case DURATION -> "duration";
        };
    }

    /** With an offset, or in UTC without one. */
    private Optional<Long> micros(String name) {
        return parameters.value(name).map(text -> {
            try {
                Instant instant = text.matches(".*(Z|[+-][0-9:]{2,6})")
                        ? OffsetDateTime.parse(text).toInstant()
                        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
                return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
            } catch (DateTimeException | ArithmeticException e) {
                throw parameters.refused(name + " must be a time as 2025-10-21T18:00:00");
            }
        });
    }
}
