package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.RowFormat;
import java.util.List;
import org.duckdb.DuckDBDataChunkWriter;

/** Encoded rows in memory: the table's columns in their order, then {@code _seq}. */
final class HeldRowSource implements RowSource {
    private final Relation.HeldRows held;
    private final List<ColumnType> columns;

    HeldRowSource(Relation.HeldRows held) {
        this.held = held;
        this.columns = HotRowSource.columns(held.table());
    }

    @Override
    public List<ColumnType> columns() {
        return columns;
    }

    @Override
    public long cardinality() {
        return held.rows().size();
    }

    @Override
    public RowFeed open(int[] projected) {
        return new RowFeed() {
            private int at;

            @Override
            public int fill(DuckDBDataChunkWriter chunk) {
                FedRows out = new FedRows(columns, projected, chunk);
                int seqColumn = columns.size() - 1;
                while (!out.isFull() && at < held.rows().size()) {
                    Relation.HeldRow next = held.rows().get(at++);
                    Row row = RowFormat.decode(held.table(), next.seq(), next.row());
                    out.add(column -> column == seqColumn ? (Object) row.seq() : row.value(column));
                }
                return out.finish();
            }

            @Override
            public void close() {}
        };
    }
}
