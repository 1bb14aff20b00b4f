package dev.firn.engine.monitor;

import dev.firn.engine.run.RunQuery.Direction;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an entry stands in an order: what it is sorted by, and what names it. Pages go on after a position. */
record Position(long value, String key) {
    private static final Pattern SPELLING = Pattern.compile("(-?[0-9]{1,19})\\.(.{0,400})", Pattern.DOTALL);

    static Position parse(String spelling) {
        Matcher matcher = SPELLING.matcher(spelling);
        if (matcher.matches()) {
            try {
                return new Position(Long.parseLong(matcher.group(1)), matcher.group(2));
            } catch (NumberFormatException e) {
                throw refused();
            }
        }
        throw refused();
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.INVALID_PARAMETER, "Cannot go on with the list: its cursor is not one of a page");
    }

    String spelling() {
        return value + "." + key;
    }

    static Comparator<Position> order(Direction direction) {
        Comparator<Position> ascending =
                Comparator.comparingLong(Position::value).thenComparing(Position::key);
        return direction == Direction.ASCENDING ? ascending : ascending.reversed();
    }
}
