package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the {@link Condition}s in the WHERE of a SELECT that the checker has passed. A conjunct counts for a table of the
 * same SELECT's FROM clause when it certainly names that table's column and when dropping rows that fail it cannot change
 * the result: not on the side of an outer join that may be filled with NULL, nor on the right of an ASOF, SEMI or
 * ANTI join. Whatever is in doubt is left out.
 */
final class Conditions {
    private static final Map<String, Condition.Test> COMPARISONS = Map.of(
            "COMPARE_EQUAL", Condition.Test.EQUAL,
            "COMPARE_LESSTHAN", Condition.Test.LESS,
            "COMPARE_LESSTHANOREQUALTO", Condition.Test.LESS_OR_EQUAL,
            "COMPARE_GREATERTHAN", Condition.Test.GREATER,
            "COMPARE_GREATERTHANOREQUALTO", Condition.Test.GREATER_OR_EQUAL);
    private static final Set<String> LEFT_KEPT = Set.of("INNER", "LEFT", "SEMI", "ANTI");
    private static final Set<String> RIGHT_KEPT = Set.of("INNER", "RIGHT");
    private static final Set<String> TYPED = Set.of("timestamp", "datetime", "date");
    private static final int MAX_OPERANDS = 100;

    private final List<Item> items = new ArrayList<>();
    private final Map<String, List<Condition>> found = new HashMap<>();

    /** An item of the FROM clause; {@code usable} when conditions on it count. */
    private record Item(String alias, String view, boolean usable) {}

    private Conditions() {}

    /** The conditions of each table of the node's own FROM clause, by the table's new name. */
    static Map<String, List<Condition>> of(JsonNode select) {
        Conditions conditions = new Conditions();
        conditions.collect(select.path("from_table"), true);
        conditions.conjunct(select.path("where_clause"));
        return conditions.found;
    }

    private void collect(JsonNode from, boolean kept) {
        switch (from.path("type").asText()) {
            case "EMPTY" -> {}
            case "JOIN" -> {
                String type = from.path("join_type").asText();
                boolean asOf = from.path("ref_type").asText().equals("ASOF");
                collect(from.path("left"), kept && LEFT_KEPT.contains(type));
                collect(from.path("right"), kept && RIGHT_KEPT.contains(type) && !asOf);
            }
            case "BASE_TABLE" ->
                items.add(new Item(
                        from.path("alias").asText(),
                        from.path("table_name").asText(),
                        kept && from.path("column_name_alias").isEmpty()));
            default -> items.add(new Item(from.path("alias").asText(), "", false));
        }
    }

    private void conjunct(JsonNode node) {
        String type = node.path("type").asText();
        switch (node.path("class").asText()) {
            case "CONJUNCTION" -> {
                if (type.equals("CONJUNCTION_AND")) {
                    node.path("children").forEach(this::conjunct);
                }
            }
            case "COMPARISON" -> {
                Condition.Test test = COMPARISONS.get(type);
                if (test != null) {
                    add(node.path("left"), test, List.of(node.path("right")));
                    add(node.path("right"), test.swapped(), List.of(node.path("left")));
                }
            }
            case "BETWEEN" ->
                add(node.path("input"), Condition.Test.BETWEEN, List.of(node.path("lower"), node.path("upper")));
            case "OPERATOR" -> operator(type, node.path("children"));
            default -> {}
        }
    }

    private void operator(String type, JsonNode children) {
        List<JsonNode> operands = new ArrayList<>();
        children.forEach(operands::add);
        JsonNode column = children.path(0);
        switch (type) {
            case "OPERATOR_IS_NULL" -> add(column, Condition.Test.IS_NULL, List.of());
            case "OPERATOR_IS_NOT_NULL" -> add(column, Condition.Test.IS_NOT_NULL, List.of());
            case "COMPARE_IN" -> {
                if (operands.size() > 1 && operands.size() <= MAX_OPERANDS) {
                    add(column, Condition.Test.IN, operands.subList(1, operands.size()));
                }
            }
            default -> {}
        }
    }

    private void add(JsonNode column, Condition.Test test, List<JsonNode> constants) {
        Optional<Item> item = item(column);
        List<Condition.Operand> operands = constants.stream()
                .map(Conditions::operand)
                .flatMap(Optional::stream)
                .toList();
        if (item.isPresent() && operands.size() == constants.size()) {
            JsonNode names = column.path("column_names");
            found.computeIfAbsent(item.get().view(), view -> new ArrayList<>())
                    .add(new Condition(names.path(names.size() - 1).asText(), test, operands));
        }
    }

    /** The table that a column certainly belongs to. */
    private Optional<Item> item(JsonNode column) {
        JsonNode names = column.path("column_names");
        if (!column.path("class").asText().equals("COLUMN_REF") || names.isEmpty() || names.size() > 2) {
            return Optional.empty();
        }
        String alias = names.path(0).asText();
        List<Item> candidates = names.size() == 1
                ? items
                : items.stream()
                        .filter(item -> item.alias().equalsIgnoreCase(alias))
                        .toList();
        return candidates.size() == 1 && candidates.get(0).usable() ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    static Optional<Condition.Operand> operand(JsonNode node) {
        JsonNode literal = node.path("literal");
        switch (node.path("class").asText()) {
            case "CONSTANT" -> {
                return Optional.of(new Condition.Operand.Literal(
                        literal.path("kind").asText(), literal.path("text").asText()));
            }
            case "PARAMETER" -> {
                return Optional.of(
                        new Condition.Operand.Bound(node.path("identifier").asInt()));
            }
            case "CAST" -> {
                String type = node.path("type_expr").path("type_name").asText().toLowerCase(Locale.ROOT);
                JsonNode text = node.path("child").path("literal");
                boolean typed = TYPED.contains(type)
                        && node.path("type_expr").path("children").isEmpty()
                        && text.path("kind").asText().equals("STRING")
                        && !node.path("try_cast").asBoolean();
                return typed
                        ? Optional.of(new Condition.Operand.Typed(
                                type, text.path("text").asText()))
                        : Optional.empty();
            }
            default -> {
                return Optional.empty();
            }
        }
    }
}
