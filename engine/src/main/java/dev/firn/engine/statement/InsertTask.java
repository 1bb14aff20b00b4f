package dev.firn.engine.statement;

import dev.firn.engine.commit.Defaults;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.sql.Value;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** INSERT … VALUES. */
final class InsertTask extends RowChange {
    private final Session session;
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
        super(session, returning);
        this.session = session;
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
        Map<Value.Expression, ConstantExpressions.Computed> values = computed;
        int[] ordinals = ordinals(name, table.schema(), statement.columns());
        TableScope scope = TableScope.of(table.kind(), session.caller().userId());
        Defaults defaults = session.defaults();
        RowBatch batch = batch(table);
        for (List<Value> row : statement.rows()) {
            batch.insert(scope, values(defaults, table.schema(), ordinals, row, values));
            requireWithinLimit(batch.heldBytes());
        }
        return store(view, batch, "Inserted");
    }

    /** New rows overtake nobody. */
    @Override
    Optional<Object> changedRows() {
        return Optional.empty();
    }

    @Override
    int position(int row) {
        List<Value> values = statement.rows().get(row);
        return values.isEmpty() ? statement.position() : values.get(0).position();
    }

    /** The column of each value. */
    static int[] ordinals(TableName name, Schema schema, List<Name> columns) {
        int[] ordinals = new int[columns.isEmpty() ? schema.columns().size() : columns.size()];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = columns.isEmpty() ? i : ordinal(name, schema, columns.get(i));
        }
        return ordinals;
    }

    static int ordinal(TableName table, Schema schema, Name column) {
        return schema.ordinal(column.text())
                .orElseThrow(() -> new EngineException(
                                ErrorCode.COLUMN_NOT_FOUND, "table " + table + " has no column " + column.text())
                        .at(column.position()));
    }

    private @Nullable Object[] values(
            Defaults defaults,
            Schema schema,
            int[] ordinals,
            List<Value> row,
            Map<Value.Expression, ConstantExpressions.Computed> results) {
        if (row.size() != ordinals.length && !row.isEmpty()) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot insert the row: it has " + row.size() + " values for " + ordinals.length
                                    + " columns")
                    .at(row.get(0).position());
        }
        @Nullable Object[] values = new @Nullable Object[schema.columns().size()];
        boolean[] named = new boolean[values.length];
        for (int i = 0; i < row.size(); i++) {
            named[ordinals[i]] = true;
            Column column = schema.columns().get(ordinals[i]);
            Value written = row.get(i);
            ConstantExpressions.Computed result =
                    written instanceof Value.Expression expression ? results.get(expression) : null;
            values[ordinals[i]] = result == null
                    ? Assigned.value(column, session.request().params(), defaults, written)
                    : Assigned.computed(column, result, written.position());
        }
        setDefaults(defaults, schema, named, values);
        return values;
    }

    /** Gives the columns that are not named their defaults. */
    static void setDefaults(Defaults defaults, Schema schema, boolean[] named, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!named[i]) {
                values[i] = defaults.value(schema.columns().get(i));
            }
        }
    }
}
