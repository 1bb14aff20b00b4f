package dev.firn.engine.flush;

import dev.firn.engine.hot.Buffer.TableCounters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which tables are flushed early because all buffers together are above the soft limit. */
final class PressedTables {
    private PressedTables() {}

    /** The tables with the largest buffers, the largest first, until together they hold so many bytes. */
    static List<Integer> largest(Map<Integer, TableCounters> buffered, long bytes) {
        List<Integer> chosen = new ArrayList<>();
        long left = bytes;
        List<Map.Entry<Integer, TableCounters>> byBytes = buffered.entrySet().stream()
                .filter(table -> !table.getValue().stream())
                .sorted(Comparator.comparingLong((Map.Entry<Integer, TableCounters> table) ->
                                table.getValue().bytes())
                        .reversed())
                .toList();
        for (Map.Entry<Integer, TableCounters> table : byBytes) {
            if (left <= 0) {
                break;
            }
            chosen.add(table.getKey());
            left -= table.getValue().bytes();
        }
        return chosen;
    }
}
