package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.EngineException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of constants that are compared with a column: as the column's own Java value, and only where DuckDB's
 * comparison of the two is certainly that of the column's values. Everything else, such as a number with an exponent
 * against a BIGINT, has no value here.
 */
final class Constants {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{0,18}\\.?\\d{0,18}");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?");
    private static final Pattern TIMESTAMP =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z?)?");
    private static final Pattern UUID_TEXT =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");
    private static final BigInteger EXACT_IN_DOUBLE = BigInteger.ONE.shiftLeft(53);
    private static final int EXACT_POWER_OF_TEN = 22;
    private static final int MAX_DIGITS = 38;
    private static final int BIGINT_DIGITS = 19;

    private final List<BoundValue> bound;
    private final QueryContext context;

    Constants(CheckedSelect select, QueryContext context) {
        this.bound = select.bound();
        this.context = context;
    }

    /** The value in a column's domain: as {@link ColumnType} says. */
    Optional<Object> value(ColumnType type, Condition.Operand operand) {
        if (operand instanceof Condition.Operand.Bound place) {
            return ofBound(type, context.value(bound.get(place.place() - 1)));
        } else if (operand instanceof Condition.Operand.Typed typed) {
            return ofTyped(type, typed);
        }
        return ofLiteral(type, (Condition.Operand.Literal) operand);
    }

    private static Optional<Object> ofBound(ColumnType type, @Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ofNumber(type, BigDecimal.valueOf(((Number) value).longValue()), true);
        } else if (value instanceof BigDecimal number) {
            return isWhole(type) ? Optional.empty() : ofNumber(type, number, false);
        } else if (value instanceof Double number) {
            boolean fits = type.kind() == ColumnType.Kind.DOUBLE && !number.isNaN();
            return fits ? Optional.of(number + 0.0) : Optional.empty();
        } else if (value instanceof Boolean) {
            return type.kind() == ColumnType.Kind.BOOLEAN ? Optional.of(value) : Optional.empty();
        }
        return value instanceof String text ? ofText(type, text, true) : Optional.empty();
    }

    private static boolean isWhole(ColumnType type) {
        return switch (type.kind()) {
            case SMALLINT, INT, BIGINT -> true;
            case BOOLEAN, FLOAT, DOUBLE, DECIMAL, TEXT, BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID -> false;
        };
    }

    private static Optional<Object> ofTyped(ColumnType type, Condition.Operand.Typed typed) {
        boolean date = typed.type().equals("date");
        return switch (type.kind()) {
            case TIMESTAMP, DATETIME -> {
                boolean readable =
                        (date ? DATE : TIMESTAMP).matcher(typed.text()).matches();
                yield readable ? micros(typed.text()) : Optional.empty();
            }
            case DATE -> date ? days(typed.text()) : Optional.empty();
            case BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, TEXT, BYTES, JSON, TIME, UUID ->
                Optional.empty();
        };
    }

    private static Optional<Object> ofLiteral(ColumnType type, Condition.Operand.Literal literal) {
        String text = literal.text();
        return switch (literal.kind()) {
            case "STRING" -> ofText(type, text, false);
            case "BOOLEAN" ->
                type.kind() == ColumnType.Kind.BOOLEAN ? Optional.of(text.equalsIgnoreCase("true")) : Optional.empty();
            case "INTEGER" ->
                WHOLE.matcher(text).matches() ? ofNumber(type, new BigDecimal(text), true) : Optional.empty();
            case "NUMERIC" -> ofNumeric(type, text);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> ofNumeric(ColumnType type, String text) {
        boolean decimal = DECIMAL.matcher(text).matches() && text.chars().anyMatch(Character::isDigit);
        return decimal ? ofNumber(type, new BigDecimal(text), false) : Optional.empty();
    }

    /**
     * @param whole true for a number of DuckDB's integer types
     */
    private static Optional<Object> ofNumber(ColumnType type, BigDecimal value, boolean whole) {
        return switch (type.kind()) {
            case SMALLINT, INT, BIGINT -> Optional.of(value);
            case DECIMAL -> {
                int digits = whole ? BIGINT_DIGITS : Math.max(0, value.precision() - value.scale());
                int before = Math.max(digits, type.precision() - type.scale());
                int after = Math.max(type.scale(), value.scale());
                yield value.scale() >= 0 && before + after <= MAX_DIGITS ? Optional.of(value) : Optional.empty();
            }
            case DOUBLE -> {
                boolean exact = value.unscaledValue().abs().compareTo(EXACT_IN_DOUBLE) <= 0
                        && value.scale() >= 0
                        && value.scale() <= EXACT_POWER_OF_TEN;
                yield exact ? Optional.of(value.doubleValue() + 0.0) : Optional.empty();
            }
            case BOOLEAN, FLOAT, TEXT, BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME, UUID -> Optional.empty();
        };
    }

    /**
     * @param parameter true for a text that the engine, not DuckDB, reads as a time
     */
    private static Optional<Object> ofText(ColumnType type, String text, boolean parameter) {
        return switch (type.kind()) {
            case TEXT -> Optional.of(text);
            case SMALLINT, INT, BIGINT ->
                WHOLE.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
            case TIMESTAMP, DATETIME ->
                parameter || TIMESTAMP.matcher(text).matches() ? micros(text) : Optional.empty();
            case DATE -> days(text);
            case TIME -> TIME.matcher(text).matches() ? microsOfDay(text) : Optional.empty();
            case UUID ->
                UUID_TEXT.matcher(text).matches()
                        ? Optional.of(UUID.fromString(text.toLowerCase(Locale.ROOT)))
                        : Optional.empty();
            case BOOLEAN, FLOAT, DOUBLE, DECIMAL, BYTES, JSON -> Optional.empty();
        };
    }

    private static Optional<Object> micros(String text) {
        try {
            return Optional.of(ColumnValues.timestampMicros(text));
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> days(String text) {
        try {
            return DATE.matcher(text).matches()
                    ? Optional.of((int) LocalDate.parse(text).toEpochDay())
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> microsOfDay(String text) {
        try {
            return Optional.of(LocalTime.parse(text).toNanoOfDay() / 1_000);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
