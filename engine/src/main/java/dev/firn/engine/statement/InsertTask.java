package dev.firn.engine.statement;

import dev.firn.engine.commit.Defaults;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.sql.Value;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** INSERT … VALUES. */
final class InsertTask extends RowChange {
    private final Statement.Insert statement;
    private final TableName name;
    private final ConstantExpressions expressions;
    private @Nullable Map<Value.Expression, ConstantExpressions.Computed> computed;

    InsertTask(
            Session session,
            Statement.Insert statement,
            TableName name,
            ConstantExpressions expressions,
            Returning returning) {
        super(session, Optional.empty(), returning);
        this.statement = statement;
        this.name = name;
        this.expressions = expressions;
    }

    @Override
    StatementResult attempt(ReadView view) {
        Table table =
                session.lookup().find(view.catalog(), name, statement.table().position(), Rights::requireWrite);
        if (computed == null) {
            computed = expressions.compute(view);
        }
        Map<Value.Expression, ConstantExpressions.Computed> results = computed;
        InsertedColumns columns = new InsertedColumns(table, statement.columns());
        TableScope scope = TableScope.of(table.kind(), session.caller().userId());
        Defaults defaults = session.defaults();
        RowBatch batch = batch(table, view);
        for (List<Value> row : statement.rows()) {
            requireWidth(row, columns.count());
            InsertedColumns.Values values = (i, column) -> value(column, row.get(i), defaults, results);
            batch.insert(scope, columns.row(row.size(), values, defaults));
            requireWithinLimit(batch.heldBytes());
        }
        return store(view, batch, "Inserted");
    }

    @Override
    int position(int row) {
        List<Value> values = statement.rows().get(row);
        return values.isEmpty() ? statement.position() : values.get(0).position();
    }

    /** A row without values is one of defaults. */
    private static void requireWidth(List<Value> row, int wanted) {
        if (row.size() != wanted && !row.isEmpty()) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot insert the row: it has " + row.size() + " values for " + wanted + " columns")
                    .at(row.get(0).position());
        }
    }

    private @Nullable Object value(
            Column column,
            Value written,
            Defaults defaults,
            Map<Value.Expression, ConstantExpressions.Computed> results) {
        ConstantExpressions.Computed result =
                written instanceof Value.Expression expression ? results.get(expression) : null;
        return result == null
                ? Assigned.value(column, session.request().params(), defaults, written)
                : Assigned.computed(column, result, written.position());
    }
}
