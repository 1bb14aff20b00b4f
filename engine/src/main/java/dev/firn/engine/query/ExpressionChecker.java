package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part of the checker that walks expressions. Each method returns what stands in an expression's place afterwards. */
final class ExpressionChecker {
    private static final int MAX_NAME_PARTS = 4;
    private static final Set<String> COLUMN_REF = keys("column_names");
    private static final Set<String> CONSTANT = keys("literal");
    private static final Set<String> PARAMETER = keys("identifier");
    private static final Set<String> STAR = keys(
            "relation_name",
            "exclude_list",
            "replace_list",
            "columns",
            "expr",
            "qualified_exclude_list",
            "rename_list");
    private static final Set<String> CAST = keys("child", "try_cast", "type_expr");
    private static final Set<String> TYPE = keys("catalog", "schema", "type_name", "children", "qualified_name");
    private static final Set<String> CASE = keys("case_checks", "else_expr");
    private static final Set<String> CHILDREN = keys("children");
    private static final Set<String> COMPARISON = keys("left", "right");
    private static final Set<String> BETWEEN = keys("input", "lower", "upper");
    private static final Set<String> SUBQUERY = keys("subquery", "subquery_type", "child", "comparison_type");
    private static final Set<String> LAMBDA = keys("lhs", "expr", "syntax_type");
    private static final Set<String> COLLATE = keys("child", "collation");
    private static final Set<String> SUBQUERY_TYPES = Set.of("SCALAR", "EXISTS", "NOT_EXISTS", "ANY");
    /** A point in time or a time of day with an offset that is not UTC's, or finer than a microsecond. */
    private static final Pattern TIME_BEYOND_DUCKDB =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d[Tt ])?\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?[+-]\\d\\d(:?\\d\\d)?|"
                    + "(\\d{4}-\\d\\d-\\d\\d[Tt ])?\\d\\d:\\d\\d:\\d\\d\\.\\d{7,}[Zz]?");

    private static final Set<String> ORDERS = Set.of("ORDER_DEFAULT", "ASCENDING", "DESCENDING");
    private static final Set<String> NULL_ORDERS = Set.of("ORDER_DEFAULT", "NULLS FIRST", "NULLS LAST");

    private final Checker queries;
    private final Source source;
    private final SelectNames names;
    private final boolean systemColumns;
    private final FunctionChecker functions;
    private boolean columnsRefused;
    private boolean oneValue;

    ExpressionChecker(Checker queries, Source source, SelectNames names, boolean systemColumns) {
        this.queries = queries;
        this.source = source;
        this.names = names;
        this.systemColumns = systemColumns;
        this.functions = new FunctionChecker(this, source);
    }

    /** The keys of an expression: its own, and those that each has. */
    static Set<String> keys(String... own) {
        return Stream.concat(
                        Stream.of("class", "type", "alias", "query_location", "query_location_length"), Stream.of(own))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** From now on a column outside a subquery is an error: there is no row to take it from. */
    void refuseColumns() {
        columnsRefused = true;
    }

    /** From now on an expression outside a subquery has one value for each row, so that UNNEST is an error. */
    void expectOneValue() {
        oneValue = true;
    }

    boolean expectsOneValue() {
        return oneValue;
    }

    /** Checks the call in a FROM clause. */
    void tableFunction(ObjectNode reference, Scope scope) {
        functions.table(reference, scope);
    }

    void selectList(ArrayNode list, Scope scope) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode value = list.get(i);
            if (value.path("class").asText().equals("STAR")) {
                star(source.node(value, STAR), scope);
            } else {
                list.set(i, named(value, check(value, scope)));
            }
        }
    }

    /** Keeps the column name that an expression would have had, when another kind took its place. */
    private static JsonNode named(JsonNode before, JsonNode after) {
        boolean same = before.path("class").asText().equals(after.path("class").asText());
        if (!same
                && !before.path("class").asText().equals("LAMBDA")
                && after instanceof ObjectNode node
                && node.path("alias").asText().isEmpty()) {
            node.put("alias", defaultName(before));
        }
        return after;
    }

    private static String defaultName(JsonNode node) {
        if (node.has("column_names")) {
            return node.path("column_names").path(0).asText();
        }
        return node.has("function_name")
                ? node.path("function_name").asText() + "()"
                : "'" + node.path("literal").path("text").asText() + "'";
    }

    void replaceAll(ArrayNode list, Scope scope) {
        for (int i = 0; i < list.size(); i++) {
            list.set(i, check(list.get(i), scope));
        }
    }

    /** Checks the expression under a key; null means that there is none. */
    void replace(ObjectNode node, String key, Scope scope) {
        if (!node.path(key).isNull()) {
            node.set(key, check(node.path(key), scope));
        }
    }

    void orders(JsonNode value, Scope scope) {
        orderItems(source.list(source.node(value, Set.of("type", "orders")), "orders"), scope);
    }

    void orderItems(ArrayNode orders, Scope scope) {
        for (JsonNode item : orders) {
            ObjectNode order = source.node(item, Set.of("type", "null_order", "expression"));
            source.oneOf(order, "type", ORDERS, "order");
            source.oneOf(order, "null_order", NULL_ORDERS, "order");
            if (order.path("expression").path("class").asText().equals("STAR")) {
                orderByAll(source.node(order.path("expression"), STAR));
            } else {
                replace(order, "expression", scope);
            }
        }
    }

    /** ORDER BY ALL, which orders by what is selected. */
    private void orderByAll(ObjectNode star) {
        for (String key : new String[] {
            "relation_name", "exclude_list", "replace_list", "expr", "qualified_exclude_list", "rename_list"
        }) {
            source.absent(star, key, "* in ORDER BY");
        }
    }

    JsonNode check(JsonNode value, Scope scope) {
        String kind = value.path("class").asText();
        switch (kind) {
            case "COLUMN_REF" -> {
                return column(source.node(value, COLUMN_REF), scope);
            }
            case "CONSTANT" -> {
                return constant(source.node(value, CONSTANT));
            }
            case "PARAMETER" -> parameter(source.node(value, PARAMETER));
            case "LAMBDA" -> {
                return arrow(source.node(value, LAMBDA), scope);
            }
            case "FUNCTION" -> {
                return functions.function(value, scope);
            }
            case "WINDOW" -> functions.window(value, scope);
            case "CAST" -> cast(source.node(value, CAST), scope);
            case "CASE" -> caseOf(source.node(value, CASE), scope);
            case "CONJUNCTION" -> replaceAll(source.list(source.node(value, CHILDREN), "children"), scope);
            case "OPERATOR" -> operator(source.node(value, CHILDREN), scope);
            case "COMPARISON" -> comparison(source.node(value, COMPARISON), scope);
            case "BETWEEN" -> between(source.node(value, BETWEEN), scope);
            case "SUBQUERY" -> subquery(source.node(value, SUBQUERY), scope);
            case "COLLATE" -> collate(source.node(value, COLLATE), scope);
            case "STAR" -> throw source.refuse(value, "* and COLUMNS are allowed only as a whole result column");
            default -> throw source.refuse(value, readable(kind) + " is not supported");
        }
        return value;
    }

    private static String readable(String name) {
        return name.replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    private JsonNode column(ObjectNode node, Scope scope) {
        source.texts(node, "column_names");
        ArrayNode parts = source.list(node, "column_names");
        if (parts.isEmpty() || parts.size() > MAX_NAME_PARTS) {
            throw source.refuse(node, "a column's name has at most " + MAX_NAME_PARTS + " parts");
        }
        String last = parts.path(parts.size() - 1).asText();
        if (parts.size() == 1) {
            String lower = last.toLowerCase(Locale.ROOT);
            boolean bareUser = lower.equals("user") && scope.isEmpty();
            if (bareUser || AllowedSql.CURRENT_USER.contains(lower)) {
                return currentUser();
            }
            if (lower.equals("current_timestamp")) {
                return atUtc(
                        SyntaxNodes.call("now").put("alias", node.path("alias").asText()));
            }
            if (AllowedSql.REFUSED_COLUMN_NAMES.contains(lower)) {
                throw source.refuse(node, last + " is not supported");
            }
        } else if (parts.size() > 2
                && scope.isQualifiedItem(parts.get(0).asText(), parts.get(1).asText())) {
            parts.remove(0);
        }
        if (columnsRefused) {
            EngineException failure = new EngineException(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "Column " + last + " cannot be used here: there is no row to take it from");
            throw failure.at(Math.max(1, source.position(node)));
        }
        names.mention(last, source.sql(), source.byteOffset(node));
        return node;
    }

    ObjectNode currentUser() {
        return SyntaxNodes.expression("PARAMETER", "VALUE_PARAMETER")
                .put("identifier", String.valueOf(names.bind(new BoundValue.CurrentUser())));
    }

    /** The point in time as a TIMESTAMP; the instance's time zone is UTC. */
    static ObjectNode atUtc(ObjectNode node) {
        String alias = node.path("alias").asText();
        return SyntaxNodes.cast(node.put("alias", ""), "TIMESTAMP").put("alias", alias);
    }

    private ObjectNode constant(ObjectNode node) {
        ObjectNode literal = source.node(node.path("literal"), Set.of("kind", "text"));
        if (!AllowedSql.LITERALS.contains(source.text(literal, "kind"))
                || !literal.path("text").isTextual()) {
            throw source.refuse(node, readable(literal.path("kind").asText()) + " literals are not supported");
        }
        String text = literal.path("text").asText();
        if (!literal.path("kind").asText().equals("STRING")
                || !TIME_BEYOND_DUCKDB.matcher(text).matches()) {
            return node;
        }
        return SyntaxNodes.expression("PARAMETER", "VALUE_PARAMETER")
                .put("alias", node.path("alias").asText())
                .put("identifier", String.valueOf(names.bind(new BoundValue.Time(text))));
    }

    private void parameter(ObjectNode node) {
        String identifier = source.text(node, "identifier");
        boolean numbered = source.position(node) > 0 && written(node).startsWith("$");
        if (!numbered || !identifier.matches("[1-9][0-9]{0,3}")) {
            throw source.refuse(node, "parameters are written $1, $2 …");
        }
        node.put("identifier", String.valueOf(names.bind(new BoundValue.Parameter(Integer.parseInt(identifier)))));
    }

    private String written(ObjectNode node) {
        return source.sql()
                .text()
                .substring(source.position(node) - source.sql().position());
    }

    /** {@code json -> path}, which DuckDB's parser takes for a lambda until it binds it. */
    private JsonNode arrow(ObjectNode node, Scope scope) {
        if (!source.text(node, "syntax_type").equals("SINGLE_ARROW")) {
            throw source.refuse(node, "a lambda is not supported");
        }
        ObjectNode extract =
                SyntaxNodes.call("json_extract").put("alias", node.path("alias").asText());
        ArrayNode arguments = (ArrayNode) extract.path("arguments");
        for (String side : new String[] {"lhs", "expr"}) {
            arguments.addObject().put("name", "").set("expression", check(node.path(side), scope));
        }
        return extract;
    }

    private void cast(ObjectNode node, Scope scope) {
        replace(node, "child", scope);
        ObjectNode type = source.node(node.path("type_expr"), TYPE);
        String name = source.text(type, "type_name");
        source.absent(type, "catalog", "a qualified type");
        source.absent(type, "schema", "a qualified type");
        ArrayNode path = source.list(source.node(type.path("qualified_name"), Set.of("path")), "path");
        if (path.size() != 1
                || !AllowedSql.isType(name)
                || !path.get(0).asText().equals(name)) {
            throw source.refuse(node, "type " + name + " is not supported");
        }
        for (JsonNode modifier : source.list(type, "children")) {
            if (!modifier.path("literal").path("kind").asText().equals("INTEGER")) {
                throw source.refuse(node, "type " + name + " takes only numbers");
            }
            constant(source.node(modifier, CONSTANT));
        }
        if (AllowedSql.TIMESTAMPS.contains(name.toLowerCase(Locale.ROOT))) {
            throughUtc(node);
        }
    }

    /** Lets a cast of text to TIMESTAMP heed the text's offset; literals and parameters are read by the engine. */
    private static void throughUtc(ObjectNode node) {
        ObjectNode child = (ObjectNode) node.path("child");
        String kind = child.path("class").asText();
        if (!kind.equals("CONSTANT") && !kind.equals("PARAMETER")) {
            node.set(
                    "child",
                    SyntaxNodes.cast(child, "TIMESTAMPTZ")
                            .put("try_cast", node.path("try_cast").asBoolean()));
        }
    }

    private void caseOf(ObjectNode node, Scope scope) {
        for (JsonNode value : source.list(node, "case_checks")) {
            ObjectNode branch = source.node(value, Set.of("when_expr", "then_expr"));
            replace(branch, "when_expr", scope);
            replace(branch, "then_expr", scope);
        }
        replace(node, "else_expr", scope);
    }

    private void operator(ObjectNode node, Scope scope) {
        source.oneOf(node, "type", AllowedSql.OPERATORS, "operator");
        replaceAll(source.list(node, "children"), scope);
    }

    private void comparison(ObjectNode node, Scope scope) {
        source.oneOf(node, "type", AllowedSql.COMPARISONS, "comparison");
        replace(node, "left", scope);
        replace(node, "right", scope);
    }

    private void between(ObjectNode node, Scope scope) {
        replace(node, "input", scope);
        replace(node, "lower", scope);
        replace(node, "upper", scope);
    }

    private void subquery(ObjectNode node, Scope scope) {
        source.oneOf(node, "subquery_type", SUBQUERY_TYPES, "subquery");
        replace(node, "child", scope);
        boolean outside = columnsRefused;
        boolean oneOutside = oneValue;
        columnsRefused = false;
        oneValue = false;
        queries.statement(node.path("subquery"), scope);
        columnsRefused = outside;
        oneValue = oneOutside;
    }

    private void collate(ObjectNode node, Scope scope) {
        if (!AllowedSql.COLLATIONS.contains(source.text(node, "collation").toLowerCase(Locale.ROOT))) {
            throw source.refuse(node, "collation " + node.path("collation").asText() + " is not supported");
        }
        replace(node, "child", scope);
    }

    /** {@code *} or {@code t.*}: leaves out the system columns of every table that it covers. */
    private void star(ObjectNode node, Scope scope) {
        source.absent(node, "columns", "COLUMNS");
        source.absent(node, "expr", "COLUMNS");
        source.absent(node, "rename_list", "RENAME");
        source.texts(node, "exclude_list");
        for (JsonNode value : source.list(node, "replace_list")) {
            ObjectNode replacement = source.node(value, Set.of("key", "value"));
            source.text(replacement, "key");
            replace(replacement, "value", scope);
        }
        ArrayNode excluded = source.list(node, "qualified_exclude_list");
        for (JsonNode value : excluded) {
            ObjectNode column = source.node(value, Set.of("catalog", "schema", "table", "column"));
            source.absent(column, "catalog", "a qualified name in EXCLUDE");
            source.absent(column, "schema", "a qualified name in EXCLUDE");
        }
        if (systemColumns) {
            excludeSystemColumns(excluded, source.text(node, "relation_name"), scope);
        }
    }

    private static void excludeSystemColumns(ArrayNode excluded, String relation, Scope scope) {
        List<Scope.FromItem> covered = relation.isEmpty()
                ? scope.items().stream().filter(Scope.FromItem::starred).toList()
                : scope.item(relation).stream().toList();
        for (Scope.FromItem item : covered) {
            if (item.table()) {
                for (String column : SystemColumns.SHOWN) {
                    excluded.addObject()
                            .put("catalog", "")
                            .put("schema", "")
                            .put("table", item.alias())
                            .put("column", column);
                }
            }
        }
    }
}
