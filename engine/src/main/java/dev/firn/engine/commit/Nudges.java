package dev.firn.engine.commit;

import dev.firn.engine.table.Table;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Tells those who look after tables when a commit has made work for them: in the committer's thread. */
final class Nudges {
    private final Pressure pressure;
    private final StreamRows streams;
    private volatile @Nullable Runnable onDue;
    private volatile IntConsumer onRefiled = tableId -> {};

    Nudges(Pressure pressure, StreamRows streams) {
        this.pressure = pressure;
        this.streams = streams;
    }

    void onDue(Runnable nudge) {
        onDue = nudge;
    }

    void onRefiled(IntConsumer tableId) {
        onRefiled = tableId;
    }

    void committed(Commit commit, State before, State after) {
        boolean due = isPressed(before, after);
        for (int tableId : commit.appendedTables()) {
            Optional<Table> table = after.catalog().table(tableId);
            if (table.isPresent() && !table.get().kind().isFlushed()) {
                streams.holds(after.buffer().table(tableId).bytes());
            } else if (table.isPresent()) {
                due |= isDue(table.get(), before, after);
            }
        }
        Runnable nudge = onDue;
        if (due && nudge != null) {
            nudge.run();
        }
        commit.refiledTables().forEach(onRefiled::accept);
    }

    /** True when the buffer as a whole has crossed its soft limit. */
    private boolean isPressed(State before, State after) {
        return pressure.bytesToFlush(after.buffer().flushedBytes()) > 0
                && pressure.bytesToFlush(before.buffer().flushedBytes()) == 0;
    }

    private static boolean isDue(Table table, State before, State after) {
        long threshold = table.flushPolicy().rows().orElse(Long.MAX_VALUE);
        return after.buffer().table(table.id()).rows() >= threshold
                && before.buffer().table(table.id()).rows() < threshold;
    }
}
