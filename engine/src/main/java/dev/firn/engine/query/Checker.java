package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.engine.table.TableName;
import java.util.Locale;
import java.util.Set;

/**
 * Walks the syntax tree of a query against {@link AllowedSql} and rewrites it on the way: tables and CTEs get their new
 * names, {@code *} loses the system columns, parameters are numbered without gaps. Every key of every node is looked at;
 * what is not known is refused. This class walks query nodes and FROM clauses, {@link ExpressionChecker} the rest.
 */
final class Checker {
    static final String EXPRESSION_PREFIX = "SELECT ";

    private static final Set<String> STATEMENT = Set.of("node", "named_param_map");
    private static final Set<String> SELECT_NODE = Set.of(
            "type",
            "modifiers",
            "cte_map",
            "select_list",
            "from_table",
            "where_clause",
            "group_expressions",
            "group_sets",
            "aggregate_handling",
            "having",
            "sample",
            "qualify");
    private static final Set<String> SET_OPERATION_NODE =
            Set.of("type", "modifiers", "cte_map", "setop_type", "left", "right", "setop_all", "children");
    private static final Set<String> RECURSIVE_CTE_NODE =
            Set.of("type", "modifiers", "cte_map", "cte_name", "union_all", "left", "right", "aliases", "key_targets");
    private static final Set<String> CTE =
            Set.of("aliases", "materialized", "key_targets", "payload_aggregates", "query_node");
    private static final Set<String> BASE_TABLE = Set.of(
            "type",
            "alias",
            "sample",
            "query_location",
            "query_location_length",
            "schema_name",
            "table_name",
            "column_name_alias",
            "catalog_name",
            "at_clause",
            "qualified_name");
    private static final Set<String> JOIN = Set.of(
            "type",
            "alias",
            "sample",
            "query_location",
            "query_location_length",
            "left",
            "right",
            "condition",
            "join_type",
            "ref_type",
            "using_columns",
            "delim_flipped",
            "duplicate_eliminated_columns",
            "is_implicit",
            "ranking_expression",
            "nearest_count",
            "nearest_order_type",
            "nearest_approx");
    private static final Set<String> SUBQUERY = Set.of(
            "type", "alias", "sample", "query_location", "query_location_length", "subquery", "column_name_alias");
    private static final Set<String> VALUES = Set.of(
            "type",
            "alias",
            "sample",
            "query_location",
            "query_location_length",
            "expected_names",
            "expected_types",
            "values");
    private static final Set<String> EMPTY =
            Set.of("type", "alias", "sample", "query_location", "query_location_length");
    private static final Set<String> TABLE_FUNCTION = Set.of(
            "type",
            "alias",
            "sample",
            "query_location",
            "query_location_length",
            "function",
            "column_name_alias",
            "with_ordinality");
    static final Set<String> MODIFIERS = Set.of("ORDER_MODIFIER", "LIMIT_MODIFIER", "DISTINCT_MODIFIER");
    private static final Set<String> SEMI_JOINS = Set.of("SEMI", "ANTI");

    private final Source source;
    private final SelectNames names;
    private final boolean systemColumns;
    private final ExpressionChecker expressions;

    /**
     * @param systemColumns true when the statement names a system column anywhere, so that its tables show them
     */
    Checker(Source source, SelectNames names, boolean systemColumns) {
        this.source = source;
        this.names = names;
        this.systemColumns = systemColumns;
        this.expressions = new ExpressionChecker(this, source, names, systemColumns);
    }

    ExpressionChecker expressions() {
        return expressions;
    }

    /** Checks {@code {node, named_param_map}}, the form of a statement and of a subquery. */
    void statement(JsonNode value, Scope outer) {
        ObjectNode statement = source.node(value, STATEMENT);
        // The text that is made of the tree names its parameters itself.
        statement.putArray("named_param_map");
        query(statement.path("node"), outer);
    }

    private void query(JsonNode value, Scope outer) {
        Scope scope = outer.inner();
        String type = value.path("type").asText();
        switch (type) {
            case "SELECT_NODE" -> select(source.node(value, SELECT_NODE), scope);
            case "SET_OPERATION_NODE" -> setOperation(source.node(value, SET_OPERATION_NODE), scope);
            case "INSERT_QUERY_NODE", "UPDATE_QUERY_NODE", "DELETE_QUERY_NODE", "COPY_QUERY_NODE" ->
                throw source.refuse(value, type.substring(0, type.indexOf('_')) + " is not allowed inside a query");
            default -> throw source.refuse(value, "a " + readable(type) + " is not allowed inside a query");
        }
    }

