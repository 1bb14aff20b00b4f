package dev.firn.engine.monitor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects the entries of one page out of all of them; holds no more than the page at a time. */
final class Pages<T> {
    private final int limit;
    private final Function<T, Position> position;
    private final Comparator<Position> order;
    private final @Nullable Position after;
    /** The page so far, its last entry on top. */
    private final PriorityQueue<T> page;

    /** @param position of an entry in the order of {@code paging}, no two the same */
    Pages(Paging<?> paging, Function<T, Position> position) {
        this.limit = paging.limit();
        this.position = position;
        this.order = Position.order(paging.direction());
        this.after = paging.after().map(Position::parse).orElse(null);
        this.page = new PriorityQueue<>(Comparator.comparing(position, order).reversed());
    }

    void add(T entry) {
        if (after != null && order.compare(position.apply(entry), after) <= 0) {
            return;
        }
        page.add(entry);
        // One more than fits shows that there is a next page.
        if (page.size() > limit + 1) {
            page.remove();
        }
    }

    Page<T> page() {
        List<T> entries = new ArrayList<>();
        while (!page.isEmpty()) {
            entries.add(page.remove());
        }
        Collections.reverse(entries);
        if (entries.size() <= limit) {
            return new Page<>(entries, Optional.empty());
        }
        List<T> shown = entries.subList(0, limit);
        return new Page<>(
                shown, Optional.of(position.apply(shown.get(limit - 1)).spelling()));
    }
}
