package dev.firn.engine.statement;

import dev.firn.engine.commit.Defaults;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.Match;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.SqlText;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.sql.Value;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** UPDATE: reads the rows that match with the values to assign, then writes their next versions. */
final class UpdateTask extends RowChange {
    private final Statement.Update statement;
    private final TableName name;
    private final MatchedRows rows;

    UpdateTask(Session session, Statement.Update statement, TableName name, Returning returning) {
        super(session, Optional.of(name), returning);
        this.statement = statement;
        this.name = name;
        this.rows = new MatchedRows(session, name, statement.table(), this::match);
    }

    /** Checks the statement against a table's columns. */
    CheckedSelect check(Table table) {
        for (Statement.Assignment assignment : statement.assignments()) {
            InsertedColumns.ordinal(table, assignment.column());
        }
        return rows.check(table);
    }

    private Match match(Table table) {
        List<String> columns =
                table.schema().columns().stream().map(Column::name).toList();
        List<SqlText> expressions = statement.assignments().stream()
                .map(Statement.Assignment::value)
                .filter(Value.Expression.class::isInstance)
                .map(value -> Session.text(((Value.Expression) value).fragment()))
                .toList();
        return new Match(name, columns, expressions, statement.predicate().map(Session::text));
    }

    @Override
    StatementResult attempt(ReadView view) {
        RowBatch batch;
        try (MatchedRows.Open open = rows.open(view)) {
            Table table = open.table();
            TableScope scope = TableScope.of(table.kind(), session.caller().userId());
            batch = batch(table, view);
            OptionalInt key = table.schema().keyOrdinal();
            Assignments assignments = new Assignments(table, open.rows());
            while (open.rows().next()) {
                @Nullable Object[] values = open.values();
                @Nullable Object oldKey = key.isPresent() ? values[key.getAsInt()] : null;
                assignments.assign(values);
                batch.update(scope, open.seq(), oldKey, values);
                requireWithinLimit(batch.heldBytes());
            }
        }
        return store(view, batch, "Updated");
    }

    @Override
    int position(int row) {
        return statement.position();
    }

    /** Assigns to the row that the result stands at. */
    private final class Assignments {
        private final Schema schema;
        private final QueryResult result;
        private final Defaults defaults = session.defaults();
        private final int[] ordinals;
        private final @Nullable Object[] constants;

        Assignments(Table table, QueryResult result) {
            this.schema = table.schema();
            this.result = result;
            int count = statement.assignments().size();
            this.ordinals = new int[count];
            this.constants = new @Nullable Object[count];
            for (int i = 0; i < count; i++) {
                Statement.Assignment assignment = statement.assignments().get(i);
                ordinals[i] = InsertedColumns.ordinal(table, assignment.column());
                if (isConstant(assignment.value())) {
                    Column column = schema.columns().get(ordinals[i]);
                    constants[i] = Assigned.value(column, session.request().params(), defaults, assignment.value());
                }
            }
        }

        private static boolean isConstant(Value value) {
            return !(value instanceof Value.Expression
                    || value instanceof Value.Default
                    || value instanceof Value.Generated);
        }

        void assign(@Nullable Object[] values) {
            int next = schema.columns().size() + 1;
            for (int i = 0; i < ordinals.length; i++) {
                Value value = statement.assignments().get(i).value();
                Column column = schema.columns().get(ordinals[i]);
                if (value instanceof Value.Expression) {
                    ConstantExpressions.Computed computed = new ConstantExpressions.Computed(
                            result.columns().get(next).type(), result.value(next));
                    values[ordinals[i]] = Assigned.computed(column, computed, value.position());
                    next++;
                } else {
                    values[ordinals[i]] = isConstant(value)
                            ? constants[i]
                            : Assigned.value(column, session.request().params(), defaults, value);
                }
            }
        }
    }
}
