package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.Match;
import dev.firn.engine.query.Relation;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DELETE: reads the keys of the rows that match, then hides each behind a tombstone. */
final class DeleteTask extends RowChange {
    private final Statement.Delete statement;
    private final TableName name;
    private final Returning returning;
    private final MatchedRows rows;

    DeleteTask(Session session, Statement.Delete statement, TableName name, Returning returning) {
        super(session, Optional.of(name), returning);
        this.statement = statement;
        this.name = name;
        this.returning = returning;
        this.rows = new MatchedRows(session, name, statement.table(), this::match);
    }

    /** Checks the statement against a table's columns. */
    CheckedSelect check(Table table) {
        return rows.check(table);
    }

    /** Reads the key; all columns when the rows are returned. */
    private Match match(Table table) {
        List<String> columns = table.schema().columns().stream()
                .filter(column -> !returning.isEmpty()
                        || (column.id() == table.schema().keyColumnId()
                                && table.schema().keyOrdinal().isPresent()))
                .map(Column::name)
                .toList();
        return new Match(name, columns, List.of(), statement.predicate().map(Session::text));
    }

    @Override
    StatementResult attempt(ReadView view) {
        RowBatch batch;
        List<Relation.HeldRow> old = new ArrayList<>();
        try (MatchedRows.Open open = rows.open(view)) {
            Table table = open.table();
            Schema schema = table.schema();
            TableScope scope = TableScope.of(table.kind(), session.caller().userId());
            int key = schema.keyOrdinal().isEmpty()
                    ? 0
                    : returning.isEmpty() ? 1 : 1 + schema.keyOrdinal().getAsInt();
            long oldBytes = 0;
            batch = batch(table, view);
            while (open.rows().next()) {
                batch.delete(scope, open.seq(), key == 0 ? null : open.rows().value(key));
                if (!returning.isEmpty()) {
                    byte[] row = RowFormat.encode(schema, 0, 0, open.values());
                    oldBytes += row.length;
                    old.add(new Relation.HeldRow(0, row));
                }
                requireWithinLimit(batch.heldBytes() + oldBytes);
            }
        }
        return store(view, batch, old, "Deleted");
    }

    @Override
    int position(int row) {
        return statement.position();
    }
}
