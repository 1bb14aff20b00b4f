package dev.firn.engine.query;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the SQL of the view that stands for a relation: the data files and the hot rows of one scope, without
 * tombstones and without superseded versions. The anti-join against the superseded set is left out when that set is
 * empty.
 */
final class RelationViews {
    private final ReadView view;
    private final ColdFiles cold;
    private final RowFunction function;
    private final CheckedSelect.Needs needs;
    private final Constants constants;
    private final List<RowFunction.Registration> registrations = new ArrayList<>();

    RelationViews(ReadView view, ColdFiles cold, RowFunction function, CheckedSelect.Needs needs, Constants constants) {
        this.view = view;
        this.cold = cold;
        this.function = function;
        this.needs = needs;
        this.constants = constants;
    }

    /** The sources that the views read; the caller closes them after the connection, also after a failure. */
    List<RowFunction.Registration> registrations() {
        return registrations;
    }

    /** The query of a relation's view: all its rows, but those that the conditions certainly exclude may be missing. */
    String query(Relation relation, List<Condition> conditions) {
        if (relation instanceof Relation.ScopeRows rows) {
            return scopeRows(rows, conditions);
        }
        if (relation instanceof Relation.HeldRows held) {
            return "SELECT " + columns(held.table()) + " FROM (" + heldRows(held.table(), ListedRowSource.of(held))
                    + ")";
        }
        return listedRows((Relation.ListedRows) relation);
    }

    /** The query of an empty view with the relation's columns, in which types that DuckDB forgets are marked. */
    String markedQuery(Relation relation) {
        return noRows(relation.columns(), DeclaredTypes::markedType);
    }

    private String noRows(List<ResultColumn> columns, Function<ColumnType, String> sqlType) {
        return columns.stream()
                        .map(column -> "CAST(NULL AS " + sqlType.apply(column.type()) + ") AS " + quoted(column.name()))
                        .collect(Collectors.joining(", ", "SELECT ", ""))
                + systemColumns("CAST(NULL AS BIGINT)") + " WHERE false";
    }

    private String noRows(Relation relation) {
        return noRows(relation.columns(), FedColumn::sqlType);
    }

    private String scopeRows(Relation.ScopeRows rows, List<Condition> conditions) {
        Table table = rows.table();
        Optional<KeyLookup> found = rows.scope()
                .filter(scope -> rows.isStoredOnly())
                .flatMap(scope -> KeyLookup.find(view, scope, table, conditions, constants));
        if (found.isPresent()) {
            return foundRows(rows, found.get());
        }
        List<String> tiers = new ArrayList<>();
        rows.scope().ifPresent(scope -> tiers.addAll(stored(table, scope, conditions)));
        if (!rows.own().rows().isEmpty()) {
            tiers.add(heldRows(table, ListedRowSource.of(rows.own())));
        }
        if (tiers.isEmpty()) {
            return noRows(rows);
        }
        String all = String.join(" UNION ALL ", tiers);
        String columns = "SELECT " + columns(table) + systemColumns(SystemColumns.SEQ) + " FROM (" + all + ")";
        Optional<ScopeView> superseded = rows.scope().filter(scope -> scope.supersededRows() > 0);
        if (superseded.isEmpty() && rows.replaced().isEmpty()) {
            return columns;
        }
        String join = register(new SupersededSource(view, superseded, rows.replaced())) + " _superseded ON "
                + SystemColumns.SEQ + " = _superseded." + RowFunction.column(0);
        return needs.hiddenValues() ? withHiddenValues(table, all, join) : columns + " ANTI JOIN " + join;
    }

    /** The newest versions that a key lookup has found: nothing supersedes them. */
    private String foundRows(Relation.ScopeRows rows, KeyLookup found) {
        Table table = rows.table();
        List<String> tiers = new ArrayList<>();
        if (!found.files().isEmpty()) {
            String seqs = found.coldSeqs().stream().map(String::valueOf).collect(Collectors.joining(", "));
            ColdRows rowsOfScope =
                    new ColdRows(table, rows.scope().orElseThrow().id(), cold);
            tiers.addAll(rowsOfScope.queries(found.files(), " AND " + SystemColumns.SEQ + " IN (" + seqs + ")"));
        }
        if (!found.hot().isEmpty()) {
            tiers.add(heldRows(table, ListedRowSource.of(new Relation.HeldRows(table, found.hot()))));
        }
        return tiers.isEmpty()
                ? noRows(rows)
                : "SELECT " + columns(table) + systemColumns(SystemColumns.SEQ) + " FROM ("
                        + String.join(" UNION ALL ", tiers) + ")";
    }

    private List<String> stored(Table table, ScopeView scope, List<Condition> conditions) {
        List<String> tiers = new ArrayList<>();
        List<DataFile> files =
                new Pruning(table, conditions, constants).of(view, scope).read();
        tiers.addAll(new ColdRows(table, scope.id(), cold).queries(files, ""));
        if (scope.hotRows() > 0) {
            tiers.add(hotRows(table, scope));
        }
        return tiers;
    }

    /**
     * The rows of {@code all} that have no match in {@code superseded}. A predicate on the columns of an anti-join may be
     * computed before it; here each column is NULL in a superseded version, and known only behind the join.
     */
    private String withHiddenValues(Table table, String all, String superseded) {
        String values = table.schema().columns().stream()
                .map(column -> quoted(column.name()))
                .map(name -> "CASE WHEN _visible THEN " + name + " END AS " + name)
                .collect(Collectors.joining(", "));
        return "SELECT " + values + systemColumns(SystemColumns.SEQ) + " FROM (SELECT " + columns(table) + ", "
                + SystemColumns.SEQ + ", _superseded." + RowFunction.column(0) + " IS NULL AS _visible FROM (" + all
                + ") LEFT JOIN " + superseded + ") WHERE _visible";
    }

    static String columns(Table table) {
        return table.schema().columns().stream()
                .map(column -> quoted(column.name()))
                .collect(Collectors.joining(", "));
    }

    private String systemColumns(String seq) {
        return needs.systemColumns()
                ? ", " + seq + " AS " + SystemColumns.SEQ + ", CAST(false AS BOOLEAN) AS " + SystemColumns.DELETED
                : "";
    }

    private String hotRows(Table table, ScopeView scope) {
        return heldRows(table, new HotRowSource(view, scope, table));
    }

    /** Rows in the columns of the table, then {@code _seq}. */
    private String heldRows(Table table, RowSource source) {
        List<Column> columns = table.schema().columns();
        String values = IntStream.range(0, columns.size())
                .mapToObj(i -> FedColumn.sqlValue(columns.get(i).type(), RowFunction.column(i)) + " AS "
                        + quoted(columns.get(i).name()))
                .collect(Collectors.joining(", "));
        return "SELECT " + values + ", " + RowFunction.column(columns.size()) + " AS " + SystemColumns.SEQ + " FROM "
                + register(source);
    }

    private String listedRows(Relation.ListedRows rows) {
        String values = IntStream.range(0, rows.columns().size())
                .mapToObj(i -> FedColumn.sqlValue(rows.columns().get(i).type(), RowFunction.column(i)) + " AS "
                        + quoted(rows.columns().get(i).name()))
                .collect(Collectors.joining(", "));
        return "SELECT " + values + systemColumns("CAST(NULL AS BIGINT)") + " FROM "
                + register(ListedRowSource.of(rows));
    }

    private String register(RowSource source) {
        RowFunction.Registration registration = function.add(source);
        registrations.add(registration);
        return registration.call();
    }

    /** A name in double quotes. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
