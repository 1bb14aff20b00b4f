package dev.firn.engine.oracle;

import dev.firn.engine.oracle.Expressions.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random SELECTs whose result is determined: LIMIT, windows and lists stand on a total order. */
final class Selects {
    /** A query with the kinds of its columns, which are called {@code r1, r2 …}. */
    record Query(String sql, List<ColumnKind> kinds) {}

    /** A FROM clause with the columns that it offers. */
    private record From(String sql, List<Ref> columns) {}

    private final Draw draw;
    private final List<TableSpec> tables;
    private final Expressions expressions;
    private int aliases;

    /**
     * @param tables what may be read; the list may grow and change later
     */
    Selects(Draw draw, List<TableSpec> tables) {
        this.draw = draw;
        this.tables = tables;
        this.expressions = new Expressions(draw, this::subqueryPredicate);
    }

    Expressions expressions() {
        return expressions;
    }

    /** A query for a user's request, and whether its order counts. */
    record Top(String sql, boolean ordered) {}

    Top top() {
        int dice = draw.below(100);
        if (dice < 12) {
            return new Top(short_(), false);
        } else if (dice < 17) {
            return new Top(fallible(), false);
        }
        Query query = query(2);
        return draw.chance(45) ? new Top(ordered(query, 60), true) : new Top(query.sql(), false);
    }

    /** A query of columns of the given kinds and at most so many rows. */
    String of(List<ColumnKind> kinds, int mostRows) {
        From from = from(1);
        String items = IntStream.range(0, kinds.size())
                .mapToObj(i -> expressions.value(from.columns(), kinds.get(i), 1) + " AS r" + (i + 1))
                .collect(Collectors.joining(", "));
        return "SELECT " + items + from.sql() + where(from, 50) + " ORDER BY " + total(kinds.size(), "") + " LIMIT "
                + mostRows;
    }

    private Query query(int depth) {
        return switch (draw.below(depth > 0 ? 11 : 3)) {
            case 0, 1, 2 -> plain(depth);
            case 3, 4, 5 -> grouped(depth);
            case 6 -> aggregated(depth);
            case 7 -> window(depth);
            case 8 -> setOperation(depth);
            case 9 -> common(depth);
            default -> distinct(depth);
        };
    }

    /** Statements that the engine may answer by a short way: keys, counts, whole tables. */
    private String short_() {
        TableSpec table = draw.one(tables);
        TableSpec.ColumnSpec column = table.keyed() ? table.keyColumn() : draw.one(table.columns());
        String constant = table.keyed() && draw.chance(80)
                ? column.kind().key(draw)
                : column.kind().constant(draw);
        String where = " WHERE " + column.name() + draw.of(" = ", " = ", " = ", " >= ", " < ", " IS DISTINCT FROM ")
                + constant;
        return switch (draw.below(6)) {
            case 0 -> "SELECT COUNT(*) FROM " + table.qualified();
            case 1 -> "SELECT COUNT(*) AS n FROM " + table.qualified() + where;
            case 2 -> "SELECT * FROM " + table.qualified();
            case 3 ->
                "SELECT COUNT(" + column.name() + "), MIN(" + column.name() + "), MAX(" + column.name() + ") FROM "
                        + table.qualified();
            case 4 ->
                "SELECT " + column.name() + " FROM " + table.qualified() + " AS x"
                        + where.replace("WHERE ", "WHERE x.");
            default -> "SELECT * FROM " + table.qualified() + where;
        };
    }

    /** A query that fails when one of its rows holds a certain value; every row's value is in the result. */
    private String fallible() {
        TableSpec table = draw.one(tables);
        List<Ref> scope = refs(table, "x");
        if (draw.chance(40)) {
            ColumnKind kind = expressions.kind();
            return "SELECT * FROM " + table.qualified() + " AS x WHERE " + expressions.fallible(scope, kind)
                    + draw.of(" > ", " <> ", " = ") + kind.constant(draw);
        }
        String where = draw.chance(60) ? " WHERE " + expressions.predicate(scope, 1) : "";
        return "SELECT " + expressions.fallible(scope, expressions.kind()) + " AS r1 FROM " + table.qualified()
                + " AS x" + where;
    }

