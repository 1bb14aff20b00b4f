package dev.firn.engine.run;

import java.util.List;
import java.util.Optional;

/**
 * A page of runs.
 *
 * @param next what the query of the next page begins after, empty on the last one
 */
public record RunPage(List<Run> runs, Optional<String> next) {
    public RunPage {
        runs = List.copyOf(runs);
    }
}
