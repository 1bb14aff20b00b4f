package dev.firn.engine.query;

import dev.firn.engine.cold.DataFileSchema;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The row versions of a data file in the order of the file, superseded ones and tombstones included, in the columns of
 * its table as they are now: what every reader of the file sees of them.
 */
public final class VersionRows implements AutoCloseable {
    private static final String NULL = "NULL";

    private final QueryResult result;
    private final Table table;
    private final int first;
    private final boolean severalScopes;
    private final ColdFiles cold;

    /** @param result of {@link #sql} */
    VersionRows(QueryResult result, Table table, boolean severalScopes, ColdFiles cold) {
        this.result = result;
        this.cold = cold;
        this.table = table;
        this.first = table.schema().columns().size();
        this.severalScopes = severalScopes;
    }

    /** The columns of the table, then those of the system; the scope is the last one. */
    static String sql(Table table, String files, boolean severalScopes) {
        String names = table.schema().columns().stream()
                .map(column -> RelationViews.quoted(column.name()))
                .collect(Collectors.joining(", "));
        String fields = table.schema().columns().stream()
                .map(column -> ColdRows.field(column.id(), column.name(), column.type(), ColdRows.initial(column)))
                .collect(Collectors.joining(", "));
        String system = DataFileSchema.SEQ + ", " + DataFileSchema.PREVIOUS + ", " + DataFileSchema.DELETED + ", "
                + DataFileSchema.WRITTEN_AT;
        String systemFields = String.join(
                ", ",
                ColdRows.field(DataFileSchema.SEQ_FIELD_ID, DataFileSchema.SEQ, ColumnType.BIGINT, NULL),
                ColdRows.field(DataFileSchema.PREVIOUS_FIELD_ID, DataFileSchema.PREVIOUS, ColumnType.BIGINT, NULL),
                ColdRows.field(DataFileSchema.DELETED_FIELD_ID, DataFileSchema.DELETED, ColumnType.BOOLEAN, NULL),
                ColdRows.field(
                        DataFileSchema.WRITTEN_AT_FIELD_ID, DataFileSchema.WRITTEN_AT, ColumnType.TIMESTAMP, NULL));
        String scope = severalScopes ? ", " + DataFileSchema.SCOPE : "";
        String scopeField = severalScopes
                ? ", " + ColdRows.field(DataFileSchema.SCOPE_FIELD_ID, DataFileSchema.SCOPE, ColumnType.BIGINT, NULL)
                : "";
        return "SELECT " + names + ", " + system + scope + " FROM read_parquet(" + files + ", schema = MAP {" + fields
                + ", " + systemFields + scopeField + "})";
    }

    /** Moves to the next version; false at the end. */
    public boolean next() {
        return result.next();
    }

    /** The current version. */
    public Row row() {
        boolean deleted = Boolean.TRUE.equals(result.value(first + 2));
        Object previous = result.value(first + 1);
        return new Row(
                number(first), previous == null ? 0 : (Long) previous, deleted, number(first + 3), values(deleted));
    }

    /** The number of the current version's scope, in a file of several. */
    public long scopeId() {
        if (!severalScopes) {
            throw new IllegalStateException("the file holds one scope");
        }
        return number(first + 4);
    }

    /** Checks the file again; throws DATA_FILE_UNAVAILABLE when it is damaged now. */
    public void recheck() {
        cold.recheck();
    }

    private long number(int index) {
        return (Long) Objects.requireNonNull(result.value(index));
    }

    /** A tombstone has its key only: a column that was added after it has no value in it. */
    private @Nullable Object[] values(boolean deleted) {
        List<Column> columns = table.schema().columns();
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            if (!deleted || table.schema().keyOrdinal().orElse(-1) == i) {
                Object value = result.value(i);
                values[i] = value instanceof BigDecimal number
                        ? number.setScale(columns.get(i).type().scale())
                        : value;
            }
        }
        return values;
    }

    @Override
    public void close() {
        result.close();
    }
}
