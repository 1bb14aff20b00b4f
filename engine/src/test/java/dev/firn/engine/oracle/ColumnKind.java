package dev.firn.engine.oracle;

/**
 * The types of the oracle's columns, each with the values that it draws: few enough to meet each other in joins and
 * groups, with the edges of the type among them. Doubles are multiples of a quarter or far from any sum, so that a sum
 * does not depend on its order; −0.0 is left out, because DISTINCT may keep either zero.
 */
enum ColumnKind {
    BOOLEAN("BOOLEAN"),
    INT("INT"),
    BIGINT("BIGINT"),
    DOUBLE("DOUBLE"),
    TEXT("VARCHAR"),
    TIMESTAMP("TIMESTAMP");

    private static final int KEYS = 45;

    private final String sqlName;

    ColumnKind(String sqlName) {
        this.sqlName = sqlName;
    }

    String sqlName() {
        return sqlName;
    }

    /** What the plain DuckDB calls the type. */
    String peerName() {
        return sqlName;
    }

    boolean isNumber() {
        return this == INT || this == BIGINT || this == DOUBLE;
    }

    /** True when {@code MIN} and {@code <} have a meaning and the type's values are worth it. */
    boolean isOrdered() {
        return this != BOOLEAN;
    }

    /** A value as both dialects write it in VALUES. */
    String literal(Draw draw) {
        return switch (this) {
            case BOOLEAN -> draw.of("TRUE", "FALSE");
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
            case TEXT -> text(draw);
            case TIMESTAMP -> (draw.chance(50) ? "TIMESTAMP " : "") + time(draw);
        };
    }

    /** A value as an expression of this type. */
    String constant(Draw draw) {
        return switch (this) {
            case BOOLEAN, INT, BIGINT, TEXT -> literal(draw);
            case DOUBLE -> {
                String literal = literal(draw);
                yield literal.startsWith("'") ? "CAST(" + literal + " AS DOUBLE)" : literal;
            }
            case TIMESTAMP -> "TIMESTAMP " + time(draw);
        };
    }

    /** The n-th of the values that keys are made of. */
    String key(int n) {
        return switch (this) {
            case BOOLEAN -> n % 2 == 0 ? "TRUE" : "FALSE";
            case INT, BIGINT -> String.valueOf(n - 3);
            case DOUBLE -> (n - 3) + (n % 2 == 0 ? ".25e0" : ".5e0");
            case TEXT -> n % 10 == 7 ? "'ключ😀" + n + "'" : "'k" + n + "'";
            case TIMESTAMP -> "TIMESTAMP '2025-01-%02d %02d:00:00'".formatted(n / 20 + 1, n % 20);
        };
    }

    String key(Draw draw) {
        return key(draw.below(KEYS));
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
