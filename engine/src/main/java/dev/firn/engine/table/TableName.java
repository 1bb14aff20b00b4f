package dev.firn.engine.table;

/**
 * The qualified name of a table, both parts in lower case.
 *
 * @param namespace the namespace's name
 * @param table the table's name within it
 */
public record TableName(String namespace, String table) {
    @Override
    public String toString() {
        return namespace + "." + table;
    }
}
