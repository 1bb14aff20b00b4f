package dev.firn.engine.statement;

import dev.firn.engine.commit.Defaults;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** INSERT … SELECT: the query reads the view on which the statement began, so it never sees the rows that it writes. */
final class InsertSelectTask extends RowChange {
    private final Statement.InsertSelect statement;
    private final TableName name;
    private final CheckedSelect query;

    InsertSelectTask(
            Session session,
            Statement.InsertSelect statement,
            TableName name,
            CheckedSelect query,
            Returning returning) {
        super(session, Optional.empty(), returning);
        this.statement = statement;
        this.name = name;
        this.query = query;
    }

    @Override
    StatementResult attempt(ReadView view) {
        Table table =
                session.lookup().find(view.catalog(), name, statement.table().position(), Rights::requireWrite);
        InsertedColumns columns = new InsertedColumns(table, statement.columns());
        TableScope scope = TableScope.of(table.kind(), session.caller().userId());
        RowBatch batch = batch(table, view);
        CallerRelations relations = new CallerRelations(session, view);
        Defaults defaults = session.defaults();
        try (QueryResult rows = session.queries().run(query, session.queryContext(), view.retained(), relations)) {
            requireWidth(rows.columns().size(), columns.count());
            while (rows.next()) {
                batch.insert(scope, columns.row(columns.count(), (i, column) -> value(column, rows, i), defaults));
                requireWithinLimit(batch.heldBytes());
            }
        }
        return store(view, batch, "Inserted");
    }

    @Override
    int position(int row) {
        return statement.query().position();
    }

    private void requireWidth(int selected, int wanted) {
        if (selected != wanted) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot insert the rows: the query has " + selected + " columns for " + wanted)
                    .at(statement.query().position());
        }
    }

    private @Nullable Object value(Column column, QueryResult rows, int index) {
        ConstantExpressions.Computed value =
                new ConstantExpressions.Computed(rows.columns().get(index).type(), rows.value(index));
        return Assigned.computed(column, value, statement.query().position());
    }
}
