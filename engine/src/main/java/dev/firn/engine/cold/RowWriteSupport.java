package dev.firn.engine.cold;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Int128;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.Schema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Turns row versions into Parquet records of {@link DataFileSchema}. */
final class RowWriteSupport extends FieldWriteSupport<ScopedRow> {
    private final Schema schema;
    private final FileKind kind;

    RowWriteSupport(Schema schema, FileKind kind) {
        super(DataFileSchema.of(schema, kind));
        this.schema = schema;
        this.kind = kind;
    }

    @Override
    void addFields(RecordConsumer out, ScopedRow scoped) {
        Row row = scoped.row();
        List<Column> columns = schema.columns();
        for (int i = 0; i < columns.size(); i++) {
            addField(out, columns.get(i), i, row.value(i));
        }
        int index = columns.size();
        addLong(out, DataFileSchema.SEQ, index, row.seq());
        if (row.previousSeq() != 0) {
            addLong(out, DataFileSchema.PREVIOUS, index + 1, row.previousSeq());
        }
        out.startField(DataFileSchema.DELETED, index + 2);
        out.addBoolean(row.deleted());
        out.endField(DataFileSchema.DELETED, index + 2);
        addLong(out, DataFileSchema.WRITTEN_AT, index + 3, row.writtenAtMicros());
        if (kind == FileKind.BUNDLE) {
            addLong(out, DataFileSchema.SCOPE, index + 4, scoped.scopeId());
        }
    }

    /** Adds a column's value; NULL is left out. */
    static void addField(RecordConsumer out, Column column, int index, @Nullable Object value) {
        if (value != null) {
            out.startField(column.name(), index);
            add(out, column.type(), value);
            out.endField(column.name(), index);
        }
    }

    private static void addLong(RecordConsumer out, String name, int index, long value) {
        out.startField(name, index);
        out.addLong(value);
        out.endField(name, index);
    }

    private static void add(RecordConsumer out, ColumnType type, Object value) {
        switch (type.kind()) {
            case BOOLEAN -> out.addBoolean((Boolean) value);
            case SMALLINT, INT, DATE -> out.addInteger((Integer) value);
            case BIGINT, TIMESTAMP, DATETIME, TIME -> out.addLong((Long) value);
            case FLOAT -> out.addFloat(((Double) value).floatValue());
            case DOUBLE -> out.addDouble((Double) value);
            case DECIMAL -> addDecimal(out, type.precision(), ((BigDecimal) value).unscaledValue());
            case TEXT, JSON -> out.addBinary(Binary.fromString((String) value));
            case BYTES -> out.addBinary(Binary.fromConstantByteArray((byte[]) value));
            case UUID -> out.addBinary(Binary.fromConstantByteArray(bytes((UUID) value)));
        }
    }

    private static void addDecimal(RecordConsumer out, int precision, BigInteger unscaled) {
        switch (DataFileSchema.decimalCarrier(precision)) {
            case INT32 -> out.addInteger(unscaled.intValueExact());
            case INT64 -> out.addLong(unscaled.longValueExact());
            default -> out.addBinary(Binary.fromConstantByteArray(Int128.bytes(unscaled)));
        }
    }

    private static byte[] bytes(UUID value) {
        return ByteBuffer.allocate(16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
    }
}
