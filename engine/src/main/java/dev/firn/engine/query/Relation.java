package dev.firn.engine.query;

import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a caller may read under a table's name. */
public sealed interface Relation {
    /** The columns that a query may name, but for the system columns. */
    List<ResultColumn> columns();

    private static List<ResultColumn> columnsOf(Table table) {
        return table.schema().columns().stream()
                .map(column -> new ResultColumn(column.name(), column.type()))
                .toList();
    }

    /**
     * The rows of exactly one scope of a table.
     *
     * @param scope the scope as the ReadView of the run shows it; empty when it has never held a row
     * @param own rows of the transaction that reads, which are not stored yet
     * @param replaced {@code _seq}s of stored versions that the transaction has replaced or deleted
     */
    record ScopeRows(Table table, Optional<ScopeView> scope, HeldRows own, List<Long> replaced) implements Relation {
        public ScopeRows {
            replaced = List.copyOf(replaced);
        }

        /** True when the transaction that reads has not written to the table. */
        boolean isStoredOnly() {
            return own.rows().isEmpty() && replaced.isEmpty();
        }

        /** The stored rows alone. */
        public ScopeRows(Table table, Optional<ScopeView> scope) {
            this(table, scope, new HeldRows(table, List.of()), List.of());
        }

        @Override
        public List<ResultColumn> columns() {
            return columnsOf(table);
        }
    }

    /**
     * Row versions of a table that are not stored: nobody else sees them.
     *
     * @param rows without tombstones
     */
    record HeldRows(Table table, List<HeldRow> rows) implements Relation {
        public HeldRows {
            rows = List.copyOf(rows);
        }

        @Override
        public List<ResultColumn> columns() {
            return columnsOf(table);
        }
    }

    /**
     * A row version that is not stored.
     *
     * @param seq identifies it among the held rows of its transaction
     * @param row as {@link dev.firn.engine.table.RowFormat} encodes it
     */
    @SuppressWarnings("ArrayRecordComponent") // passed through, never compared
    record HeldRow(long seq, byte[] row) {}

    /**
     * Rows that the engine lists itself, as {@code system.*} tables do.
     *
     * @param rows values in the order of the columns, as {@link dev.firn.engine.table.ColumnType} says
     */
    record ListedRows(List<ResultColumn> columns, List<@Nullable Object[]> rows) implements Relation {
        public ListedRows {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }
}
