package dev.firn.engine.table;

/**
 * The declared type of a column or of a result's column.
 *
 * <p>Values in Java: BOOLEAN {@code Boolean}; SMALLINT, INT {@code Integer}; BIGINT {@code Long}; FLOAT, DOUBLE
 * {@code Double}; DECIMAL {@code BigDecimal}; TEXT, JSON {@code String}; BYTES {@code byte[]}; TIMESTAMP, DATETIME
 * {@code Long} microseconds since 1970-01-01T00:00:00 UTC; DATE {@code Integer} days since 1970-01-01; TIME
 * {@code Long} microseconds of the day; UUID {@code java.util.UUID}. SQL NULL is {@code null}.
 *
 * @param precision decimal digits of a DECIMAL, the most characters of a TEXT (0 for any number), else 0
 * @param scale digits after the point of a DECIMAL, else 0
 */
public record ColumnType(Kind kind, int precision, int scale) {
    public static final ColumnType BOOLEAN = new ColumnType(Kind.BOOLEAN, 0, 0);
    public static final ColumnType INT = new ColumnType(Kind.INT, 0, 0);
    public static final ColumnType BIGINT = new ColumnType(Kind.BIGINT, 0, 0);
    public static final ColumnType DOUBLE = new ColumnType(Kind.DOUBLE, 0, 0);
    public static final ColumnType TEXT = new ColumnType(Kind.TEXT, 0, 0);
    public static final ColumnType TIMESTAMP = new ColumnType(Kind.TIMESTAMP, 0, 0);

    /** The closed set of types, with their spelling as {@code data_type} in answers. */
    public enum Kind {
        BOOLEAN("Boolean", "BOOLEAN"),
        SMALLINT("SmallInt", "SMALLINT"),
        INT("Int", "INT"),
        BIGINT("BigInt", "BIGINT"),
        FLOAT("Float", "FLOAT"),
        DOUBLE("Double", "DOUBLE"),
        DECIMAL("Decimal", "DECIMAL"),
        TEXT("Text", "VARCHAR"),
        BYTES("Bytes", "BYTES"),
        JSON("Json", "JSON"),
        TIMESTAMP("Timestamp", "TIMESTAMP"),
        DATETIME("DateTime", "DATETIME"),
        DATE("Date", "DATE"),
        TIME("Time", "TIME"),
        UUID("Uuid", "UUID");

        private final String dataType;
        private final String sqlName;

        Kind(String dataType, String sqlName) {
            this.dataType = dataType;
            this.sqlName = sqlName;
        }
    }

    /** The spelling in answers: {@code BigInt}, {@code Decimal(38,0)}. */
    public String dataType() {
        return kind.dataType + (kind == Kind.DECIMAL ? "(" + precision + "," + scale + ")" : "");
    }

    /** The spelling in SQL: {@code BIGINT}, {@code DECIMAL(38,0)}. */
    public String sqlName() {
        boolean bounded = kind == Kind.TEXT && precision > 0;
        return kind.sqlName
                + (kind == Kind.DECIMAL ? "(" + precision + "," + scale + ")" : "")
                + (bounded ? "(" + precision + ")" : "");
    }

    /** A DECIMAL of the given digits. */
    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale);
    }

    /** A TEXT of at most that many Unicode characters. */
    public static ColumnType text(int maxCharacters) {
        return new ColumnType(Kind.TEXT, maxCharacters, 0);
    }

    /** A type without digits. */
    public static ColumnType of(Kind kind) {
        return new ColumnType(kind, 0, 0);
    }
}
