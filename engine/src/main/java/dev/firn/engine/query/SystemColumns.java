package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.cold.DataFileSchema;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import java.util.List;

/** The columns that every table has beside its own; a query may name the first two, {@code *} shows none. */
final class SystemColumns {
    static final String SEQ = DataFileSchema.SEQ;
    static final String DELETED = DataFileSchema.DELETED;

    /** The column {@code _seq} as conditions see it; it has no id among a table's own. */
    static final Column SEQ_COLUMN = new Column(0, SEQ, ColumnType.BIGINT, true);

    /** Those that a query may name. */
    static final List<String> SHOWN = List.of(SEQ, DELETED);

    private SystemColumns() {}

    /** True when a tree names one of them as a column, in a column list or in USING. */
    static boolean areNamedIn(JsonNode tree) {
        for (String key : new String[] {"column_names", "using_columns"}) {
            for (JsonNode name : tree.path(key)) {
                if (SHOWN.stream().anyMatch(column -> column.equalsIgnoreCase(name.asText()))) {
                    return true;
                }
            }
        }
        for (JsonNode child : tree) {
            if (areNamedIn(child)) {
                return true;
            }
        }
        return false;
    }
}
