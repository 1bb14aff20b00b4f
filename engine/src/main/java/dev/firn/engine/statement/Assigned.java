package dev.firn.engine.statement;

import dev.firn.engine.commit.Defaults;
import dev.firn.engine.sql.Value;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a literal or parameter into the value of a column, empty for NULL. An expression is computed first.
 *
 * @param params values of {@code $1, $2 …}
 * @param defaults of the statement
 */
record Assigned(Column column, List<@Nullable Object> params, Defaults defaults)
        implements Value.Cases<Optional<Object>> {
    /** The column's value, or TYPE_MISMATCH at the position of what was written. */
    static @Nullable Object value(Column column, List<@Nullable Object> params, Defaults defaults, Value written) {
        try {
            return written.accept(new Assigned(column, params, defaults)).orElse(null);
        } catch (EngineException e) {
            throw e.at(written.position());
        }
    }

    /** The column's value for a computed one. */
    static @Nullable Object computed(Column column, ConstantExpressions.Computed computed, int position) {
        Object value = computed.value();
        if (value == null) {
            return null;
        }
        try {
            return ColumnValues.fromTyped(column, computed.type(), value);
        } catch (EngineException e) {
            throw e.at(position);
        }
    }

    @Override
    public Optional<Object> ofText(Value.Text value) {
        return Optional.of(ColumnValues.fromText(column, value.text()));
    }

    @Override
    public Optional<Object> ofNumber(Value.Number value) {
        return Optional.of(ColumnValues.fromNumber(column, value.text()));
    }

    @Override
    public Optional<Object> ofBool(Value.Bool value) {
        return Optional.of(ColumnValues.fromBoolean(column, value.value()));
    }

    @Override
    public Optional<Object> ofTyped(Value.Typed value) {
        return Optional.of(ColumnValues.fromLiteral(column, value.kind(), value.text()));
    }

    @Override
    public Optional<Object> ofNull(Value.Null value) {
        return Optional.empty();
    }

    @Override
    public Optional<Object> ofParameter(Value.Parameter value) {
        Object given = params.get(value.number() - 1);
        if (given == null) {
            return Optional.empty();
        } else if (given instanceof String text) {
            return Optional.of(ColumnValues.fromText(column, text));
        } else if (given instanceof Boolean bool) {
            return Optional.of(ColumnValues.fromBoolean(column, bool));
        } else if (given instanceof Long || given instanceof Integer) {
            return Optional.of(ColumnValues.fromLong(column, ((Number) given).longValue()));
        } else if (given instanceof BigDecimal decimal) {
            return Optional.of(ColumnValues.fromDecimal(column, decimal));
        } else if (given instanceof Double number) {
            return Optional.of(ColumnValues.fromDouble(column, number));
        }
        throw new EngineException(
                ErrorCode.INVALID_PARAMETER,
                "Cannot use parameter $" + value.number() + ": it must be a text, number, boolean or null");
    }

    @Override
    public Optional<Object> ofDefault(Value.Default value) {
        return Optional.ofNullable(defaults.value(column));
    }

    @Override
    public Optional<Object> ofGenerated(Value.Generated value) {
        return Optional.of(defaults.generate(column, value.generator()));
    }

    @Override
    public Optional<Object> ofExpression(Value.Expression value) {
        throw new IllegalStateException("an expression is computed before it is assigned");
    }
}
