package dev.firn.engine.query;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.DataFileSchema;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.SqlLiteral;
import dev.firn.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the SQL that reads one scope's rows out of data files, without tombstones: the table's columns and {@code _seq}. */
record ColdRows(Table table, ScopeId scope, ColdFiles cold) {
    private static final String NULL = "NULL";

    /**
     * The queries of the tier, one for ordinary files and one for bundles, as far as there are such files.
     *
     * @param and begins with AND: a further condition on {@code _seq}, or empty
     */
    List<String> queries(List<DataFile> files, String and) {
        List<DataFile> own =
                files.stream().filter(file -> !file.holdsSeveralScopes()).toList();
        List<DataFile> bundles =
                files.stream().filter(DataFile::holdsSeveralScopes).toList();
        List<String> queries = new ArrayList<>();
        if (!own.isEmpty()) {
            queries.add(select(own, "") + " WHERE " + SystemColumns.DELETED + " IS NOT TRUE" + and);
        }
        if (!bundles.isEmpty()) {
            queries.add(ofBundles(bundles, and));
        }
        return queries;
    }

    /**
     * The scope's rows of bundles. The LIMIT cuts nothing off, as the manifest counts the rows; it is a fence: what a
     * user's query asks of its rows cannot be computed below a LIMIT, so that no expression ever meets a row of another
     * scope and fails, or finds something, by its values.
     */
    private String ofBundles(List<DataFile> bundles, String and) {
        long rows = bundles.stream().mapToLong(file -> file.part(scope).rows()).sum();
        String scopeField = ", " + field(DataFileSchema.SCOPE_FIELD_ID, DataFileSchema.SCOPE, ColumnType.BIGINT, NULL);
        return "SELECT * FROM (" + select(bundles, scopeField) + " WHERE " + DataFileSchema.SCOPE + " = "
                + scope.number() + " AND " + SystemColumns.DELETED + " IS NOT TRUE" + and + " LIMIT " + rows + ")";
    }

    private String select(List<DataFile> files, String furtherField) {
        String fields = table.schema().columns().stream()
                .map(column -> field(column.id(), column.name(), column.type(), initial(column)))
                .collect(Collectors.joining(", "));
        return "SELECT " + RelationViews.columns(table) + ", " + SystemColumns.SEQ + " FROM read_parquet("
                + cold.list(table, files) + ", schema = MAP {" + fields + ", "
                + field(DataFileSchema.SEQ_FIELD_ID, SystemColumns.SEQ, ColumnType.BIGINT, NULL) + ", "
                + field(DataFileSchema.DELETED_FIELD_ID, SystemColumns.DELETED, ColumnType.BOOLEAN, NULL)
                + furtherField + "})";
    }

    /**
     * @param absent what rows of files without the column show: a text that DuckDB casts to the type, or NULL
     */
    static String field(long id, String name, ColumnType type, String absent) {
        return id + ": {name: " + SqlLiteral.quoted(name) + ", type: '" + FedColumn.sqlType(type) + "', default_value: "
                + absent + "}";
    }

    static String initial(Column column) {
        Object value = column.initial().value();
        return value == null ? NULL : SqlLiteral.quoted(SqlLiteral.castText(column.type(), value));
    }
}