    private static String readable(String type) {
        return type.replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    private void select(ObjectNode node, Scope scope) {
        ctes(node, scope);
        source.absent(node, "sample", "USING SAMPLE");
        source.oneOf(node, "aggregate_handling", Set.of("STANDARD_HANDLING", "FORCE_AGGREGATES"), "grouping");
        groupSets(node);
        collect(node.path("from_table"), scope, true);
        tableReference(node.path("from_table"), scope);
        expressions.selectList(source.list(node, "select_list"), scope);
        expressions.replace(node, "where_clause", scope);
        Conditions.of(node).forEach(names::restrict);
        expressions.replaceAll(source.list(node, "group_expressions"), scope);
        expressions.replace(node, "having", scope);
        expressions.replace(node, "qualify", scope);
        modifiers(node, scope);
    }

    private void groupSets(ObjectNode node) {
        for (JsonNode set : source.list(node, "group_sets")) {
            for (JsonNode index : set) {
                if (!index.isInt()) {
                    throw source.refuse(node, "its grouping sets have an unknown form");
                }
            }
        }
    }

    private void setOperation(ObjectNode node, Scope scope) {
        ctes(node, scope);
        source.oneOf(node, "setop_type", AllowedSql.SET_OPERATIONS, "set operation");
        for (String side : new String[] {"left", "right"}) {
            if (!node.path(side).isNull()) {
                query(node.path(side), scope);
            }
        }
        for (JsonNode child : source.list(node, "children")) {
            query(child, scope);
        }
        modifiers(node, scope);
    }

    /**
     * Declares the CTEs of a node in their order: each sees those before it, and itself only when it is recursive. A
     * name that is not declared yet means what it means outside.
     */
    private void ctes(ObjectNode node, Scope scope) {
        ObjectNode map = source.node(node.path("cte_map"), Set.of("map"));
        for (JsonNode value : source.list(map, "map")) {
            ObjectNode entry = source.node(value, Set.of("key", "value"));
            ObjectNode cte = source.node(entry.path("value"), CTE);
            String name = source.text(entry, "key");
            String fresh = names.fresh(name);
            source.texts(cte, "aliases");
            source.absent(cte, "key_targets", "USING KEY");
            source.absent(cte, "payload_aggregates", "USING KEY");
            JsonNode body = cte.path("query_node");
            if (body.path("type").asText().equals("RECURSIVE_CTE_NODE")) {
                recursive(source.node(body, RECURSIVE_CTE_NODE), name, fresh, scope);
            } else {
                query(body, scope);
            }
            entry.put("key", fresh);
            scope.declare(name, fresh);
        }
    }

    private void recursive(ObjectNode node, String name, String fresh, Scope scope) {
        if (!source.text(node, "cte_name").equalsIgnoreCase(name)) {
            throw source.refuse(node, "its recursive query has an unknown form");
        }
        source.texts(node, "aliases");
        source.absent(node, "key_targets", "USING KEY");
        Scope around = scope.inner();
        ctes(node, around);
        query(node.path("left"), around);
        Scope within = around.inner();
        within.declare(name, fresh);
        query(node.path("right"), within);
        node.put("cte_name", fresh);
        modifiers(node, around);
    }

    private void modifiers(ObjectNode node, Scope scope) {
        for (JsonNode value : source.list(node, "modifiers")) {
            switch (value.path("type").asText()) {
                case "ORDER_MODIFIER" -> expressions.orders(value, scope);
                case "LIMIT_MODIFIER" -> {
                    ObjectNode limit = source.node(value, Set.of("type", "limit", "offset", "limit_type"));
                    expressions.replace(limit, "limit", scope);
                    expressions.replace(limit, "offset", scope);
                }
                case "DISTINCT_MODIFIER" ->
                    expressions.replaceAll(
                            source.list(
                                    source.node(value, Set.of("type", "distinct_on_targets")), "distinct_on_targets"),
                            scope);
                default -> throw source.refuse(node, readable(value.path("type").asText()) + " is not supported");
            }
        }
    }

    /** Notes what the items of a FROM clause are called before any expression in it is read. */
    private void collect(JsonNode value, Scope scope, boolean starred) {
        switch (value.path("type").asText()) {
            case "JOIN" -> {
                boolean semi = SEMI_JOINS.contains(value.path("join_type").asText());
                collect(value.path("left"), scope, starred);
                collect(value.path("right"), scope, starred && !semi);
            }
            case "BASE_TABLE" -> scope.add(baseItem(value, scope, starred));
            case "EMPTY" -> {}
            default -> scope.add(new Scope.FromItem(value.path("alias").asText(), "", false, starred));
        }
    }

    private Scope.FromItem baseItem(JsonNode value, Scope scope, boolean starred) {
        String schema = value.path("schema_name").asText();
        String name = value.path("table_name").asText();
        String alias = value.path("alias").asText();
        boolean table = !schema.isEmpty() || scope.cte(name).isEmpty();
        String namespace = alias.isEmpty() && table
                ? names.table(schema, name, source.position(value)).namespace()
                : "";
        return new Scope.FromItem(alias.isEmpty() ? name : alias, namespace, table, starred);
    }

    private void tableReference(JsonNode value, Scope scope) {
        source.absent(value instanceof ObjectNode node ? node : source.node(value, Set.of()), "sample", "TABLESAMPLE");
        String type = value.path("type").asText();
        switch (type) {
            case "EMPTY" -> source.node(value, EMPTY);
            case "BASE_TABLE" -> baseTable(source.node(value, BASE_TABLE), scope);
            case "JOIN" -> join(source.node(value, JOIN), scope);
            case "SUBQUERY" -> {
                ObjectNode subquery = source.node(value, SUBQUERY);
                source.texts(subquery, "column_name_alias");
                statement(subquery.path("subquery"), scope);
            }
            case "EXPRESSION_LIST" -> values(source.node(value, VALUES), scope);
            case "TABLE_FUNCTION" -> {
                ObjectNode call = source.node(value, TABLE_FUNCTION);
                source.texts(call, "column_name_alias");
                source.oneOf(call, "with_ordinality", Set.of("WITH_ORDINALITY", "WITHOUT_ORDINALITY"), "a call");
                expressions.tableFunction(call, scope);
            }
            case "SHOW_REF" ->
                throw source.refuse(value, "DESCRIBE, SHOW and SUMMARIZE are not allowed inside a query");
            default -> throw source.refuse(value, readable(type) + " is not supported");
        }
    }

    private void baseTable(ObjectNode node, Scope scope) {
        String schema = source.text(node, "schema_name");
        String name = source.text(node, "table_name");
        JsonNode path = source.list(source.node(node.path("qualified_name"), Set.of("path")), "path");
        if (!source.text(node, "catalog_name").isEmpty() || path.size() > 2) {
            throw source.refuse(node, "a table's name has at most two parts, namespace.table");
        }
        source.absent(node, "at_clause", "AT (time travel)");
        source.texts(node, "column_name_alias");
        names.mention(name, source.sql(), source.byteOffset(node));
        String fresh = schema.isEmpty() ? scope.cte(name).orElse("") : "";
        if (fresh.isEmpty()) {
            fresh = table(node, schema, name);
        }
        if (source.text(node, "alias").isEmpty()) {
            node.put("alias", name);
        }
        node.put("table_name", fresh).put("schema_name", "");
        node.putObject("qualified_name").putArray("path").add(fresh);
    }

    private String table(ObjectNode node, String schema, String name) {
        if (systemColumns && !node.path("column_name_alias").isEmpty()) {
            throw source.refuse(node, "a table with column aliases cannot show system columns");
        }
        int position = source.position(node);
        TableName table = names.table(schema, name, position);
        return names.view(table, position);
    }

    private void join(ObjectNode node, Scope scope) {
        source.oneOf(node, "join_type", AllowedSql.JOINS, "join");
        source.oneOf(node, "ref_type", AllowedSql.JOIN_REFERENCES, "join");
        source.absent(node, "duplicate_eliminated_columns", "this join");
        source.absent(node, "delim_flipped", "this join");
        source.absent(node, "ranking_expression", "this join");
        source.absent(node, "nearest_approx", "this join");
        if (systemColumns && source.text(node, "ref_type").equals("NATURAL")) {
            throw source.refuse(node, "NATURAL JOIN cannot be used together with system columns: name the columns");
        }
        source.texts(node, "using_columns");
        tableReference(node.path("left"), scope);
        tableReference(node.path("right"), scope);
        expressions.replace(node, "condition", scope);
    }

    private void values(ObjectNode node, Scope scope) {
        source.absent(node, "expected_names", "VALUES with names");
        source.absent(node, "expected_types", "VALUES with types");
        for (JsonNode row : source.list(node, "values")) {
            if (!(row instanceof ArrayNode expressionsOfRow)) {
                throw source.refuse(node, "its VALUES have an unknown form");
            }
            expressions.replaceAll(expressionsOfRow, scope);
        }
    }

    /** The tree of a query that reads nothing and has no clause yet. */
    static ObjectNode emptySelect() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode node = json.objectNode().put("type", "SELECT_NODE");
        node.putArray("modifiers");
        node.putObject("cte_map").putArray("map");
        node.putArray("select_list");
        node.set("from_table", emptyFrom("EMPTY"));
        node.putNull("where_clause");
        node.putArray("group_expressions");
        node.putArray("group_sets");
        node.put("aggregate_handling", "STANDARD_HANDLING");
        node.putNull("having").putNull("sample").putNull("qualify");
        return node;
    }

    /** The tree of a table that the names hold already. */
    static ObjectNode baseTable(String view, String alias) {
        ObjectNode node = emptyFrom("BASE_TABLE")
                .put("alias", alias)
                .put("schema_name", "")
                .put("table_name", view)
                .put("catalog_name", "")
                .putNull("at_clause");
        node.putArray("column_name_alias");
        node.putObject("qualified_name").putArray("path").add(view);
        return node;
    }

    private static ObjectNode emptyFrom(String type) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("alias", "")
                .putNull("sample");
    }
}
