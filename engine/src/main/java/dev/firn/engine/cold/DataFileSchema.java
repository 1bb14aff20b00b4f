package dev.firn.engine.cold;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.Schema;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The Parquet schema of a table's data files: every column optional, with its column id as field id, then the system
 * columns with field ids from {@link #FIRST_SYSTEM_FIELD_ID}.
 */
public final class DataFileSchema {
    /** The field id of {@code _seq}; {@code _prev}, {@code _deleted} and {@code _written_at} follow. */
    public static final int FIRST_SYSTEM_FIELD_ID = 2_000_000_000;

    private DataFileSchema() {}

    static MessageType of(Schema schema) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (Column column : schema.columns()) {
            message.addField(field(column));
        }
        message.addField(optional(PrimitiveTypeName.INT64, FIRST_SYSTEM_FIELD_ID, "_seq"));
        message.addField(optional(PrimitiveTypeName.INT64, FIRST_SYSTEM_FIELD_ID + 1, "_prev"));
        message.addField(optional(PrimitiveTypeName.BOOLEAN, FIRST_SYSTEM_FIELD_ID + 2, "_deleted"));
        message.addField(timestamp(FIRST_SYSTEM_FIELD_ID + 3, "_written_at"));
        return message.named("row");
    }

    /** Columns whose values hardly repeat: a dictionary would cost time and be dropped. */
    static List<String> columnsWithoutDictionary(Schema schema) {
        List<String> names = new ArrayList<>(List.of("_seq", "_prev", "_written_at"));
        for (Column column : schema.columns()) {
            boolean unique = column.id() == schema.keyColumnId();
            boolean spread = switch (column.type().kind()) {
                case TIMESTAMP, DATETIME, UUID -> true;
                case BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, TEXT, BYTES, JSON, DATE, TIME -> false;
            };
            if (unique || spread) {
                names.add(column.name());
            }
        }
        return names;
    }

    /** Parquet has no bloom filter for booleans. */
    static boolean takesBloomFilter(Column column) {
        return field(column).asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BOOLEAN;
    }

    static Type field(Column column) {
        return switch (column.type().kind()) {
            case BOOLEAN -> optional(PrimitiveTypeName.BOOLEAN, column.id(), column.name());
            case INT -> optional(PrimitiveTypeName.INT32, column.id(), column.name());
            case BIGINT -> optional(PrimitiveTypeName.INT64, column.id(), column.name());
            case DOUBLE -> optional(PrimitiveTypeName.DOUBLE, column.id(), column.name());
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .id(column.id())
                        .named(column.name());
            case TIMESTAMP -> timestamp(column.id(), column.name());
            case SMALLINT, FLOAT, DECIMAL, BYTES, JSON, DATETIME, DATE, TIME, UUID ->
                throw new IllegalArgumentException(
                        "no data file column of type " + column.type().sqlName());
        };
    }

    private static Type optional(PrimitiveTypeName type, int id, String name) {
        return Types.optional(type).id(id).named(name);
    }

    private static Type timestamp(int id, String name) {
        return Types.optional(PrimitiveTypeName.INT64)
                .as(LogicalTypeAnnotation.timestampType(false, LogicalTypeAnnotation.TimeUnit.MICROS))
                .id(id)
                .named(name);
    }
}
