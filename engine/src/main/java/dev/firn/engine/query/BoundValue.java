package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType.Kind;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What stands behind a parameter of the text that DuckDB runs. */
sealed interface BoundValue {
    int DECIMAL_DIGITS = 38;
    DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");

    /** The user's parameter {@code $number}. */
    record Parameter(int number) implements BoundValue {}

    /** The caller's user id. */
    record CurrentUser() implements BoundValue {}

    /**
     * A literal in the form of a time. It is bound so that its type is known when it is read: DuckDB alone would ignore
     * an offset and cut digits.
     */
    record Time(String text) implements BoundValue {}

    /**
     * What is bound for a number: itself, or the nearest double where no decimal of DuckDB holds it, as DuckDB reads a
     * literal.
     */
    static Object ofNumber(BigDecimal number) {
        long before = Math.max(0L, (long) number.precision() - number.scale());
        long after = Math.max(0, number.scale());
        if (before + after <= DECIMAL_DIGITS) {
            return after == 0 ? number.setScale(0) : number;
        }
        double nearest = number.doubleValue();
        if (Double.isInfinite(nearest) || (nearest == 0 && number.signum() != 0)) {
            throw new EngineException(
                    ErrorCode.INVALID_PARAMETER,
                    "Cannot run this query: a number in params is out of the range of DOUBLE");
        }
        return nearest;
    }

    /**
     * What is bound for a text that DuckDB takes for a value of a type: where DuckDB's rules would ignore an offset, cut
     * digits or take base64 for the bytes themselves, the engine reads it.
     */
    static Object ofText(String typeName, String text) {
        return switch (typeName) {
            case "TIMESTAMP" -> {
                long micros = ColumnValues.timestampMicros(text);
                yield LocalDateTime.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        (int) Math.floorMod(micros, 1_000_000L) * 1_000,
                        ZoneOffset.UTC);
            }
            case "DATE" ->
                LocalDate.ofEpochDay((Integer) ColumnValues.parse(Kind.DATE, text))
                        .toString();
            case "TIME" -> TIME.format(LocalTime.ofNanoOfDay((Long) ColumnValues.parse(Kind.TIME, text) * 1_000));
            case "BLOB" -> ColumnValues.parse(Kind.BYTES, text);
            default -> text;
        };
    }
}
