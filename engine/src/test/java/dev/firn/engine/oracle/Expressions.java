package dev.firn.engine.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Random expressions over columns. None of them can fail: numbers are reduced before they are multiplied, because whether
 * a predicate that can fail is computed for a row at all is for the optimizer to choose. {@link #fallible} is the
 * exception, for places where each row's value must be computed.
 */
final class Expressions {
    /** A column within reach, by what it is called there. */
    record Ref(String sql, ColumnKind kind) {}

    private final Draw draw;

    /** The subquery that a predicate over the given columns may ask, false where there is none. */
    private final Function<List<Ref>, String> subquery;

    Expressions(Draw draw, Function<List<Ref>, String> subquery) {
        this.draw = draw;
        this.subquery = subquery;
    }

    ColumnKind kind() {
        return draw.of(ColumnKind.values());
    }

    /** A column of the kind, or a constant where there is none. */
    String leaf(List<Ref> scope, ColumnKind kind) {
        List<Ref> fitting = scope.stream().filter(ref -> ref.kind() == kind).toList();
        return fitting.isEmpty() || draw.chance(12)
                ? kind.constant(draw)
                : draw.one(fitting).sql();
    }

    String value(List<Ref> scope, ColumnKind kind, int depth) {
        if (depth <= 0 || draw.chance(45)) {
            return leaf(scope, kind);
        }
        return switch (draw.below(6)) {
            case 0 ->
                "CASE WHEN " + predicate(scope, depth - 1) + " THEN " + value(scope, kind, depth - 1)
                        + (draw.chance(70) ? " ELSE " + value(scope, kind, depth - 1) : "") + " END";
            case 1 -> "COALESCE(" + value(scope, kind, depth - 1) + ", " + value(scope, kind, depth - 1) + ")";
            case 2 -> "NULLIF(" + value(scope, kind, depth - 1) + ", " + leaf(scope, kind) + ")";
            default -> operation(scope, kind, depth - 1);
        };
    }

    private String operation(List<Ref> scope, ColumnKind kind, int depth) {
        String a = value(scope, kind, depth);
        String b = leaf(scope, kind);
        return switch (kind) {
            case BOOLEAN -> "(" + predicate(scope, depth) + ")";
            case SMALLINT -> "CAST((" + a + ") % 50 AS SMALLINT)";
            case FLOAT, DECIMAL -> "abs(" + a + ")";
            case BYTES, JSON, TIME, UUID -> a;
            case DATE -> "CAST(date_trunc('month', " + a + ") AS DATE)";
            case INT ->
                draw.of(
                        "(" + a + " % 100) + (" + b + " % 100)",
                        "abs(" + a + " % 50)",
                        "(" + a + " % 9) * (" + b + " % 9)");
            case BIGINT ->
                draw.of(
                        "(" + a + " % 1000) * (" + b + " % 1000)",
                        "CAST(" + leaf(scope, ColumnKind.INT) + " AS BIGINT) - (" + b + " % 77)",
                        "length(" + leaf(scope, ColumnKind.TEXT) + ")",
                        "(" + a + ") // 3",
                        "year(" + leaf(scope, ColumnKind.TIMESTAMP) + ")");
            case DOUBLE ->
                draw.of(
                        "(" + leaf(scope, ColumnKind.INT) + " % 1000) * 0.25e0",
                        "abs(" + a + ")",
                        "(" + leaf(scope, ColumnKind.BIGINT) + " % 64) / 4",
                        "round(" + a + ")");
            case TEXT ->
                draw.of(
                        "upper(" + a + ")",
                        "lower(" + a + ")",
                        a + " || " + b,
                        "concat(" + a + ", '-', " + b + ")",
                        "substring(" + a + ", 2, 3)",
                        "replace(" + a + ", 'a', 'bb')",
                        "trim(" + a + ")",
                        "CAST(" + leaf(scope, ColumnKind.BIGINT) + " AS VARCHAR)");
            case TIMESTAMP -> "date_trunc('" + draw.of("hour", "day", "month") + "', " + a + ")";
        };
    }

    String predicate(List<Ref> scope, int depth) {
        if (depth > 0 && draw.chance(40)) {
            return switch (draw.below(7)) {
                case 0, 1, 2 -> "(" + predicate(scope, depth - 1) + " AND " + predicate(scope, depth - 1) + ")";
                case 3, 4 -> "(" + predicate(scope, depth - 1) + " OR " + predicate(scope, depth - 1) + ")";
                case 5 -> "NOT (" + predicate(scope, depth - 1) + ")";
                default -> subquery.apply(scope);
            };
        }
        ColumnKind kind =
                scope.isEmpty() || draw.chance(10) ? kind() : draw.one(scope).kind();
        return kind == ColumnKind.BOOLEAN && draw.chance(50) ? leaf(scope, kind) : comparison(scope, kind, depth);
    }

    private String comparison(List<Ref> scope, ColumnKind kind, int depth) {
        String left = value(scope, kind, depth - 1);
        return switch (draw.below(12)) {
            case 0 -> left + " IS NULL";
            case 1 -> left + " IS NOT NULL";
            case 2 -> left + " IS " + draw.of("", "NOT ") + "DISTINCT FROM " + leaf(scope, kind);
            case 3 ->
                left + draw.of(" BETWEEN ", " NOT BETWEEN ") + kind.constant(draw) + " AND " + kind.constant(draw);
            case 4 -> left + draw.of(" IN (", " NOT IN (") + constants(kind) + ")";
            case 5 -> kind == ColumnKind.TEXT ? like(left) : left + " = " + leaf(scope, kind);
            case 6, 7 -> left + " = " + kind.constant(draw);
            default ->
                left
                        + draw.of(" < ", " <= ", " > ", " >= ", " <> ", " = ")
                        + (draw.chance(70) ? kind.constant(draw) : value(scope, kind, depth - 1));
        };
    }

    private String like(String left) {
        String pattern = draw.of("'a%'", "'%b'", "'_'", "'%a_b%'", "'%o%'", "'A%'", "''", "'k%'");
        return draw.chance(15)
                ? left + " LIKE 'a\\%%' ESCAPE '\\'"
                : left + draw.of(" LIKE ", " NOT LIKE ", " ILIKE ") + pattern;
    }

    private String constants(ColumnKind kind) {
        List<String> constants = new ArrayList<>();
        for (int left = draw.between(1, 4); left > 0; left--) {
            constants.add(kind.constant(draw));
        }
        if (draw.chance(15)) {
            constants.add("NULL");
        }
        return String.join(", ", constants);
    }

    /** An expression of the kind that fails for some values of its columns. */
    String fallible(List<Ref> scope, ColumnKind kind) {
        return switch (kind) {
            case INT ->
                draw.of(
                        leaf(scope, kind) + " + 2147483640",
                        "CAST(" + leaf(scope, ColumnKind.BIGINT) + " AS INTEGER)",
                        "CAST(" + leaf(scope, ColumnKind.TEXT) + " AS INTEGER)");
            case BIGINT ->
                draw.of(
                        leaf(scope, kind) + " * 4611686018427387904",
                        "CAST(" + leaf(scope, ColumnKind.TEXT) + " AS BIGINT)");
            case DOUBLE -> "exp(" + leaf(scope, kind) + " + 700)";
            case TIMESTAMP -> "CAST(" + leaf(scope, ColumnKind.TEXT) + " AS TIMESTAMP)";
            case BOOLEAN -> "CAST(" + leaf(scope, ColumnKind.TEXT) + " AS BOOLEAN)";
            case SMALLINT -> "CAST(" + leaf(scope, ColumnKind.INT) + " * 1000 AS SMALLINT)";
            case DECIMAL -> "CAST(" + leaf(scope, ColumnKind.BIGINT) + " AS DECIMAL(9,2))";
            case DATE -> "CAST(" + leaf(scope, ColumnKind.TEXT) + " AS DATE)";
            case UUID -> "CAST(" + leaf(scope, ColumnKind.TEXT) + " AS UUID)";
            case TEXT -> leaf(scope, kind) + " || 'x'";
            case FLOAT, BYTES, JSON, TIME -> leaf(scope, kind);
        };
    }
}
