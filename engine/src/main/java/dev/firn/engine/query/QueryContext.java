package dev.firn.engine.query;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf and with what values a statement runs.
 *
 * @param userId what CURRENT_USER shows
 * @param params values of {@code $1, $2 …}: String, Boolean, Integer, Long, BigDecimal, Double or null
 * @param queryId names the run for {@link Queries#cancel}
 */
public record QueryContext(String userId, List<@Nullable Object> params, UUID queryId) {
    public QueryContext {
        params = Collections.unmodifiableList(new ArrayList<>(params));
    }

    /** The value that stands behind a parameter. */
    @Nullable
    Object value(BoundValue bound) {
        if (bound instanceof BoundValue.Parameter parameter) {
            if (parameter.number() > params.size()) {
                throw new EngineException(
                        ErrorCode.INVALID_PARAMETER,
                        "Cannot run this query: parameter $" + parameter.number() + " has no value (" + params.size()
                                + " given)");
            }
            Object value = params.get(parameter.number() - 1);
            return value instanceof BigDecimal number ? BoundValue.ofNumber(number) : value;
        }
        return bound instanceof BoundValue.Time time ? time.text() : userId;
    }
}
