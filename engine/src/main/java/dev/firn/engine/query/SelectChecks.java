package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes {@link CheckedSelect}s and remembers those of the last texts. */
final class SelectChecks {
    private static final int REMEMBERED = 256;
    private static final int REMEMBERED_CHARACTERS = 8_192;
    static final Set<String> QUERY_NODES = Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE");

    private final SyntaxTrees trees;
    private final Map<Key, CheckedSelect> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CheckedSelect> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Key(SqlText sql, Optional<String> namespace) {}

    SelectChecks(SyntaxTrees trees) {
        this.trees = trees;
    }

    CheckedSelect query(SqlText sql, Optional<String> namespace) {
        Key key = new Key(sql, namespace);
        synchronized (remembered) {
            CheckedSelect known = remembered.get(key);
            if (known != null) {
                return known;
            }
        }
        CheckedSelect checked = checkQuery(sql, namespace);
        if (sql.text().length() <= REMEMBERED_CHARACTERS) {
            synchronized (remembered) {
                remembered.put(key, checked);
            }
        }
        return checked;
    }

    private CheckedSelect checkQuery(SqlText sql, Optional<String> namespace) {
        ObjectNode tree = trees.parse(sql);
        SelectNames names = new SelectNames(namespace);
        boolean systemColumns = SystemColumns.areNamedIn(tree);
        new Checker(new Source(sql, 0), names, systemColumns).statement(tree, Scope.outermost());
        return checked(tree, names, systemColumns, Shortcut.of(tree));
    }

    CheckedSelect match(Match match, Optional<String> namespace) {
        SelectNames names = new SelectNames(namespace);
        TableName table = match.table();
        Scope scope = Scope.outermost().inner();
        scope.add(new Scope.FromItem(table.table(), table.namespace(), true, true));
        ObjectNode select = Checker.emptySelect();
        select.set("from_table", Checker.baseTable(names.view(table, 0), table.table()));
        ArrayNode list = (ArrayNode) select.path("select_list");
        list.add(columnOf(table, SystemColumns.SEQ));
        match.columns().forEach(column -> list.add(columnOf(table, column)));
        for (SqlText expression : match.expressions()) {
            list.add(expression(expression, names, scope, false));
        }
        match.predicate().ifPresent(text -> select.set("where_clause", expression(text, names, scope, false)));
        Conditions.of(select).forEach(names::restrict);
        return checked(statement(select), names, true);
    }

    CheckedSelect constants(List<SqlText> texts, Optional<String> namespace) {
        SelectNames names = new SelectNames(namespace);
        Scope scope = Scope.outermost().inner();
        ObjectNode select = Checker.emptySelect();
        ArrayNode list = (ArrayNode) select.path("select_list");
        for (SqlText text : texts) {
            list.add(expression(text, names, scope, true));
        }
        return checked(statement(select), names, false);
    }

    CheckedSelect returning(SqlText text, TableName table, Optional<String> namespace) {
        ObjectNode tree = trees.parseSelectList(text);
        JsonNode list = tree.path("node").path("select_list");
        if (!isSelectList(tree.path("node"))) {
            throw refused("RETURNING takes a list of expressions and nothing after it", text.position());
        }
        if (SystemColumns.areNamedIn(tree)) {
            throw refused("RETURNING cannot show system columns: a row gets its _seq at its commit", text.position());
        }
        SelectNames names = new SelectNames(namespace);
        Scope scope = Scope.outermost().inner();
        scope.add(new Scope.FromItem(table.table(), table.namespace(), true, true));
        Source source = new Source(text, Checker.EXPRESSION_PREFIX.length());
        refuseAggregates(list, source, "RETURNING");
        ExpressionChecker expressions = new Checker(source, names, false).expressions();
        expressions.expectOneValue();
        expressions.selectList((ArrayNode) list, scope);
        ObjectNode select = Checker.emptySelect();
        select.set("from_table", Checker.baseTable(names.target(table), table.table()));
        select.set("select_list", list);
        return checked(statement(select), names, false);
    }

    private static EngineException refused(String why, int position) {
        return new EngineException(ErrorCode.INVALID_SQL, "Cannot run this statement: " + why).at(position);
    }

    /** Refuses aggregates and window functions outside subqueries: an expression is about one row. */
    private static void refuseAggregates(JsonNode node, Source source, String where) {
        String kind = node.path("class").asText();
        if (kind.equals("SUBQUERY")) {
            refuseAggregates(node.path("child"), source, where);
            return;
        }
        if (kind.equals("WINDOW")
                || (kind.equals("FUNCTION")
                        && AllowedSql.isAggregate(node.path("function_name").asText()))) {
            throw source.refuse(node, "aggregates and window functions are not allowed in " + where);
        }
        for (JsonNode child : node) {
            refuseAggregates(child, source, where);
        }
    }

