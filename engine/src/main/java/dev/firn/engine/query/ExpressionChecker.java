package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private static final Set<String> FUNCTION = keys(
            "function_name",
            "schema",
            "catalog",
            "qualified_name",
            "filter",
            "order_bys",
            "distinct",
            "is_operator",
            "export_state",
            "arguments");
    private static final Set<String> WINDOW = keys(
            "function_name",
            "schema",
            "catalog",
            "qualified_name",
            "partitions",
            "orders",
            "start",
            "end",
            "start_expr",
            "end_expr",
            "offset_expr",
            "default_expr",
            "ignore_nulls",
            "has_ignore_nulls",
            "filter_expr",
            "exclude_clause",
            "distinct",
            "arg_orders",
            "arguments");
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

    /** Four digits, a width that is itself an argument. */
    private static final Pattern WIDE_FORMAT = Pattern.compile("\\d{4}|:[^}]*\\{|%[^A-Za-z%]*\\*");

    private static final int MAX_REPEATED_BYTES = 4;

    private static final Set<String> ORDERS = Set.of("ORDER_DEFAULT", "ASCENDING", "DESCENDING");
    private static final Set<String> NULL_ORDERS = Set.of("ORDER_DEFAULT", "NULLS FIRST", "NULLS LAST");

    private final Checker queries;
    private final Source source;
    private final Naming naming;
    private final boolean systemColumns;
    private boolean columnsRefused;
    private boolean oneValue;

    ExpressionChecker(Checker queries, Source source, Naming naming, boolean systemColumns) {
        this.queries = queries;
        this.source = source;
        this.naming = naming;
        this.systemColumns = systemColumns;
    }

    private static Set<String> keys(String... own) {
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

    private void orderItems(ArrayNode orders, Scope scope) {
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
                return function(source.node(value, FUNCTION), scope);
            }
            case "WINDOW" -> window(source.node(value, WINDOW), scope);
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
        ArrayNode names = source.list(node, "column_names");
        if (names.isEmpty() || names.size() > MAX_NAME_PARTS) {
            throw source.refuse(node, "a column's name has at most " + MAX_NAME_PARTS + " parts");
        }
        String last = names.path(names.size() - 1).asText();
        if (names.size() == 1) {
            String lower = last.toLowerCase(Locale.ROOT);
            boolean bareUser = lower.equals("user") && scope.isEmpty();
            if (bareUser || AllowedSql.CURRENT_USER.contains(lower)) {
                return currentUser();
            }
            if (lower.equals("current_timestamp")) {
                return atUtc(call("now").put("alias", node.path("alias").asText()));
            }
            if (AllowedSql.REFUSED_COLUMN_NAMES.contains(lower)) {
                throw source.refuse(node, last + " is not supported");
            }
        } else if (names.size() > 2
                && scope.isQualifiedItem(names.get(0).asText(), names.get(1).asText())) {
            names.remove(0);
        }
        if (columnsRefused) {
            EngineException failure = new EngineException(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "Column " + last + " cannot be used here: there is no row to take it from");
            throw failure.at(Math.max(1, source.position(node)));
        }
        naming.mention(last, source.sql(), source.byteOffset(node));
        return node;
    }

    private ObjectNode currentUser() {
        return expression("PARAMETER", "VALUE_PARAMETER")
                .put("identifier", String.valueOf(naming.bind(new BoundValue.CurrentUser())));
    }

    /** The point in time as a TIMESTAMP; the instance's time zone is UTC. */
    private static ObjectNode atUtc(ObjectNode node) {
        String alias = node.path("alias").asText();
        return cast(node.put("alias", ""), "TIMESTAMP").put("alias", alias);
    }

    private static ObjectNode call(String name) {
        ObjectNode call = expression("FUNCTION", "FUNCTION")
                .put("function_name", name)
                .put("schema", "")
                .put("catalog", "")
                .putNull("filter")
                .put("distinct", false)
                .put("is_operator", false)
                .put("export_state", false);
        call.putObject("order_bys").put("type", "ORDER_MODIFIER").putArray("orders");
        call.putArray("arguments");
        call.putObject("qualified_name").putArray("path").add(name);
        return call;
    }

    private static ObjectNode cast(ObjectNode child, String typeName, int... modifiers) {
        ObjectNode cast = expression("CAST", "OPERATOR_CAST").put("try_cast", false);
        cast.set("child", child);
        ObjectNode type =
                expression("TYPE", "TYPE").put("catalog", "").put("schema", "").put("type_name", typeName);
        ArrayNode children = type.putArray("children");
        for (int modifier : modifiers) {
            children.add(constant("INTEGER", String.valueOf(modifier)));
        }
        type.putObject("qualified_name").putArray("path").add(typeName);
        cast.set("type_expr", type);
        return cast;
    }

    private static ObjectNode constant(String kind, String text) {
        ObjectNode constant = expression("CONSTANT", "VALUE_CONSTANT");
        constant.putObject("literal").put("kind", kind).put("text", text);
        return constant;
    }

    /** The literal of a bound value. */
    static ObjectNode literal(@Nullable Object value) {
        if (value == null) {
            return constant("NULL_LITERAL", "");
        }
        ObjectNode text = constant("STRING", value.toString());
        if (value instanceof byte[] bytes) {
            String escaped = bytes.length == 0
                    ? ""
                    : "\\x" + HexFormat.ofDelimiter("\\x").formatHex(bytes);
            return cast(constant("STRING", escaped), "BLOB");
        } else if (value instanceof Boolean) {
            return constant("BOOLEAN", value.toString());
        } else if (value instanceof Integer || value instanceof Long) {
            return cast(text, "BIGINT");
        } else if (value instanceof Double) {
            return cast(text, "DOUBLE");
        } else if (value instanceof LocalDateTime) {
            return cast(text, "TIMESTAMP");
        } else if (value instanceof BigDecimal decimal) {
            int scale = Math.max(0, decimal.scale());
            int precision = Math.max(decimal.precision() - decimal.scale() + scale, scale);
            return cast(
                    constant("STRING", decimal.toPlainString()),
                    "DECIMAL",
                    Math.min(38, precision),
                    Math.min(38, scale));
        }
        return text;
    }

    /** An expression without its own fields yet. */
    static ObjectNode expression(String kind, String type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("class", kind)
                .put("type", type)
                .put("alias", "")
                .put("query_location", 0)
                .put("query_location_length", 0);
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
        return expression("PARAMETER", "VALUE_PARAMETER")
                .put("alias", node.path("alias").asText())
                .put("identifier", String.valueOf(naming.bind(new BoundValue.Time(text))));
    }

    private void parameter(ObjectNode node) {
        String identifier = source.text(node, "identifier");
        boolean numbered = source.position(node) > 0 && written(node).startsWith("$");
        if (!numbered || !identifier.matches("[1-9][0-9]{0,3}")) {
            throw source.refuse(node, "parameters are written $1, $2 …");
        }
        node.put("identifier", String.valueOf(naming.bind(new BoundValue.Parameter(Integer.parseInt(identifier)))));
    }

    private String written(ObjectNode node) {
        return source.sql()
                .text()
                .substring(source.position(node) - source.sql().position());
    }

    private void unqualified(ObjectNode node, String name) {
        source.absent(node, "schema", "a qualified function name");
        source.absent(node, "catalog", "a qualified function name");
        ArrayNode path = source.list(source.node(node.path("qualified_name"), Set.of("path")), "path");
        if (path.size() != 1 || !path.get(0).asText().equals(name)) {
            throw source.refuse(node, "a qualified function name is not supported");
        }
    }

    private JsonNode function(ObjectNode node, Scope scope) {
        String name = source.text(node, "function_name");
        unqualified(node, name);
        String lower = name.toLowerCase(Locale.ROOT);
        if (AllowedSql.CURRENT_USER.contains(lower)) {
            source.absent(node, "arguments", "an argument of " + name);
            return currentUser();
        }
        if (!AllowedSql.isFunction(name)) {
            throw refusal(node, "function " + name, RefusedSql.function(name));
        }
        if (oneValue && lower.equals("unnest")) {
            throw source.refuse(node, "UNNEST is not supported here: the expression has one value");
        }
        source.absent(node, "export_state", "EXPORT_STATE");
        if (AllowedSql.BOUNDED.contains(lower) || AllowedSql.FORMATS.contains(lower)) {
            bound(node, lower);
        }
        arguments(node, lower, scope);
        replace(node, "filter", scope);
        orders(node.path("order_bys"), scope);
        return AllowedSql.NOW.contains(lower) ? atUtc(node) : node;
    }

    private EngineException refusal(ObjectNode node, String what, Optional<RefusedSql.Reason> reason) {
        return source.refuse(
                node,
                what + " is not supported"
                        + reason.map(known -> ": " + known.text()).orElse(""));
    }

    /** Bounds the length of a text that a number or a format says. */
    private void bound(ObjectNode node, String name) {
        ArrayNode arguments = source.list(node, "arguments");
        JsonNode literal = arguments.path(0).path("expression").path("literal");
        boolean text = literal.path("kind").asText().equals("STRING");
        String value = literal.path("text").asText();
        if (AllowedSql.FORMATS.contains(name)) {
            if (!text || WIDE_FORMAT.matcher(value).find()) {
                throw source.refuse(node, name + " takes a format that is a literal without numbers over 999");
            }
            return;
        }
        if (name.equals("repeat") && (!text || value.getBytes(StandardCharsets.UTF_8).length > MAX_REPEATED_BYTES)) {
            throw source.refuse(node, "repeat takes a literal of at most " + MAX_REPEATED_BYTES + " bytes; see lpad");
        }
        if (arguments.path(1) instanceof ObjectNode count && count.path("expression") instanceof ObjectNode number) {
            // The query fails when the number has more digits.
            count.set("expression", cast(cast(number, "DECIMAL", 4, 0), "INTEGER"));
        }
    }

    /** {@code json -> path}, which DuckDB's parser takes for a lambda until it binds it. */
    private JsonNode arrow(ObjectNode node, Scope scope) {
        if (!source.text(node, "syntax_type").equals("SINGLE_ARROW")) {
            throw source.refuse(node, "a lambda is not supported");
        }
        ObjectNode extract =
                call("json_extract").put("alias", node.path("alias").asText());
        ArrayNode arguments = (ArrayNode) extract.path("arguments");
        for (String side : new String[] {"lhs", "expr"}) {
            arguments.addObject().put("name", "").set("expression", check(node.path(side), scope));
        }
        return extract;
    }

    private void arguments(ObjectNode node, String function, Scope scope) {
        for (JsonNode value : source.list(node, "arguments")) {
            ObjectNode argument = source.node(value, Set.of("name", "expression"));
            if (!AllowedSql.NAMED_ARGUMENTS.contains(function)) {
                source.absent(argument, "name", "a named argument");
            }
            replace(argument, "expression", scope);
        }
    }

    /** Checks the call in a FROM clause. */
    void tableFunction(ObjectNode reference, Scope scope) {
        ObjectNode call = source.node(reference.path("function"), FUNCTION);
        String name = source.text(call, "function_name");
        if (!AllowedSql.isTableFunction(name)) {
            throw refusal(reference, "table function " + name, RefusedSql.tableFunction(name));
        }
        unqualified(call, name);
        source.absent(call, "filter", "FILTER of a table function");
        source.absent(call, "export_state", "EXPORT_STATE");
        orders(call.path("order_bys"), scope);
        arguments(call, name, scope);
    }

    private void window(ObjectNode node, Scope scope) {
        String name = source.text(node, "function_name");
        unqualified(node, name);
        if (!AllowedSql.isWindowFunction(name)) {
            throw refusal(node, "window function " + name, RefusedSql.function(name));
        }
        arguments(node, name, scope);
        replaceAll(source.list(node, "partitions"), scope);
        orderItems(source.list(node, "orders"), scope);
        orderItems(source.list(node, "arg_orders"), scope);
        for (String key : new String[] {"start_expr", "end_expr", "offset_expr", "default_expr", "filter_expr"}) {
            replace(node, key, scope);
        }
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
                    cast(child, "TIMESTAMPTZ")
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
