package dev.firn.engine.export;

import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result of rows at hand. */
final class ListedResult implements QueryResult {
    private final List<ResultColumn> columns;
    private final List<@Nullable Object[]> rows;
    private int row = -1;

    ListedResult(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    @Override
    public List<ResultColumn> columns() {
        return columns;
    }

    @Override
    public boolean next() {
        return ++row < rows.size();
    }

    @Override
    public @Nullable Object value(int index) {
        return rows.get(row)[index];
    }

    @Override
    public void close() {}
}
