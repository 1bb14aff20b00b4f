package dev.firn.engine.export;

import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rule of forms that name each value by its column: no two columns may have one name, ignoring case. */
final class DistinctNames {
    private DistinctNames() {}

    static void require(List<ResultColumn> columns, String form) {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            Integer first = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), i);
            if (first != null) {
                throw new EngineException(
                        ErrorCode.INVALID_SQL,
                        "Cannot answer in " + form + ": columns " + (first + 1) + " and " + (i + 1)
                                + " of the result are both named '" + name + "'; tell them apart with AS");
            }
        }
    }
}