    private Query plain(int depth) {
        From from = from(depth);
        List<ColumnKind> kinds = new ArrayList<>();
        List<String> items = new ArrayList<>();
        for (int left = draw.between(1, 4); left > 0; left--) {
            item(items, kinds, from.columns(), depth);
        }
        if (depth > 1 && draw.chance(15)) {
            items.add(scalarSubquery(from.columns()) + " AS r" + (items.size() + 1));
            kinds.add(ColumnKind.BIGINT);
        }
        return new Query("SELECT " + String.join(", ", items) + from.sql() + where(from, 55), kinds);
    }

    private void item(List<String> items, List<ColumnKind> kinds, List<Ref> scope, int depth) {
        ColumnKind kind = scope.isEmpty() ? expressions.kind() : draw.one(scope).kind();
        items.add(expressions.value(scope, kind, depth) + " AS r" + (items.size() + 1));
        kinds.add(kind);
    }

    private Query distinct(int depth) {
        Query plain = plain(depth - 1);
        return new Query(plain.sql().replaceFirst("SELECT ", "SELECT DISTINCT "), plain.kinds());
    }

    private Query aggregated(int depth) {
        From from = from(depth - 1);
        List<ColumnKind> kinds = new ArrayList<>();
        List<String> items = new ArrayList<>();
        for (int left = draw.between(1, 4); left > 0; left--) {
            aggregate(items, kinds, from.columns());
        }
        return new Query("SELECT " + String.join(", ", items) + from.sql() + where(from, 45), kinds);
    }

    private Query grouped(int depth) {
        From from = from(depth - 1);
        List<ColumnKind> kinds = new ArrayList<>();
        List<String> items = new ArrayList<>();
        int groups = draw.between(1, 2);
        for (int i = 0; i < groups; i++) {
            item(items, kinds, from.columns(), draw.below(2));
        }
        for (int left = draw.between(1, 3); left > 0; left--) {
            aggregate(items, kinds, from.columns());
        }
        String by = IntStream.rangeClosed(1, groups).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        String having = draw.chance(30) ? " HAVING COUNT(*) " + draw.of("> 1", "= 1", "<> 2", "< 4") : "";
        return new Query(
                "SELECT " + String.join(", ", items) + from.sql() + where(from, 40) + " GROUP BY " + by + having,
                kinds);
    }

    private void aggregate(List<String> items, List<ColumnKind> kinds, List<Ref> scope) {
        String alias = " AS r" + (items.size() + 1);
        ColumnKind kind = draw.one(scope).kind();
        String value = expressions.value(scope, kind, 1);
        String distinct = draw.chance(20) ? "DISTINCT " : "";
        switch (draw.below(6)) {
            case 0 -> add(items, kinds, "COUNT(*)" + filter(scope) + alias, ColumnKind.BIGINT);
            case 1 -> add(items, kinds, "COUNT(" + distinct + value + ")" + filter(scope) + alias, ColumnKind.BIGINT);
            case 2, 3 -> {
                if (kind.isOrdered()) {
                    add(items, kinds, draw.of("MIN(", "MAX(") + value + ")" + filter(scope) + alias, kind);
                } else {
                    add(items, kinds, draw.of("bool_and(", "bool_or(") + value + ")" + alias, ColumnKind.BOOLEAN);
                }
            }
            case 4 -> sum(items, kinds, scope, alias);
            default -> {
                String text = "CAST(" + value + " AS VARCHAR)";
                add(items, kinds, "string_agg(" + text + ", ',' ORDER BY " + text + ")" + alias, ColumnKind.TEXT);
            }
        }
    }

    /** Sums of doubles leave out what makes a sum depend on its order. */
    private void sum(List<String> items, List<ColumnKind> kinds, List<Ref> scope, String alias) {
        ColumnKind kind = draw.of(ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.DOUBLE, ColumnKind.DECIMAL);
        String value = expressions.leaf(scope, kind);
        if (kind == ColumnKind.DECIMAL) {
            add(items, kinds, "SUM(" + value + ")" + alias, kind);
            return;
        }
        if (kind == ColumnKind.DOUBLE) {
            String exact = "CASE WHEN abs(" + value + ") BETWEEN 0.25e0 AND 1e6 THEN " + value + " END";
            add(items, kinds, draw.of("SUM(", "AVG(") + exact + ")" + alias, ColumnKind.DOUBLE);
        } else if (draw.chance(30)) {
            add(items, kinds, "AVG(" + value + " % 1000)" + alias, ColumnKind.DOUBLE);
        } else {
            add(items, kinds, "CAST(SUM(" + value + " % 100000) AS BIGINT)" + alias, ColumnKind.BIGINT);
        }
    }

