package dev.firn.engine.statement;

import dev.firn.engine.commit.Defaults;
import dev.firn.engine.sql.Name;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The columns for which the rows of an INSERT have values, in the order of these. */
final class InsertedColumns {
    private final Schema schema;
    private final int[] ordinals;

    /**
     * @param named by the statement; none stands for all
     */
    InsertedColumns(Table table, List<Name> named) {
        this.schema = table.schema();
        this.ordinals = named.isEmpty()
                ? IntStream.range(0, schema.columns().size()).toArray()
                : named.stream().mapToInt(name -> ordinal(table, name)).toArray();
    }

    static int ordinal(Table table, Name column) {
        return table.schema()
                .ordinal(column.text())
                .orElseThrow(() -> new EngineException(
                                ErrorCode.COLUMN_NOT_FOUND, "table " + table.name() + " has no column " + column.text())
                        .at(column.position()));
    }

    int count() {
        return ordinals.length;
    }

    /** What a statement gives for a column. */
    interface Values {
        @Nullable
        Object value(int index, Column column);
    }

    /** A row: the first columns get the values that are given, all others their defaults. */
    @Nullable
    Object[] row(int given, Values values, Defaults defaults) {
        @Nullable Object[] row = new @Nullable Object[schema.columns().size()];
        boolean[] named = new boolean[row.length];
        for (int i = 0; i < given; i++) {
            named[ordinals[i]] = true;
            row[ordinals[i]] = values.value(i, schema.columns().get(ordinals[i]));
        }
        for (int i = 0; i < row.length; i++) {
            if (!named[i]) {
                row[i] = defaults.value(schema.columns().get(i));
            }
        }
        return row;
    }
}
