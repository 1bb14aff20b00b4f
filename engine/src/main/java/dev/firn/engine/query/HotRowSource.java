package dev.firn.engine.query;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duckdb.DuckDBDataChunkWriter;

/** The hot rows of a scope without tombstones and expired ones: the table's columns in their order, then {@code _seq}. */
final class HotRowSource implements RowSource {
    private final ReadView view;
    private final ScopeView scope;
    private final Table table;
    private final List<ColumnType> columns;

    HotRowSource(ReadView view, ScopeView scope, Table table) {
        this.view = view;
        this.scope = scope;
        this.table = table;
        this.columns = columns(table);
    }

    /** The types of a table's columns and of {@code _seq}. */
    static List<ColumnType> columns(Table table) {
        List<ColumnType> types = new ArrayList<>();
        table.schema().columns().forEach(column -> types.add(column.type()));
        types.add(ColumnType.BIGINT);
        return List.copyOf(types);
    }

    /** The values of a row in the columns of its table and, behind them, its {@code _seq}. */
    static FedRows.Values values(Row row, int seqColumn) {
        return column -> column == seqColumn ? (Object) row.seq() : row.value(column);
    }

    @Override
    public List<ColumnType> columns() {
        return columns;
    }

    @Override
    public long cardinality() {
        return scope.hotRows();
    }

    @Override
    public RowFeed open(int[] projected) {
        return new Feed(view.hotRows(scope), projected);
    }

    private final class Feed implements RowFeed {
        private final RowCursor cursor;
        private final int[] projected;
        private final boolean projectsSeq;

        Feed(RowCursor cursor, int[] projected) {
            this.cursor = cursor;
            this.projected = projected;
            this.projectsSeq = IntStream.of(projected).anyMatch(column -> column == columns.size() - 1);
        }

        @Override
        public int fill(DuckDBDataChunkWriter chunk) {
            FedRows rows = new FedRows(columns, projected, chunk);
            int seqColumn = columns.size() - 1;
            while (!rows.isFull() && cursor.next()) {
                // Each key is a copy out of native memory.
                long seq = projectsSeq ? cursor.seq() : 0;
                Row row = RowFormat.decode(table, seq, cursor.value());
                if (!row.deleted() && row.writtenAtMicros() >= scope.visibleFromMicros()) {
                    rows.add(values(row, seqColumn));
                }
            }
            return rows.finish();
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
