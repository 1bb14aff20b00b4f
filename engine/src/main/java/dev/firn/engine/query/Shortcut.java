package dev.firn.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A form of query that the engine answers from one view without DuckDB: {@code SELECT count(*) FROM t} from counters, and
 * columns of one row by its key while that row is hot. The answer is exactly the one that DuckDB gives; where a
 * shortcut cannot be sure of that, it has none.
 */
sealed interface Shortcut {
    /** Finds the form of a checked tree. */
    static Optional<Shortcut> of(JsonNode statement) {
        JsonNode node = statement.path("node");
        if (!isPlain(node)) {
            return Optional.empty();
        }
        return Optional.<Shortcut>empty()
                .or(() -> Count.of(node.path("select_list"), node.path("where_clause")))
                .or(() -> KeyedRow.of(node));
    }

    private static boolean isPlain(JsonNode node) {
        return node.path("type").asText().equals("SELECT_NODE")
                && node.path("from_table").path("type").asText().equals("BASE_TABLE")
                && node.path("from_table").path("column_name_alias").isEmpty()
                && node.path("cte_map").path("map").isEmpty()
                && node.path("aggregate_handling").asText().equals("STANDARD_HANDLING")
                && Set.of("modifiers", "group_expressions", "group_sets").stream()
                        .allMatch(key -> node.path(key).isEmpty())
                && Set.of("having", "sample", "qualify").stream()
                        .allMatch(key -> node.path(key).isNull());
    }

    /** The answer on a view; empty when DuckDB has to give it. */
    Optional<QueryResult> answer(ReadView view, Relation.ScopeRows rows, Run run);

    /** What a shortcut knows beside the relation: the one mention of its table, and the constants of the run. */
    record Run(CheckedSelect.Reference reference, Constants constants) {}

    /** {@code SELECT count(*) FROM t}. */
    record Count(String name) implements Shortcut {
        static Optional<Shortcut> of(JsonNode list, JsonNode where) {
            JsonNode call = list.path(0);
            boolean plain = list.size() == 1
                    && where.isNull()
                    && call.path("class").asText().equals("FUNCTION")
                    && call.path("function_name").asText().equalsIgnoreCase("count_star")
                    && call.path("arguments").isEmpty()
                    && call.path("filter").isNull()
                    && call.path("order_bys").path("orders").isEmpty()
                    && !call.path("distinct").asBoolean();
            String alias = call.path("alias").asText();
            return plain ? Optional.of(new Count(alias.isEmpty() ? "count_star()" : alias)) : Optional.empty();
        }

        @Override
        public Optional<QueryResult> answer(ReadView view, Relation.ScopeRows rows, Run run) {
            if (rows.scope().filter(ScopeView::mayHoldExpired).isPresent()) {
                return Optional.empty();
            }
            long count = rows.scope().map(scope -> visible(view, scope)).orElse(0L);
            List<@Nullable Object[]> answer = new ArrayList<>();
            answer.add(new Object[] {count});
            return Optional.of(new ListedResult(List.of(new ResultColumn(name, ColumnType.BIGINT)), answer));
        }

        /** Every superseded version is a live one, in either tier. */
        private static long visible(ReadView view, ScopeView scope) {
            long cold = view.dataFiles(scope).stream()
                    .mapToLong(file -> file.part(scope.id()).liveRows())
                    .sum();
            return cold + scope.hotRows() - scope.hotTombstones() - scope.supersededRows();
        }
    }

    /**
     * Columns of a table by its key.
     *
     * @param columns as written, with their aliases; none stands for all
     */
    record KeyedRow(List<Selected> columns) implements Shortcut {
        private record Selected(String column, String alias) {}

        static Optional<Shortcut> of(JsonNode node) {
            String alias = node.path("from_table").path("alias").asText();
            JsonNode list = node.path("select_list");
            if (!node.path("where_clause").path("class").asText().equals("COMPARISON")) {
                return Optional.empty();
            }
            if (list.size() == 1 && list.path(0).path("class").asText().equals("STAR")) {
                return isWhole(list.path(0)) ? Optional.of(new KeyedRow(List.of())) : Optional.empty();
            }
            List<Selected> columns = new ArrayList<>();
            for (JsonNode column : list) {
                JsonNode names = column.path("column_names");
                boolean own = names.size() == 1
                        || (names.size() == 2 && names.path(0).asText().equalsIgnoreCase(alias));
                if (!column.path("class").asText().equals("COLUMN_REF") || !own) {
                    return Optional.empty();
                }
                columns.add(new Selected(
                        names.path(names.size() - 1).asText(),
                        column.path("alias").asText()));
            }
            return Optional.of(new KeyedRow(columns));
        }

        private static boolean isWhole(JsonNode star) {
            return star.path("relation_name").asText().isEmpty()
                    && Set.of("exclude_list", "replace_list", "qualified_exclude_list", "rename_list").stream()
                            .allMatch(key -> star.path(key).isEmpty());
        }

        @Override
        public Optional<QueryResult> answer(ReadView view, Relation.ScopeRows rows, Run run) {
            Table table = rows.table();
            List<Condition> conditions = run.reference().conditions();
            List<ResultColumn> resultColumns = new ArrayList<>();
            List<Integer> ordinals = new ArrayList<>();
            if (conditions.size() != 1 || !select(table, resultColumns, ordinals)) {
                return Optional.empty();
            }
            if (rows.scope().isEmpty()) {
                return Optional.empty();
            }
            return KeyLookup.find(view, rows.scope().get(), table, conditions, run.constants())
                    .filter(found -> found.coldSeqs().isEmpty())
                    .map(found -> (QueryResult) new ListedResult(resultColumns, values(table, found.hot(), ordinals)));
        }

        /** Finds the columns; false when one is not a plain column whose type passes DuckDB unchanged. */
        private boolean select(Table table, List<ResultColumn> resultColumns, List<Integer> ordinals) {
            List<Column> all = table.schema().columns();
            for (int i = 0; columns.isEmpty() && i < all.size(); i++) {
                resultColumns.add(new ResultColumn(all.get(i).name(), all.get(i).type()));
                ordinals.add(i);
            }
            for (Selected selected : columns) {
                for (int i = 0; i < all.size(); i++) {
                    if (all.get(i).name().equalsIgnoreCase(selected.column())) {
                        String name = selected.alias().isEmpty() ? all.get(i).name() : selected.alias();
                        resultColumns.add(new ResultColumn(name, all.get(i).type()));
                        ordinals.add(i);
                    }
                }
            }
            boolean found = columns.isEmpty() || ordinals.size() == columns.size();
            return found && resultColumns.stream().allMatch(column -> isUnchanged(column.type()));
        }

        private static boolean isUnchanged(ColumnType type) {
            return switch (type.kind()) {
                case TEXT -> type.precision() == 0;
                case BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, TIMESTAMP, DATE -> true;
                case BYTES, JSON, DATETIME, TIME, UUID -> false;
            };
        }

        private static List<@Nullable Object[]> values(
                Table table, List<Relation.HeldRow> found, List<Integer> ordinals) {
            List<@Nullable Object[]> values = new ArrayList<>();
            for (Relation.HeldRow held : found) {
                Row row = RowFormat.decode(table, held.seq(), held.row());
                @Nullable Object[] selected = new Object[ordinals.size()];
                for (int i = 0; i < selected.length; i++) {
                    selected[i] = row.value(ordinals.get(i));
                }
                values.add(selected);
            }
            return values;
        }
    }
}
