package dev.firn.engine.cold;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnType.Kind;
import dev.firn.engine.table.SqlLiteral;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;

/** The text of a bound in the statistics of a data file, whose bytes are plain encoded as Parquet lays down. */
final class BoundText {
    private static final int MAX_CHARACTERS = 64;

    private BoundText() {}

    /** Empty when the bytes are no value of the field, or one that has no order. */
    static Optional<String> of(SchemaElement field, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Optional<String> text = switch (field.getType()) {
            case BOOLEAN -> bytes.length == 1 ? Optional.of(Boolean.toString(bytes[0] != 0)) : Optional.empty();
            case INT32 -> bytes.length == Integer.BYTES ? Optional.of(number(field, in.getInt())) : Optional.empty();
            case INT64 -> bytes.length == Long.BYTES ? Optional.of(number(field, in.getLong())) : Optional.empty();
            case FLOAT -> bytes.length == Float.BYTES ? Optional.of(Float.toString(in.getFloat())) : Optional.empty();
            case DOUBLE ->
                bytes.length == Double.BYTES ? Optional.of(Double.toString(in.getDouble())) : Optional.empty();
            case BYTE_ARRAY -> text(field, bytes);
            case FIXED_LEN_BYTE_ARRAY -> fixed(field, bytes);
            case INT96 -> Optional.empty();
        };
        return text.map(BoundText::cut);
    }

    private static String number(SchemaElement field, long value) {
        LogicalType logical = field.getLogicalType();
        if (logical == null || logical.isSetINTEGER()) {
            return Long.toString(value);
        } else if (logical.isSetDECIMAL()) {
            return BigDecimal.valueOf(value, logical.getDECIMAL().getScale()).toPlainString();
        } else if (logical.isSetDATE()) {
            return SqlLiteral.castText(ColumnType.of(Kind.DATE), (int) value);
        } else if (logical.isSetTIME()) {
            return SqlLiteral.castText(ColumnType.of(Kind.TIME), value);
        } else if (logical.isSetTIMESTAMP()) {
            return SqlLiteral.castText(ColumnType.TIMESTAMP, value);
        }
        return Long.toString(value);
    }

    private static Optional<String> text(SchemaElement field, byte[] bytes) {
        boolean text = field.isSetLogicalType() && field.getLogicalType().isSetSTRING();
        return text ? Optional.of(new String(bytes, StandardCharsets.UTF_8)) : Optional.empty();
    }

    private static Optional<String> fixed(SchemaElement field, byte[] bytes) {
        LogicalType logical = field.getLogicalType();
        if (logical != null && logical.isSetUUID() && bytes.length == 2 * Long.BYTES) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            return Optional.of(new UUID(in.getLong(), in.getLong()).toString());
        } else if (logical != null && logical.isSetDECIMAL() && bytes.length > 0) {
            return Optional.of(
                    new BigDecimal(new BigInteger(bytes), logical.getDECIMAL().getScale()).toPlainString());
        }
        return Optional.empty();
    }

    private static String cut(String text) {
        if (text.codePointCount(0, text.length()) <= MAX_CHARACTERS) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
    }
}
