package dev.firn.engine.statement;

import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.table.EngineException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a statement in a batch.
 *
 * @param onRow called at each row
 * @param failed turns a failure while they are read into the batch's
 */
record BatchRows(QueryResult rows, Runnable onRow, UnaryOperator<EngineException> failed) implements QueryResult {
    @Override
    public List<ResultColumn> columns() {
        return rows.columns();
    }

    @Override
    public boolean next() {
        try {
            onRow.run();
            return rows.next();
        } catch (EngineException e) {
            throw failed.apply(e);
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
