package dev.firn.engine.statement;

import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.sql.SqlScript;
import dev.firn.engine.table.EngineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a statement in a batch: a failure while they are read names the statement.
 *
 * @param index of the statement, from 0
 */
record BatchRows(QueryResult rows, int index) implements QueryResult {
    @Override
    public List<ResultColumn> columns() {
        return rows.columns();
    }

    @Override
    public boolean next() {
        try {
            return rows.next();
        } catch (EngineException e) {
            throw e.prefixed(SqlScript.failedPrefix(index));
        }
    }

    @Override
    public @Nullable Object value(int column) {
        return rows.value(column);
    }

    @Override
    public void close() {
        rows.close();
    }
}
