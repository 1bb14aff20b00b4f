package dev.firn.engine.run;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A walk over the stored runs of all types by age, one record at a time. Closed before its view. */
final class RunWalk implements AutoCloseable {
    /** After every id of a type: ids hold nothing beyond letters and digits. */
    private static final String AFTER_LAST = "~";

    private final List<Lane> lanes = new ArrayList<>();
    private final Order order;

    enum Order {
        NEWEST_FIRST,
        OLDEST_FIRST
    }

    /** The records of one type, at the next one. */
    private static final class Lane {
        final StoreCursor cursor;

        @Nullable
        String age;

        Lane(StoreCursor cursor) {
            this.cursor = cursor;
            advance();
        }

        void advance() {
            age = cursor.next() ? RunIds.age(new String(cursor.key(), StandardCharsets.UTF_8)) : null;
        }
    }

    RunWalk(ReadView view, Order order) {
        this.order = order;
        for (JobType type : JobType.values()) {
            StoreCursor cursor = view.runRecords(type.prefix(), type.prefix() + AFTER_LAST);
            lanes.add(new Lane(order == Order.NEWEST_FIRST ? cursor.descending() : cursor));
        }
    }

    /** The next run; null at the end. */
    @Nullable
    Run next() {
        Lane first = null;
        for (Lane lane : lanes) {
            if (lane.age != null && (first == null || precedes(lane.age, first.age))) {
                first = lane;
            }
        }
        if (first == null) {
            return null;
        }
        Run run = StoredRecord.read(first.cursor.value(), Run.class);
        first.advance();
        return run;
    }

    private boolean precedes(String age, @Nullable String other) {
        int compared = other == null ? 0 : age.compareTo(other);
        return order == Order.NEWEST_FIRST ? compared > 0 : compared < 0;
    }

    @Override
    public void close() {
        lanes.forEach(lane -> lane.cursor.close());
    }
}
