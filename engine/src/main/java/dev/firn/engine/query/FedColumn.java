package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * How values of a type get into DuckDB: by the vector type that carries them fastest, and the SQL that makes the type of
 * it. Times go as numbers; the driver's own conversions would pass through the JVM's time zone. Bytes go as base64: the
 * driver takes no bytes but those of UTF-8.
 */
final class FedColumn {
    private FedColumn() {}

    /** The type's name in DuckDB. */
    static String sqlType(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "BOOLEAN";
            case SMALLINT -> "SMALLINT";
            case INT -> "INTEGER";
            case BIGINT -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DECIMAL -> "DECIMAL(" + type.precision() + "," + type.scale() + ")";
            case TEXT, JSON -> "VARCHAR";
            case BYTES -> "BLOB";
            case TIMESTAMP, DATETIME -> "TIMESTAMP";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case UUID -> "UUID";
        };
    }

    /** The SQL that makes the type's value of the fed column. */
    static String sqlValue(ColumnType type, String column) {
        return switch (type.kind()) {
            case TIMESTAMP, DATETIME -> "make_timestamp(" + column + ")";
            case DATE -> "DATE '1970-01-01' + " + column;
            case TIME -> "TIME '00:00:00' + to_microseconds(" + column + ")";
            case UUID -> "CAST(" + column + " AS UUID)";
            case BYTES -> "from_base64(" + column + ")";
            case BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, TEXT, JSON -> column;
        };
    }

    static void declare(DuckDBTableFunctionBindInfo info, String name, ColumnType type) throws SQLException {
        if (type.kind() == ColumnType.Kind.DECIMAL) {
            try (DuckDBLogicalType decimal = DuckDBLogicalType.decimal(type.precision(), type.scale())) {
                info.addResultColumn(name, decimal);
            }
        } else {
            info.addResultColumn(name, vectorType(type));
        }
    }

    private static DuckDBColumnType vectorType(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> DuckDBColumnType.BOOLEAN;
            case SMALLINT -> DuckDBColumnType.SMALLINT;
            case INT, DATE -> DuckDBColumnType.INTEGER;
            case BIGINT, TIMESTAMP, DATETIME, TIME -> DuckDBColumnType.BIGINT;
            case FLOAT -> DuckDBColumnType.FLOAT;
            case DOUBLE -> DuckDBColumnType.DOUBLE;
            case DECIMAL -> DuckDBColumnType.DECIMAL;
            case TEXT, JSON, UUID, BYTES -> DuckDBColumnType.VARCHAR;
        };
    }

    /** True for types that are carried as text and written a column at a time. */
    static boolean isText(ColumnType type) {
        return vectorType(type) == DuckDBColumnType.VARCHAR;
    }

    static byte[] utf8(ColumnType type, Object value) {
        return type.kind() == ColumnType.Kind.BYTES
                ? Base64.getEncoder().encode((byte[]) value)
                : value.toString().getBytes(StandardCharsets.UTF_8);
    }

    static void write(DuckDBWritableVector vector, int row, ColumnType type, @Nullable Object value) {
        if (value == null) {
            vector.setNull(row);
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> vector.setBoolean(row, (Boolean) value);
            case SMALLINT -> vector.setShort(row, ((Integer) value).shortValue());
            case INT, DATE -> vector.setInt(row, (Integer) value);
            case BIGINT, TIMESTAMP, DATETIME, TIME -> vector.setLong(row, (Long) value);
            case FLOAT -> vector.setFloat(row, ((Double) value).floatValue());
            case DOUBLE -> vector.setDouble(row, (Double) value);
            case DECIMAL -> vector.setBigDecimal(row, (BigDecimal) value);
            case TEXT, JSON, UUID, BYTES -> throw new IllegalStateException("text is written by the column");
        }
    }
}