    private static ObjectNode columnOf(TableName table, String column) {
        ObjectNode node = SyntaxNodes.expression("COLUMN_REF", "COLUMN_REF");
        node.putArray("column_names").add(table.table()).add(column);
        return node;
    }

    private static ObjectNode statement(ObjectNode select) {
        ObjectNode statement = select.objectNode();
        statement.set("node", select);
        statement.putArray("named_param_map");
        return statement;
    }

    /** A text that must be one expression: as a SELECT list it yields one result column and no other clause. */
    private JsonNode expression(SqlText text, SelectNames names, Scope scope, boolean constant) {
        ObjectNode tree = trees.parseSelectList(text);
        JsonNode select = tree.path("node");
        JsonNode list = select.path("select_list");
        boolean single = isSelectList(select)
                && list.size() == 1
                && list.get(0).path("alias").asText("?").isEmpty();
        if (!single) {
            throw refused("expected a single expression", text.position());
        }
        boolean systemColumns = !constant || SystemColumns.areNamedIn(tree);
        Source source = new Source(text, Checker.EXPRESSION_PREFIX.length());
        refuseAggregates(list, source, "an expression of a row");
        Checker checker = new Checker(source, names, systemColumns);
        checker.expressions().expectOneValue();
        if (constant) {
            checker.expressions().refuseColumns();
        }
        return checker.expressions().check(list.get(0), scope);
    }

    /** True for a query that says nothing but its SELECT list. */
    private static boolean isSelectList(JsonNode select) {
        return select.path("type").asText().equals("SELECT_NODE")
                && select.path("from_table").path("type").asText().equals("EMPTY")
                && !select.path("select_list").isEmpty()
                && select.path("aggregate_handling").asText().equals("STANDARD_HANDLING")
                && select.path("cte_map").path("map").isEmpty()
                && Set.of("modifiers", "group_expressions", "group_sets").stream()
                        .allMatch(key ->
                                select.path(key).isArray() && select.path(key).isEmpty())
                && Set.of("where_clause", "having", "sample", "qualify").stream()
                        .allMatch(key -> select.path(key).isNull());
    }

    /** The text of a checked query with its bound values written into it. */
    String inlined(CheckedSelect select, List<@Nullable Object> values) {
        ObjectNode tree = trees.reparse(select.sql());
        inline(tree, values);
        return trees.text(tree);
    }

    private static void inline(JsonNode node, List<@Nullable Object> values) {
        if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, inlinedOrSame(list.get(i), values));
            }
        } else if (node instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                object.set(key, inlinedOrSame(object.path(key), values));
            }
        }
    }

    private static JsonNode inlinedOrSame(JsonNode node, List<@Nullable Object> values) {
        if (node.path("class").asText().equals("PARAMETER")) {
            int number = Integer.parseInt(node.path("identifier").asText());
            return SyntaxNodes.literal(values.get(number - 1))
                    .put("alias", node.path("alias").asText());
        }
        inline(node, values);
        return node;
    }

    private CheckedSelect checked(ObjectNode tree, SelectNames names, boolean systemColumns) {
        return checked(tree, names, systemColumns, Optional.empty());
    }

    private CheckedSelect checked(
            ObjectNode tree, SelectNames names, boolean systemColumns, Optional<Shortcut> shortcut) {
        String text = trees.text(tree);
        verify(trees.reparse(text), names);
        return names.checked(text, new CheckedSelect.Needs(systemColumns, FallibleExpressions.areIn(tree)), shortcut);
    }

    /**
     * Looks once more at what the final text means: should DuckDB ever write a tree as a text that reads differently,
     * the text is not run.
     */
    private static void verify(JsonNode tree, SelectNames names) {
        List<JsonNode> left = new ArrayList<>(List.of(tree));
        while (!left.isEmpty()) {
            JsonNode node = left.remove(left.size() - 1);
            if (!isAllowed(node, names)) {
                throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot run this query: it changes when rewritten");
            }
            node.forEach(left::add);
        }
    }

    private static boolean isAllowed(JsonNode node, SelectNames names) {
        String type = node.path("type").asText();
        if (node.has("table_name")) {
            return type.equals("BASE_TABLE")
                    && names.isFresh(node.path("table_name").asText())
                    && node.path("qualified_name").path("path").size() == 1;
        }
        if (node.has("function_name")) {
            String name = node.path("function_name").asText();
            boolean known = AllowedSql.isFunction(name)
                    || AllowedSql.isWindowFunction(name)
                    || AllowedSql.isTableFunction(name);
            return known && node.path("qualified_name").path("path").size() == 1;
        }
        return !type.endsWith("_NODE") || QUERY_NODES.contains(type);
    }
}
