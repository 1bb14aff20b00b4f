package dev.firn.web;

import dev.firn.engine.monitor.Paging;
import dev.firn.engine.run.RunQuery.Direction;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The query parameters of a list; one that is unknown, repeated or does not fit is refused with INVALID_PARAMETER. */
final class QueryParameters {
    private static final int LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 100;

    private final String what;
    private final MultivaluedMap<String, String> given;

    private QueryParameters(String what, MultivaluedMap<String, String> given) {
        this.what = what;
        this.given = given;
    }

    /**
     * @param what is to be done, for the message of a refusal
     * @param names of all parameters that there are
     */
    static QueryParameters read(String what, MultivaluedMap<String, String> given, List<String> names) {
        QueryParameters parameters = new QueryParameters(what, given);
        given.forEach((name, values) -> {
            if (!names.contains(name)) {
                throw parameters.refused("its parameters are " + String.join(", ", names));
            }
            if (values.size() > 1) {
                throw parameters.refused(name + " is given twice");
            }
        });
        return parameters;
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(given.getFirst(name));
    }

    /** One or several words with commas between them. */
    <T> Set<T> words(String name, T[] known, Function<T, String> spelling) {
        return value(name).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(word -> Arrays.stream(known)
                        .filter(candidate -> spelling.apply(candidate).equals(word))
                        .findFirst()
                        .orElseThrow(() -> refused(name + " must be of " + spelled(known, spelling))))
                .collect(Collectors.toSet());
    }

    <T> Optional<T> word(String name, T[] known, Function<T, String> spelling) {
        return value(name)
                .map(word -> Arrays.stream(known)
                        .filter(candidate -> spelling.apply(candidate).equals(word))
                        .findFirst()
                        .orElseThrow(() -> refused(name + " must be one of " + spelled(known, spelling))));
    }

    private static <T> String spelled(T[] known, Function<T, String> spelling) {
        return Arrays.stream(known).map(spelling).collect(Collectors.joining(", "));
    }

    int number(String name, int byDefault, int least, int most) {
        String text = value(name).orElse(Integer.toString(byDefault));
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw refused(name + " must be a number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    int limit() {
        return number("limit", DEFAULT_LIMIT, 1, LIMIT);
    }

    Direction direction(Direction byDefault) {
        return word("order", Direction.values(), direction -> direction == Direction.ASCENDING ? "asc" : "desc")
                .orElse(byDefault);
    }

    /** By {@code sort}, {@code order}, {@code cursor} and {@code limit}; the first sort is the default. */
    <S extends Enum<S>> Paging<S> paging(S[] sorts, Function<S, Direction> byDefault) {
        S sort = word("sort", sorts, QueryParameters::lowerCase).orElse(sorts[0]);
        return new Paging<>(sort, direction(byDefault.apply(sort)), value("cursor"), limit());
    }

    static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    EngineException refused(String why) {
        return new EngineException(ErrorCode.INVALID_PARAMETER, "Cannot " + what + ": " + why);
    }
}
