package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.table.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The part of the checker that looks at calls of functions: which of them are allowed, and how. */
final class FunctionChecker {
    private static final Set<String> FUNCTION = ExpressionChecker.keys(
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
    private static final Set<String> WINDOW = ExpressionChecker.keys(
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
    /** Four digits, a width that is itself an argument. */
    private static final Pattern WIDE_FORMAT = Pattern.compile("\\d{4}|:[^}]*\\{|%[^A-Za-z%]*\\*");

    private static final int MAX_REPEATED_BYTES = 4;

    private final ExpressionChecker expressions;
    private final Source source;

    FunctionChecker(ExpressionChecker expressions, Source source) {
        this.expressions = expressions;
        this.source = source;
    }

    /** A call in an expression; returns what stands in its place afterwards. */
    JsonNode function(JsonNode value, Scope scope) {
        ObjectNode node = source.node(value, FUNCTION);
        String name = source.text(node, "function_name");
        unqualified(node, name);
        String lower = name.toLowerCase(Locale.ROOT);
        if (AllowedSql.CURRENT_USER.contains(lower)) {
            source.absent(node, "arguments", "an argument of " + name);
            return expressions.currentUser();
        }
        if (!AllowedSql.isFunction(name)) {
            throw refusal(node, "function " + name, RefusedSql.function(name));
        }
        if (expressions.expectsOneValue() && lower.equals("unnest")) {
            throw source.refuse(node, "UNNEST is not supported here: the expression has one value");
        }
        source.absent(node, "export_state", "EXPORT_STATE");
        if (AllowedSql.BOUNDED.contains(lower) || AllowedSql.FORMATS.contains(lower)) {
            bound(node, lower);
        }
        arguments(node, lower, scope);
        expressions.replace(node, "filter", scope);
        expressions.orders(node.path("order_bys"), scope);
        return AllowedSql.NOW.contains(lower) ? ExpressionChecker.atUtc(node) : node;
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
            count.set("expression", SyntaxNodes.cast(SyntaxNodes.cast(number, "DECIMAL", 4, 0), "INTEGER"));
        }
    }

    /** The call in a FROM clause. */
    void table(ObjectNode reference, Scope scope) {
        ObjectNode call = source.node(reference.path("function"), FUNCTION);
        String name = source.text(call, "function_name");
        if (!AllowedSql.isTableFunction(name)) {
            throw refusal(reference, "table function " + name, RefusedSql.tableFunction(name));
        }
        unqualified(call, name);
        source.absent(call, "filter", "FILTER of a table function");
        source.absent(call, "export_state", "EXPORT_STATE");
        expressions.orders(call.path("order_bys"), scope);
        arguments(call, name, scope);
    }

    /** A call with OVER. */
    void window(JsonNode value, Scope scope) {
        ObjectNode node = source.node(value, WINDOW);
        String name = source.text(node, "function_name");
        unqualified(node, name);
        if (!AllowedSql.isWindowFunction(name)) {
            throw refusal(node, "window function " + name, RefusedSql.function(name));
        }
        arguments(node, name, scope);
        expressions.replaceAll(source.list(node, "partitions"), scope);
        expressions.orderItems(source.list(node, "orders"), scope);
        expressions.orderItems(source.list(node, "arg_orders"), scope);
        for (String key : new String[] {"start_expr", "end_expr", "offset_expr", "default_expr", "filter_expr"}) {
            expressions.replace(node, key, scope);
        }
    }

    private void arguments(ObjectNode node, String function, Scope scope) {
        for (JsonNode value : source.list(node, "arguments")) {
            ObjectNode argument = source.node(value, Set.of("name", "expression"));
            if (!AllowedSql.NAMED_ARGUMENTS.contains(function)) {
                source.absent(argument, "name", "a named argument");
            }
            expressions.replace(argument, "expression", scope);
        }
    }

    private void unqualified(ObjectNode node, String name) {
        source.absent(node, "schema", "a qualified function name");
        source.absent(node, "catalog", "a qualified function name");
        ArrayNode path = source.list(source.node(node.path("qualified_name"), Set.of("path")), "path");
        if (path.size() != 1 || !path.get(0).asText().equals(name)) {
            throw source.refuse(node, "a qualified function name is not supported");
        }
    }
}
