package dev.firn.engine.table;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * When a table is due for a flush: at a number of buffered rows (all scopes together), at an age of its oldest buffered
 * row, or whichever comes first.
 *
 * @param rows buffered rows, at least 1
 * @param intervalSeconds age in seconds, at least 1
 */
public record FlushPolicy(OptionalLong rows, OptionalInt intervalSeconds) {
    public FlushPolicy {
        if (rows.isEmpty() && intervalSeconds.isEmpty()) {
            throw new IllegalArgumentException("a flush policy needs rows, an interval or both");
        }
        if (rows.orElse(1) < 1 || intervalSeconds.orElse(1) < 1) {
            throw new EngineException(ErrorCode.INVALID_SQL, "a flush policy's rows and interval must be at least 1");
        }
    }

    /** The spelling {@code rows:N}, {@code interval:N} or {@code rows:N,interval:N}. */
    @JsonValue
    public String spelling() {
        StringBuilder text = new StringBuilder();
        rows.ifPresent(n -> text.append("rows:").append(n));
        intervalSeconds.ifPresent(
                n -> text.append(text.isEmpty() ? "" : ",").append("interval:").append(n));
        return text.toString();
    }

    /** Reads {@link #spelling()}; an {@link ErrorCode#INVALID_INPUT} names what is wrong. */
    @JsonCreator
    public static FlushPolicy parse(String spelling) {
        OptionalLong rows = OptionalLong.empty();
        OptionalInt interval = OptionalInt.empty();
        for (String part : spelling.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] pair = part.strip().split(":", -1);
            if (pair.length != 2 || !pair[1].strip().matches("[0-9]{1,9}")) {
                throw invalid(spelling);
            }
            int n = Integer.parseInt(pair[1].strip());
            String what = pair[0].strip();
            boolean again = what.equals("rows") ? rows.isPresent() : interval.isPresent();
            if (again) {
                throw invalid(spelling);
            }
            switch (what) {
                case "rows" -> rows = OptionalLong.of(n);
                case "interval" -> interval = OptionalInt.of(n);
                default -> throw invalid(spelling);
            }
        }
        return new FlushPolicy(rows, interval);
    }

    private static EngineException invalid(String spelling) {
        return new EngineException(
                ErrorCode.INVALID_INPUT,
                "Cannot read flush policy '" + spelling + "': expected rows:N, interval:N or rows:N,interval:N");
    }
}
