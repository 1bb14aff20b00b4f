package dev.firn.engine.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Collects the runs of one page out of all of them; holds no more than the page at a time. */
final class RunPages {
    private final RunQuery query;
    private final Comparator<RunPosition> order;
    private final @Nullable RunPosition after;
    /** The page so far, its last run on top. */
    private final PriorityQueue<Run> page;

    RunPages(RunQuery query) {
        this.query = query;
        this.order = RunPosition.order(query.direction());
        this.after = query.after().map(RunPosition::parse).orElse(null);
        this.page = new PriorityQueue<>(byPosition().reversed());
    }

    private Comparator<Run> byPosition() {
        return Comparator.comparing(run -> RunPosition.of(query, run), order);
    }

    void add(Run run) {
        boolean before = after != null && order.compare(RunPosition.of(query, run), after) <= 0;
        if (!before && query.filter().matches(run)) {
            page.add(run);
            // One more than fits shows that there is a next page.
            if (page.size() > query.limit() + 1) {
                page.remove();
            }
        }
    }

    /** True when runs that come in the order of the page can change it no more. */
    boolean full() {
        return query.sort() == RunQuery.Sort.CREATED && page.size() > query.limit();
    }

    RunPage page() {
        List<Run> runs = new ArrayList<>();
        while (!page.isEmpty()) {
            runs.add(page.remove());
        }
        Collections.reverse(runs);
        if (runs.size() <= query.limit()) {
            return new RunPage(runs, Optional.empty());
        }
        List<Run> fitting = runs.subList(0, query.limit());
        Run last = fitting.get(fitting.size() - 1);
        return new RunPage(fitting, Optional.of(RunPosition.of(query, last).spelling()));
    }
}
