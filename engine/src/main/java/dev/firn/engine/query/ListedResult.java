package dev.firn.engine.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result whose rows are in memory: it holds nothing that must be closed. */
public final class ListedResult implements QueryResult {
    private final List<ResultColumn> columns;
    private final List<@Nullable Object[]> rows;
    private int at = -1;

    /**
     * @param rows values in the order of the columns, as {@link dev.firn.engine.table.ColumnType} says
     */
    public ListedResult(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        return ++at < rows.size();
    }

    @Override
    public @Nullable Object value(int index) {
        return rows.get(at)[index];
    }

    @Override
    public void close() {}
}
