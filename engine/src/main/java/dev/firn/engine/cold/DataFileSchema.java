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
 * columns with field ids from {@link #SEQ_FIELD_ID}; the last of them, {@link #SCOPE}, in files of several scopes only.
 */
public final class DataFileSchema {
    /** The row version's {@code _seq}. */
    public static final String SEQ = "_seq";

    /** The {@code _seq} of the version that it replaces, NULL for none. */
    public static final String PREVIOUS = "_prev";

    /** True for a tombstone. */
    public static final String DELETED = "_deleted";

    /** When it was written, UTC. */
    public static final String WRITTEN_AT = "_written_at";

    /** The field id of {@link #SEQ}, the first of the system columns'. */
    public static final int SEQ_FIELD_ID = 2_000_000_000;

    /** The field id of {@link #PREVIOUS}. */
    public static final int PREVIOUS_FIELD_ID = SEQ_FIELD_ID + 1;

    /** The field id of {@link #DELETED}. */
    public static final int DELETED_FIELD_ID = SEQ_FIELD_ID + 2;

    /** The field id of {@link #WRITTEN_AT}. */
    public static final int WRITTEN_AT_FIELD_ID = SEQ_FIELD_ID + 3;

    /** In bundles, the number of the scope whose row it is. */
    public static final String SCOPE = "_scope";

    /** The field id of {@link #SCOPE}. */
    public static final int SCOPE_FIELD_ID = SEQ_FIELD_ID + 4;

    private DataFileSchema() {}

    static MessageType of(Schema schema, FileKind kind) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (Column column : schema.columns()) {
            message.addField(field(column));
        }
        message.addField(optional(PrimitiveTypeName.INT64, SEQ_FIELD_ID, SEQ));
        message.addField(optional(PrimitiveTypeName.INT64, PREVIOUS_FIELD_ID, PREVIOUS));
        message.addField(optional(PrimitiveTypeName.BOOLEAN, DELETED_FIELD_ID, DELETED));
        message.addField(timestamp(WRITTEN_AT_FIELD_ID, WRITTEN_AT));
        if (kind == FileKind.BUNDLE) {
            message.addField(optional(PrimitiveTypeName.INT64, SCOPE_FIELD_ID, SCOPE));
        }
        return message.named("row");
    }

    /** Columns whose values hardly repeat: a dictionary would cost time and be dropped. */
    static List<String> columnsWithoutDictionary(Schema schema) {
        List<String> names = new ArrayList<>(List.of(SEQ, PREVIOUS, WRITTEN_AT));
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
            case SMALLINT -> logical(PrimitiveTypeName.INT32, LogicalTypeAnnotation.intType(16, true), column);
            case INT -> optional(PrimitiveTypeName.INT32, column.id(), column.name());
            case BIGINT -> optional(PrimitiveTypeName.INT64, column.id(), column.name());
            case FLOAT -> optional(PrimitiveTypeName.FLOAT, column.id(), column.name());
            case DOUBLE -> optional(PrimitiveTypeName.DOUBLE, column.id(), column.name());
            case DECIMAL -> decimal(column);
            case TEXT -> logical(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType(), column);
            case BYTES -> optional(PrimitiveTypeName.BINARY, column.id(), column.name());
            case JSON -> logical(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.jsonType(), column);
            case TIMESTAMP, DATETIME -> timestamp(column.id(), column.name());
            case DATE -> logical(PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType(), column);
            case TIME ->
                logical(
                        PrimitiveTypeName.INT64,
                        LogicalTypeAnnotation.timeType(false, LogicalTypeAnnotation.TimeUnit.MICROS),
                        column);
            case UUID -> fixed(LogicalTypeAnnotation.uuidType(), column);
        };
    }

    /** How a DECIMAL of so many digits is kept: as Parquet's specification asks for. */
    static PrimitiveTypeName decimalCarrier(int precision) {
        if (precision <= 9) {
            return PrimitiveTypeName.INT32;
        }
        return precision <= 18 ? PrimitiveTypeName.INT64 : PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    }

    private static Type decimal(Column column) {
        int precision = column.type().precision();
        LogicalTypeAnnotation digits =
                LogicalTypeAnnotation.decimalType(column.type().scale(), precision);
        PrimitiveTypeName carrier = decimalCarrier(precision);
        return carrier == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                ? fixed(digits, column)
                : logical(carrier, digits, column);
    }

    private static Type fixed(LogicalTypeAnnotation logical, Column column) {
        return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                .length(16)
                .as(logical)
                .id(column.id())
                .named(column.name());
    }

    private static Type logical(PrimitiveTypeName type, LogicalTypeAnnotation logical, Column column) {
        return Types.optional(type).as(logical).id(column.id()).named(column.name());
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
