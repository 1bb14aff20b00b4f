package dev.firn.engine.oracle;

/**
 * The types of the oracle's columns, each with the values that it draws: few enough to meet each other in joins and
 * groups, with the edges of the type among them. Doubles are multiples of a quarter or far from any sum, so that a sum
 * does not depend on its order; −0.0 is left out, because DISTINCT may keep either zero.
 */
enum ColumnKind {
    BOOLEAN("BOOLEAN"),
    SMALLINT("SMALLINT"),
    INT("INT"),
    BIGINT("BIGINT"),
    FLOAT("FLOAT"),
    DOUBLE("DOUBLE"),
    DECIMAL("DECIMAL(9,2)"),
    TEXT("VARCHAR"),
    BYTES("BYTES"),
    JSON("JSON"),
    TIMESTAMP("TIMESTAMP"),
    DATE("DATE"),
    TIME("TIME"),
    UUID("UUID");

    private static final int KEYS = 45;

    private final String sqlName;

    ColumnKind(String sqlName) {
        this.sqlName = sqlName;
    }

    String sqlName() {
        return sqlName;
    }

    /** What the plain DuckDB calls the type; JSON is text that Firn checks. */
    String peerName() {
        return switch (this) {
            case BYTES -> "BLOB";
            case JSON -> "VARCHAR";
            default -> sqlName;
        };
    }

    /** True when MIN and MAX take it. */
    boolean isOrdered() {
        return this != BOOLEAN;
    }

    boolean isKey() {
        return this != BOOLEAN && this != JSON;
    }

    /** A value as both dialects write it in VALUES. */
    String literal(Draw draw) {
        return switch (this) {
            case BOOLEAN -> draw.of("TRUE", "FALSE");
            case SMALLINT -> draw.chance(92) ? String.valueOf(draw.between(-9, 20)) : draw.of("32767", "-32768");
            case INT ->
                draw.chance(92)
                        ? String.valueOf(draw.between(-9, 20))
                        : draw.of("2147483647", "-2147483648", "-2147483647", "1000000");
            case BIGINT ->
                draw.chance(92)
                        ? String.valueOf(draw.between(-9, 20))
                        : draw.of("9223372036854775807", "-9223372036854775807", "4294967296", "-1000000000000");
            case DOUBLE ->
                draw.chance(90) ? quarters(draw) : draw.of("'NaN'", "'Infinity'", "'-Infinity'", "1.7e308", "5e-324");
            case FLOAT -> draw.chance(90) ? quarters(draw) : draw.of("'NaN'", "'Infinity'", "'-Infinity'", "3e38");
            case DECIMAL ->
                draw.chance(90)
                        ? draw.between(-8, 12) + draw.of(".25", ".5", ".75", ".00", "")
                        : draw.of("9999999.99", "-9999999.99");
            case TEXT -> text(draw);
            case BYTES -> draw.of("'\\x00'", "'\\x00\\xFF'", "'\\x41'", "'\\x41\\x42'", "'\\xFF'");
            case JSON -> draw.of("'{\"a\": 1}'", "'[1, 2]'", "'null'", "'\"text\"'", "'1.50'", "'{}'");
            case TIMESTAMP -> (draw.chance(50) ? "TIMESTAMP " : "") + time(draw);
            case DATE ->
                "DATE " + draw.of("'2025-01-01'", "'2025-01-02'", "'2024-02-29'", "'0001-01-01'", "'9999-12-31'");
            case TIME -> "TIME " + draw.of("'00:00:00'", "'07:30:15'", "'12:00:00.5'", "'23:59:59.999999'");
            case UUID -> uuid(draw.below(8));
        };
    }

    /** A value as an expression of this type. */
    String constant(Draw draw) {
        return switch (this) {
            case BOOLEAN, SMALLINT, INT, BIGINT, DECIMAL, TEXT, JSON, DATE, TIME -> literal(draw);
            case FLOAT, DOUBLE, UUID -> "CAST(" + literal(draw) + " AS " + sqlName + ")";
            case BYTES -> "CAST(" + literal(draw) + " AS BLOB)";
            case TIMESTAMP -> "TIMESTAMP " + time(draw);
        };
    }

    /** The n-th of the values that keys are made of. */
    String key(int n) {
        return switch (this) {
            case BOOLEAN -> n % 2 == 0 ? "TRUE" : "FALSE";
            case SMALLINT, INT, BIGINT -> String.valueOf(n - 3);
            case DECIMAL -> (n - 3) + (n % 2 == 0 ? ".25" : "");
            case BYTES -> "'\\x01\\x%02X'".formatted(n);
            case JSON -> throw new IllegalStateException("JSON is no key");
            case DATE -> "DATE '2025-%02d-%02d'".formatted(n / 28 + 1, n % 28 + 1);
            case TIME -> "TIME '%02d:%02d:00'".formatted(n / 20, n % 20);
            case UUID -> uuid(n);
            case FLOAT, DOUBLE -> (n - 3) + (n % 2 == 0 ? ".25e0" : ".5e0");
            case TEXT -> n % 10 == 7 ? "'ключ😀" + n + "'" : "'k" + n + "'";
            case TIMESTAMP -> "TIMESTAMP '2025-01-%02d %02d:00:00'".formatted(n / 20 + 1, n % 20);
        };
    }

    String key(Draw draw) {
        return key(draw.below(KEYS));
    }

    private static String uuid(int n) {
        return "'%08x-0000-4000-8000-0000000000%02x'".formatted(n * 0x1b873593, n);
    }

    private static String quarters(Draw draw) {
        return draw.between(-8, 12) + draw.of(".25e0", ".5e0", ".75e0", ".0e0");
    }

    private static String text(Draw draw) {
        return draw.of(
                "''",
                "'a'",
                "'b'",
                "'ab'",
                "'A'",
                "'Ab'",
                "' a '",
                "'a%b'",
                "'a_b'",
                "'it''s'",
                "'ä'",
                "'größer 😀'",
                "'10'",
                "'-3'",
                "'NULL'",
                "'k1'",
                "'k2'",
                "'zz'",
                "'a\\b'",
                "'" + "long ".repeat(30) + "'");
    }

    private static String time(Draw draw) {
        return draw.chance(88)
                ? "'2025-01-0%d %02d:%s'"
                        .formatted(draw.between(1, 4), draw.of(0, 7, 23), draw.of("00:00", "30:15", "59:59.999999"))
                : draw.of("'0001-01-01 00:00:00'", "'9999-12-31 23:59:59.999999'", "'1969-12-31 23:59:59.999999'");
    }
}
