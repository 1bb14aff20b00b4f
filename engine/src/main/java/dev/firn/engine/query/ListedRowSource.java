package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import java.util.List;
import java.util.function.Function;
import org.duckdb.DuckDBDataChunkWriter;
import org.jspecify.annotations.Nullable;

/** Rows in memory, each turned into values when it is read. */
final class ListedRowSource<R> implements RowSource {
    private final List<ColumnType> columns;
    private final List<R> rows;
    private final Function<R, FedRows.Values> values;

    private ListedRowSource(List<ColumnType> columns, List<R> rows, Function<R, FedRows.Values> values) {
        this.columns = columns;
        this.rows = rows;
        this.values = values;
    }

    /** Rows that the engine lists. */
    static RowSource of(Relation.ListedRows listed) {
        List<ColumnType> types =
                listed.columns().stream().map(ResultColumn::type).toList();
        return new ListedRowSource<@Nullable Object[]>(types, listed.rows(), row -> column -> row[column]);
    }

    /** Encoded rows: the table's columns in their order, then {@code _seq}. */
    static RowSource of(Relation.HeldRows held) {
        Table table = held.table();
        int seqColumn = table.schema().columns().size();
        return new ListedRowSource<>(
                HotRowSource.columns(table),
                held.rows(),
                row -> HotRowSource.values(RowFormat.decode(table, row.seq(), row.row()), seqColumn));
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
                    out.add(values.apply(rows.get(at++)));
                }
                return out.finish();
            }

            @Override
            public void close() {}
        };
    }
}
