package dev.firn.engine.statement;

import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.Match;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** DELETE: reads the keys of the rows that match, then hides each behind a tombstone. */
final class DeleteTask extends RowChange {
    private final Session session;
    private final Statement.Delete statement;
    private final TableName name;
    private final MatchedRows rows;

    DeleteTask(Session session, Statement.Delete statement, TableName name) {
        this.session = session;
        this.statement = statement;
        this.name = name;
        this.rows = new MatchedRows(session, name, statement.table(), this::match);
    }

    /** Checks the statement against a table's columns. */
    CheckedSelect check(Table table) {
        return rows.check(table);
    }

    private Match match(Table table) {
        OptionalInt key = table.schema().keyOrdinal();
        List<String> columns = table.schema().columns().stream()
                .filter(column ->
                        key.isPresent() && column.id() == table.schema().keyColumnId())
                .map(Column::name)
                .toList();
        return new Match(name, columns, List.of(), statement.predicate().map(UpdateTask::text));
    }

    @Override
    StatementResult attempt() {
        RowBatch batch;
        try (MatchedRows.Open open = rows.open()) {
            Table table = open.table();
            TableScope scope = TableScope.of(table.kind(), session.caller().userId());
            boolean keyed = table.schema().keyOrdinal().isPresent();
            batch = new RowBatch(table, session.nowMicros());
            while (open.rows().next()) {
                @Nullable Object key = keyed ? open.rows().value(1) : null;
                batch.delete(scope, (Long) UpdateTask.requireSeq(open.rows()), key);
                requireWithinLimit(batch);
            }
        }
        if (batch.size() > 0) {
            session.committer().commit(batch);
        }
        return new StatementResult.Done(batch.size(), "Deleted " + batch.size() + " row(s)");
    }
}
