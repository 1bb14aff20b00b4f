package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import java.util.List;
import org.duckdb.DuckDBDataChunkWriter;
import org.jspecify.annotations.Nullable;

/** Rows that are listed in memory. */
final class ListedRowSource implements RowSource {
    private final List<ColumnType> columns;
    private final List<@Nullable Object[]> rows;

    ListedRowSource(Relation.ListedRows listed) {
        this.columns = listed.columns().stream().map(ResultColumn::type).toList();
        this.rows = listed.rows();
    }

    @Override
    public List<ColumnType> columns() {
        return columns;
    }

    @Override
    public long cardinality() {
        return rows.size();
    }

    @Override
    public RowFeed open(int[] projected) {
        return new RowFeed() {
            private int at;

            @Override
            public int fill(DuckDBDataChunkWriter chunk) {
                FedRows out = new FedRows(columns, projected, chunk);
                while (!out.isFull() && at < rows.size()) {
                    @Nullable Object[] row = rows.get(at++);
                    out.add(column -> row[column]);
                }
                return out.finish();
            }

            @Override
            public void close() {}
        };
    }
}
