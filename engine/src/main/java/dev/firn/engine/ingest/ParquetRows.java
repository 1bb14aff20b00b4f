package dev.firn.engine.ingest;

import dev.firn.engine.cold.ParquetFooter;
import dev.firn.engine.query.Queries;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a Parquet file, in its order. The file is kept on disk until the reader is closed, because its footer comes
 * last; its shape is checked before DuckDB reads it.
 */
final class ParquetRows implements RowReader {
    private static final String OWNER_NEEDS_TEXT = "the owner field is not a text";

    private final Queries queries;
    private final Spool spool;
    private final InputStream input;
    private final ImportFields names;
    private final List<Column> columns;
    private Spool.@Nullable Entry file;
    private @Nullable QueryResult rows;
    private List<ImportFields.Field> fields = List.of();
    private boolean[] named = new boolean[0];
    private double bytesPerRow;
    private long row;

    ParquetRows(Queries queries, Spool spool, Table table, ImportFields names, InputStream input) {
        this.queries = queries;
        this.spool = spool;
        this.names = names;
        this.columns = table.schema().columns();
        this.input = input;
    }

    @Override
    public boolean advance() {
        QueryResult open = rows;
        if (open == null) {
            open = open();
            rows = open;
        }
        row++;
        try {
            return open.next();
        } catch (EngineException e) {
            throw unreadable(e);
        }
    }

    private QueryResult open() {
        Spool.Entry spooled = spool.take(input);
        file = spooled;
        ParquetFooter footer = ParquetFooter.read(spooled.path());
        fields = names.findAll(footer.columns());
        named = new boolean[columns.size()];
        fields.stream().filter(ImportFields.Field::isColumn).forEach(field -> named[field.ordinal()] = true);
        bytesPerRow = (double) footer.bytes() / Math.max(1, footer.rows());
        try {
            return queries.parquetRows(spooled.path());
        } catch (EngineException e) {
            throw unreadable(e);
        }
    }

    /** A file that cannot be read is the client's, unlike a data file of the store. */
    private static EngineException unreadable(EngineException failure) {
        return switch (failure.code()) {
            case QUERY_CANCELLED, QUERY_TIMEOUT, RESOURCE_LIMIT_EXCEEDED -> failure;
            default ->
                new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "the Parquet file cannot be read: it is damaged or unknown in form",
                        failure);
        };
    }

    @Override
    public @Nullable Object[] values() {
        QueryResult open = current();
        @Nullable Object[] values = new Object[columns.size()];
        for (int i = 0; i < fields.size(); i++) {
            ImportFields.Field field = fields.get(i);
            Object value = field.isColumn() ? open.value(i) : null;
            if (value != null) {
                Column column = columns.get(field.ordinal());
                values[field.ordinal()] =
                        ColumnValues.fromTyped(column, open.columns().get(i).type(), value);
            }
        }
        return values;
    }

    @Override
    public boolean names(int ordinal) {
        return named[ordinal];
    }

    @Override
    public Optional<String> owner() {
        QueryResult open = current();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).isOwner()) {
                Object value = open.value(i);
                if (value != null && !(value instanceof String)) {
                    throw new EngineException(ErrorCode.TYPE_MISMATCH, OWNER_NEEDS_TEXT);
                }
                return Optional.ofNullable((String) value);
            }
        }
        return Optional.empty();
    }

    private QueryResult current() {
        QueryResult open = rows;
        if (open == null) {
            throw new IllegalStateException("no row was read");
        }
        return open;
    }

    @Override
    public long place() {
        return Math.max(1, row);
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public long bytesRead() {
        return (long) (row * bytesPerRow);
    }

    @Override
    public void close() {
        QueryResult open = rows;
        Spool.Entry spooled = file;
        try {
            if (open != null) {
                open.close();
            }
        } finally {
            if (spooled != null) {
                spooled.close();
            }
        }
    }
}
