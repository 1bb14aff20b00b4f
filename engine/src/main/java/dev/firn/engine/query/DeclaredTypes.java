package dev.firn.engine.query;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnType.Kind;
import java.util.List;

/**
 * The types of a result's columns that DuckDB's own types do not tell: JSON columns are VARCHAR to it, DATETIME columns
 * TIMESTAMP. The statement is bound once more to empty views in which such columns have a marker type, one that behaves
 * alike and that no expression has otherwise; a result column that has it came through unchanged.
 *
 * @param typeNames DuckDB's names of the types in the marked binding; empty when there is none
 */
record DeclaredTypes(List<String> typeNames) {
    static final DeclaredTypes NONE = new DeclaredTypes(List.of());

    /** True for a type that needs the marked binding. */
    static boolean forgets(ColumnType type) {
        return type.kind() == Kind.JSON || type.kind() == Kind.DATETIME;
    }

    /** The type's name in the marked binding. */
    static String markedType(ColumnType type) {
        if (type.kind() == Kind.JSON) {
            return "ENUM('json')";
        }
        return type.kind() == Kind.DATETIME ? "TIMESTAMP_MS" : FedColumn.sqlType(type);
    }

    /** The result column at an index, under the type that it was declared with. */
    ResultColumn declared(int index, OutputColumn output) {
        ResultColumn column = output.column();
        String marked = index < typeNames.size() && output.conversion().isEmpty() ? typeNames.get(index) : "";
        if (marked.equals("ENUM") && column.type().kind() == Kind.TEXT) {
            return new ResultColumn(column.name(), ColumnType.of(Kind.JSON));
        }
        return marked.equals("TIMESTAMP_MS") && column.type().kind() == Kind.TIMESTAMP
                ? new ResultColumn(column.name(), ColumnType.of(Kind.DATETIME))
                : column;
    }
}
