package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Tells whether an expression of a checked tree could fail on the value of a row that the query does not see. DuckDB may
 * compute a predicate before superseded versions are taken out; what stands in the outermost SELECT list is computed
 * behind that. A function that is not listed here counts as one that fails.
 */
final class FallibleExpressions {
    private static final Set<String> NEVER_FAIL = Set.of(
            "~~",
            "!~~",
            "~~*",
            "!~~*",
            "||",
            "lower",
            "upper",
            "length",
            "substring",
            "trim",
            "contains",
            "starts_with",
            "prefix",
            "suffix",
            "concat",
            "year",
            "month",
            "day",
            "count",
            "count_star",
            "sum",
            "avg",
            "min",
            "max");
    private static final Set<String> VALUES = Set.of("CONSTANT", "PARAMETER");

    private static final Set<String> COMPUTED_LAST = Set.of("select_list", "group_expressions", "modifiers");
    private static final Set<String> PREDICATES = Set.of("where_clause", "having", "qualify");

    private FallibleExpressions() {}

    static boolean areIn(JsonNode statement) {
        JsonNode node = statement.path("node");
        if (!node.path("type").asText().equals("SELECT_NODE")) {
            return fails(node);
        }
        for (String key : (Iterable<String>) node::fieldNames) {
            if (COMPUTED_LAST.contains(key) ? subqueryFails(node.path(key)) : fails(node.path(key))) {
                return true;
            }
        }
        return failsByAlias(node);
    }

    private static boolean fails(JsonNode node) {
        if (failsItself(node)) {
            return true;
        }
        for (JsonNode child : node) {
            if (fails(child)) {
                return true;
            }
        }
        return false;
    }

    private static boolean failsItself(JsonNode node) {
        return switch (node.path("class").asText()) {
            case "FUNCTION", "WINDOW" ->
                !NEVER_FAIL.contains(node.path("function_name").asText());
            case "CAST" -> !VALUES.contains(node.path("child").path("class").asText());
            default -> false;
        };
    }

    /** True when a subquery somewhere below fails. */
    private static boolean subqueryFails(JsonNode node) {
        if (node.path("class").asText().equals("SUBQUERY")) {
            return fails(node);
        }
        for (JsonNode child : node) {
            if (subqueryFails(child)) {
                return true;
            }
        }
        return false;
    }

    /** True when a predicate names a result column that fails. */
    private static boolean failsByAlias(JsonNode select) {
        Set<String> aliases = new HashSet<>();
        for (JsonNode item : select.path("select_list")) {
            if (fails(item)) {
                aliases.add(item.path("alias").asText().toLowerCase(Locale.ROOT));
            }
        }
        return PREDICATES.stream().anyMatch(key -> names(select.path(key), aliases));
    }

    private static boolean names(JsonNode node, Set<String> names) {
        JsonNode column = node.path("column_names");
        if (column.size() == 1 && names.contains(column.path(0).asText().toLowerCase(Locale.ROOT))) {
            return true;
        }
        for (JsonNode child : node) {
            if (names(child, names)) {
                return true;
            }
        }
        return false;
    }
}
