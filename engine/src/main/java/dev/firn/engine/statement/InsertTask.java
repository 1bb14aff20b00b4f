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
import org.jspecify.annotations.Nullable;

/** INSERT … VALUES. */
final class InsertTask extends RowChange {
    private final Session session;
    private final Statement.Insert statement;
    private final TableName name;
    private final ConstantExpressions expressions;
    private @Nullable Map<Value.Expression, ConstantExpressions.Computed> computed;

    InsertTask(Session session, Statement.Insert statement, TableName name, ConstantExpressions expressions) {
        this.session = session;
        this.statement = statement;
        this.name = name;
        this.expressions = expressions;
    }

    @Override
    StatementResult attempt() {
        Table table = table();
        if (computed == null) {
            computed = expressions.compute();
        }
        Map<Value.Expression, ConstantExpressions.Computed> values = computed;
        int[] ordinals = ordinals(table.schema());
        TableScope scope = TableScope.of(table.kind(), session.caller().userId());
        Defaults defaults = session.defaults();
        RowBatch batch = new RowBatch(table, session.nowMicros());
        for (List<Value> row : statement.rows()) {
            insert(batch, scope, values(defaults, table.schema(), ordinals, row, values), row);
        }
        commit(batch);
        return new StatementResult.Done(batch.size(), "Inserted " + batch.size() + " row(s)");
    }

    private Table table() {
        try (ReadView view = session.committer().acquire()) {
            return session.lookup().find(view.catalog(), name, statement.table().position(), Rights::requireWrite);
        }
    }

    /** The column of each value. */
    private int[] ordinals(Schema schema) {
        List<Name> columns = statement.columns();
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
        for (int i = 0; i < values.length; i++) {
            if (!named[i]) {
                values[i] = defaults.value(schema.columns().get(i));
            }
        }
        return values;
    }

    private int position(List<Value> row) {
        return row.isEmpty() ? statement.position() : row.get(0).position();
    }

    private void insert(RowBatch batch, TableScope scope, @Nullable Object[] values, List<Value> row) {
        try {
            batch.insert(scope, values);
        } catch (EngineException e) {
            throw e.position().isPresent() ? e : e.at(position(row));
        }
        requireWithinLimit(batch);
    }

    /** The committer names a row that it refuses by its index; the client finds it by its position. */
    private void commit(RowBatch batch) {
        try {
            session.committer().commit(batch);
        } catch (EngineException e) {
            if (e.code() == ErrorCode.CONSTRAINT_VIOLATION && e.details().get("row") instanceof Integer row) {
                throw new EngineException(e.code(), String.valueOf(e.getMessage()), e)
                        .at(position(statement.rows().get(row)));
            }
            throw e;
        }
    }
}
