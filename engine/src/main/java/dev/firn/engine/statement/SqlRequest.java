package dev.firn.engine.statement;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request of statements separated by {@code ;}.
 *
 * @param params values of {@code $1, $2 …}: String, Boolean, Long, BigDecimal, Double or null
 * @param namespace the namespace of unqualified table names
 * @param queryId names the request for cancelling
 */
public record SqlRequest(String sql, List<@Nullable Object> params, Optional<String> namespace, UUID queryId) {}
