package dev.firn.web;

import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.run.RunQuery;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the query parameters of {@code GET /v1/api/jobs}; one that is unknown, repeated or does not fit is refused. */
final class JobQuery {
    private static final List<String> NAMES =
            List.of("type", "status", "namespace", "table", "since", "until", "sort", "order", "limit", "cursor");
    private static final int LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;
    /** The API's words for what runs are sorted by. */
    private static final List<String> SORTS = List.of("created_at", "updated_at", "finished_at", "rows_written");

    private final MultivaluedMap<String, String> given;

    private JobQuery(MultivaluedMap<String, String> given) {
        this.given = given;
    }

    static RunQuery read(MultivaluedMap<String, String> given) {
        given.forEach((name, values) -> {
            if (!NAMES.contains(name)) {
                throw refused("its parameters are " + String.join(", ", NAMES));
            }
            if (values.size() > 1) {
                throw refused(name + " is given twice");
            }
        });
        return new JobQuery(given).read();
    }

    private RunQuery read() {
        RunQuery.Filter filter = new RunQuery.Filter(
                words("type", JobType.values(), JobType::spelling),
                words("status", Run.Status.values(), status -> status.name().toLowerCase(Locale.ROOT)),
                value("namespace"),
                value("table"),
                value("since").map(text -> micros("since", text)).orElse(0L),
                value("until").map(text -> micros("until", text)).orElse(Long.MAX_VALUE));
        return new RunQuery(filter, sort(), direction(), value("cursor"), limit());
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(given.getFirst(name));
    }

    /** One or several words with commas between them. */
    private <T> Set<T> words(String name, T[] known, Function<T, String> spelling) {
        return value(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(word -> Arrays.stream(known)
                        .filter(candidate -> spelling.apply(candidate).equals(word))
                        .findFirst()
                        .orElseThrow(() -> refused(name + " must be of "
                                + Arrays.stream(known).map(spelling).collect(Collectors.joining(", ")))))
                .collect(Collectors.toSet());
    }

    private RunQuery.Sort sort() {
        String word = value("sort").orElse(SORTS.get(0));
        return switch (word) {
            case "created_at" -> RunQuery.Sort.CREATED;
            case "updated_at" -> RunQuery.Sort.UPDATED;
            case "finished_at" -> RunQuery.Sort.FINISHED;
            case "rows_written" -> RunQuery.Sort.ROWS_WRITTEN;
            default -> throw refused("sort must be one of " + String.join(", ", SORTS));
        };
    }

    private RunQuery.Direction direction() {
        String word = value("order").orElse("desc");
        return switch (word) {
            case "asc" -> RunQuery.Direction.ASCENDING;
            case "desc" -> RunQuery.Direction.DESCENDING;
            default -> throw refused("order must be asc or desc");
        };
    }

    private int limit() {
        String text = value("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LIMIT) {
            throw refused("limit must be a number from 1 to " + LIMIT);
        }
        return Integer.parseInt(text);
    }

    /** With an offset, or in UTC without one. */
    private static long micros(String name, String text) {
        try {
            Instant instant = text.matches(".*(Z|[+-][0-9:]{2,6})")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        } catch (DateTimeException | ArithmeticException e) {
            throw refused(name + " must be a time as 2025-10-21T18:00:00");
        }
    }

    private static EngineException refused(String why) {
        return new EngineException(ErrorCode.INVALID_PARAMETER, "Cannot list jobs: " + why);
    }
}
