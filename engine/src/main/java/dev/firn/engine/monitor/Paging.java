package dev.firn.engine.monitor;

import dev.firn.engine.run.RunQuery.Direction;
import java.util.Optional;

/**
 * Which part of a list to show.
 *
 * @param sort what it is sorted by; what is equal in that, by name or id
 * @param after where the page before ended, as {@link Page#next} said
 * @param limit at most so many, at least 1
 */
public record Paging<S extends Enum<S>>(S sort, Direction direction, Optional<String> after, int limit) {}
