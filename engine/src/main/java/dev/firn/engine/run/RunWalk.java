package dev.firn.engine.run;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.RunQuery.Direction;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoredRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A walk over the stored runs of all types by age, one record at a time. Closed before its view. */
final class RunWalk implements AutoCloseable {
    /** Orders run ids by age. */
    static final Comparator<String> BY_AGE = Comparator.comparing(RunIds::age).thenComparing(Comparator.naturalOrder());

    /** After every id of that beginning: ids hold nothing beyond letters and digits. */
    private static final String AFTER_LAST = "~";

    private final List<Lane> lanes = new ArrayList<>();
    private final Comparator<String> order;

    /** The records of one type, at the next one. */
    private static final class Lane {
        final StoreCursor cursor;

        @Nullable
        String runId;

        Lane(StoreCursor cursor) {
            this.cursor = cursor;
            advance();
        }

        void advance() {
            runId = cursor.next() ? new String(cursor.key(), StandardCharsets.UTF_8) : null;
        }
    }

    RunWalk(ReadView view, Direction direction) {
        this(view, direction, "", "");
    }

    /**
     * @param from the lowest {@link RunIds#age}
     * @param through the highest one, empty for no end
     */
    RunWalk(ReadView view, Direction direction, String from, String through) {
        this.order = direction == Direction.ASCENDING ? BY_AGE : BY_AGE.reversed();
        for (JobType type : JobType.values()) {
            StoreCursor cursor = view.runRecords(type.prefix() + from, type.prefix() + through + AFTER_LAST);
            lanes.add(new Lane(direction == Direction.ASCENDING ? cursor : cursor.descending()));
        }
    }

    /** The next run; null at the end. */
    @Nullable
    Run next() {
        Lane first = null;
        for (Lane lane : lanes) {
            if (first == null || precedes(lane.runId, first.runId)) {
                first = lane;
            }
        }
        if (first == null || first.runId == null) {
            return null;
        }
        Run run = StoredRecord.read(first.cursor.value(), Run.class);
        first.advance();
        return run;
    }

    private boolean precedes(@Nullable String runId, @Nullable String other) {
        return runId != null && (other == null || order.compare(runId, other) < 0);
    }

    @Override
    public void close() {
        lanes.forEach(lane -> lane.cursor.close());
    }
}
