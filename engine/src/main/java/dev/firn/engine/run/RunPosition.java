package dev.firn.engine.run;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a run stands in an order: what it is sorted by, and its id. Pages continue after a position, not a number. */
record RunPosition(long value, String runId) {
    private static final Pattern SPELLING = Pattern.compile("(-?[0-9]{1,19})\\.([A-Z]{2}-[0-9A-Z]{12})");

    static RunPosition of(RunQuery query, Run run) {
        return new RunPosition(query.sort().value(run), run.id());
    }

    static RunPosition parse(String spelling) {
        Matcher matcher = SPELLING.matcher(spelling);
        if (matcher.matches()) {
            try {
                return new RunPosition(Long.parseLong(matcher.group(1)), matcher.group(2));
            } catch (NumberFormatException e) {
                throw refused();
            }
        }
        throw refused();
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.INVALID_PARAMETER, "Cannot list jobs: the position to begin after is not one of a page");
    }

    String spelling() {
        return value + "." + runId;
    }

    static Comparator<RunPosition> order(RunQuery.Direction direction) {
        Comparator<RunPosition> ascending = Comparator.comparingLong(RunPosition::value)
                .thenComparing(position -> RunIds.age(position.runId()))
                .thenComparing(RunPosition::runId);
        return direction == RunQuery.Direction.ASCENDING ? ascending : ascending.reversed();
    }
}
