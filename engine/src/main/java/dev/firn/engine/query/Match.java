package dev.firn.engine.query;

import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What an UPDATE or DELETE reads of its table.
 *
 * @param columns the table's columns to read, by name
 * @param expressions what SET assigns
 * @param predicate what WHERE says; empty means every row
 */
public record Match(TableName table, List<String> columns, List<SqlText> expressions, Optional<SqlText> predicate) {
    public Match {
        columns = List.copyOf(columns);
        expressions = List.copyOf(expressions);
    }
}