    private static void add(List<String> items, List<ColumnKind> kinds, String item, ColumnKind kind) {
        items.add(item);
        kinds.add(kind);
    }

    private String filter(List<Ref> scope) {
        return draw.chance(15) ? " FILTER (WHERE " + expressions.predicate(scope, 1) + ")" : "";
    }

    /** Windows over a query, ordered by all its columns: rows that tie are equal, so that exchanging them shows nothing. */
    private Query window(int depth) {
        Query inner = query(depth - 1);
        String name = alias();
        String partition = draw.chance(60) ? "PARTITION BY " + name + ".r1 " : "";
        String over = " OVER (" + partition + "ORDER BY " + total(inner.kinds().size(), name + ".r");
        String last = name + ".r" + inner.kinds().size();
        ColumnKind lastKind = inner.kinds().get(inner.kinds().size() - 1);
        String frame = draw.of(
                "",
                " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
                " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
        List<ColumnKind> kinds = new ArrayList<>(inner.kinds());
        String function = switch (draw.below(7)) {
            case 0 -> called(kinds, "row_number()", ColumnKind.BIGINT) + over;
            case 1 -> called(kinds, draw.of("rank()", "dense_rank()", "ntile(3)"), ColumnKind.BIGINT) + over;
            case 2 -> called(kinds, draw.of("lag(", "lead(") + last + ", " + draw.between(1, 2) + ")", lastKind) + over;
            case 3 -> called(kinds, draw.of("first_value(", "last_value(") + last + ")", lastKind) + over + frame;
            case 4 -> called(kinds, draw.of("min(", "max(") + last + ")", lastKind) + over + frame;
            case 5 -> called(kinds, "count(" + last + ")", ColumnKind.BIGINT) + over + frame;
            default -> called(kinds, "percent_rank()", ColumnKind.DOUBLE) + over;
        };
        String columns = IntStream.rangeClosed(1, inner.kinds().size())
                .mapToObj(i -> name + ".r" + i)
                .collect(Collectors.joining(", "));
        return new Query(
                "SELECT " + columns + ", " + function + ") AS r" + kinds.size() + " FROM (" + inner.sql() + ") AS "
                        + name,
                kinds);
    }

    private static String called(List<ColumnKind> kinds, String function, ColumnKind kind) {
        kinds.add(kind);
        return function;
    }

    private Query setOperation(int depth) {
        Query left = plain(depth - 1);
        From from = from(depth - 1);
        String items = IntStream.range(0, left.kinds().size())
                .mapToObj(i -> expressions.value(from.columns(), left.kinds().get(i), 1) + " AS r" + (i + 1))
                .collect(Collectors.joining(", "));
        String right = "SELECT " + items + from.sql() + where(from, 45);
        String operation = draw.of(" UNION ALL ", " UNION ", " EXCEPT ", " INTERSECT ");
        return new Query("(" + left.sql() + ")" + operation + "(" + right + ")", left.kinds());
    }

    private Query common(int depth) {
        Query inner = query(depth - 1);
        String name = alias();
        List<Ref> scope = columns(name, inner);
        TableSpec table = draw.one(tables);
        String other = alias();
        List<Ref> all = new ArrayList<>(scope);
        String join = "";
        if (draw.chance(50)) {
            List<Ref> right = refs(table, other);
            join = " LEFT JOIN " + table.qualified() + " AS " + other + " ON " + joinCondition(scope, right);
            all.addAll(right);
        }
        List<String> items = new ArrayList<>();
        List<ColumnKind> kinds = new ArrayList<>();
        for (int left = draw.between(1, 3); left > 0; left--) {
            item(items, kinds, all, 1);
        }
        return new Query(
                "WITH " + name + " AS (" + inner.sql() + ") SELECT " + String.join(", ", items) + " FROM " + name + join
                        + " WHERE " + expressions.predicate(all, 1),
                kinds);
    }

    /** The query ordered by all its columns, with a LIMIT by chance. */
    String ordered(Query query, int limitPercent) {
        String order = " ORDER BY " + total(query.kinds().size(), "");
        String sql = query.sql() + order;
        if (draw.chance(limitPercent)) {
            sql += " LIMIT " + draw.of(0, 1, 3, 10, 100) + (draw.chance(40) ? " OFFSET " + draw.between(0, 5) : "");
        }
        return sql;
    }

    private String total(int columns, String prefix) {
        return IntStream.rangeClosed(1, columns)
                .mapToObj(i -> prefix + i + draw.of("", " ASC", " DESC") + draw.of("", " NULLS FIRST", " NULLS LAST"))
                .collect(Collectors.joining(", "));
    }

    private String where(From from, int percent) {
        return draw.chance(percent) ? " WHERE " + expressions.predicate(from.columns(), 2) : "";
    }

    private String alias() {
        aliases++;
        return "x" + aliases;
    }

    static List<Ref> refs(TableSpec table, String alias) {
        String prefix = alias.isEmpty() ? "" : alias + ".";
        return table.columns().stream()
                .map(column -> new Ref(prefix + column.name(), column.kind()))
                .toList();
    }

    private static List<Ref> columns(String alias, Query query) {
        return IntStream.range(0, query.kinds().size())
                .mapToObj(i -> new Ref(alias + ".r" + (i + 1), query.kinds().get(i)))
                .toList();
    }

    private From from(int depth) {
        From first = item(depth);
        String sql = first.sql();
        List<Ref> columns = new ArrayList<>(first.columns());
        int joins = draw.of(0, 0, 0, 1, 1, 2);
        for (int i = 0; i < joins; i++) {
            From next = item(0);
            String kind = draw.of("JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN");
            sql += " " + kind + " " + next.sql() + " ON " + joinCondition(columns, next.columns());
            if (!kind.startsWith("SEMI") && !kind.startsWith("ANTI")) {
                columns.addAll(next.columns());
            }
        }
        return new From(" FROM " + sql, columns);
    }

    private From item(int depth) {
        String name = alias();
        if (depth > 0 && draw.chance(15)) {
            Query inner = query(depth - 1);
            String sql = draw.chance(20) ? ordered(inner, 100) : inner.sql();
            return new From("(" + sql + ") AS " + name, columns(name, inner));
        }
        TableSpec table = draw.one(tables);
        return new From(table.qualified() + " AS " + name, refs(table, name));
    }

    /** An equality of two columns where there is a pair of one kind, so that a join stays small. */
    private String joinCondition(List<Ref> left, List<Ref> right) {
        List<String> pairs = new ArrayList<>();
        for (Ref a : left) {
            for (Ref b : right) {
                if (a.kind() == b.kind() && a.kind() != ColumnKind.BOOLEAN) {
                    pairs.add(a.sql() + (draw.chance(6) ? " IS NOT DISTINCT FROM " : " = ") + b.sql());
                }
            }
        }
        if (pairs.isEmpty()) {
            return draw.one(left).sql() + " IS NULL AND " + draw.one(right).sql() + " IS NULL";
        }
        List<Ref> both = new ArrayList<>(left);
        both.addAll(right);
        return draw.one(pairs) + (draw.chance(20) ? " AND " + expressions.predicate(both, 1) : "");
    }

    private String subqueryPredicate(List<Ref> outer) {
        if (outer.isEmpty()) {
            return "TRUE";
        }
        TableSpec table = draw.one(tables);
        String name = alias();
        List<Ref> inner = refs(table, name);
        Ref column = draw.one(inner);
        if (draw.chance(50)) {
            return expressions.leaf(outer, column.kind()) + draw.of(" IN (", " NOT IN (") + "SELECT " + column.sql()
                    + " FROM " + table.qualified() + " AS " + name + " WHERE " + expressions.predicate(inner, 0) + ")";
        }
        return draw.of("", "NOT ") + "EXISTS (SELECT 1 FROM " + table.qualified() + " AS " + name + " WHERE "
                + joinCondition(outer, inner) + ")";
    }

    private String scalarSubquery(List<Ref> outer) {
        TableSpec table = draw.one(tables);
        String name = alias();
        return "(SELECT COUNT(*) FROM " + table.qualified() + " AS " + name + " WHERE "
                + joinCondition(outer, refs(table, name)) + ")";
    }
}
