package dev.firn.engine.cold;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Turns row versions into Parquet records of {@link DataFileSchema}. */
final class RowWriteSupport extends WriteSupport<Row> {
    private final Schema schema;
    private @Nullable RecordConsumer consumer;

    RowWriteSupport(Schema schema) {
        this.schema = schema;
    }

    @Override
    public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
        return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return context();
    }

    private WriteContext context() {
        return new WriteContext(DataFileSchema.of(schema), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        this.consumer = recordConsumer;
    }

    @Override
    public void write(Row row) {
        RecordConsumer out = Objects.requireNonNull(consumer);
        out.startMessage();
        List<Column> columns = schema.columns();
        for (int i = 0; i < columns.size(); i++) {
            addField(out, columns.get(i), i, row.value(i));
        }
        int index = columns.size();
        addLong(out, "_seq", index, row.seq());
        if (row.previousSeq() != 0) {
            addLong(out, "_prev", index + 1, row.previousSeq());
        }
        out.startField("_deleted", index + 2);
        out.addBoolean(row.deleted());
        out.endField("_deleted", index + 2);
        addLong(out, "_written_at", index + 3, row.writtenAtMicros());
        out.endMessage();
    }

    /** Adds a column's value; NULL is left out. */
    static void addField(RecordConsumer out, Column column, int index, @Nullable Object value) {
        if (value != null) {
            out.startField(column.name(), index);
            add(out, column.type().kind(), value);
            out.endField(column.name(), index);
        }
    }

    private static void addLong(RecordConsumer out, String name, int index, long value) {
        out.startField(name, index);
        out.addLong(value);
        out.endField(name, index);
    }

    private static void add(RecordConsumer out, ColumnType.Kind kind, Object value) {
        switch (kind) {
            case BOOLEAN -> out.addBoolean((Boolean) value);
            case INT -> out.addInteger((Integer) value);
            case BIGINT, TIMESTAMP -> out.addLong((Long) value);
            case DOUBLE -> out.addDouble((Double) value);
            case TEXT -> out.addBinary(Binary.fromString((String) value));
            case SMALLINT, FLOAT, DECIMAL, BYTES, JSON, DATETIME, DATE, TIME, UUID ->
                throw new IllegalArgumentException("no data file column of type " + kind);
        }
    }
}
