package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.Match;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.TableReference;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the rows that an UPDATE or DELETE is about. What it reads depends on the table's columns. */
final class MatchedRows {
    private final Session session;
    private final TableName name;
    private final TableReference reference;
    private final Function<Table, Match> match;
    private @Nullable Table checkedFor;
    private @Nullable CheckedSelect checked;

    /** Rows of one view, open. */
    record Open(Table table, QueryResult rows) implements AutoCloseable {
        /** The {@code _seq} of the row that the result stands at. */
        long seq() {
            if (rows.value(0) instanceof Long seq) {
                return seq;
            }
            throw new IllegalStateException("a row has no _seq");
        }

        /** The row's values, where the match reads all columns. */
        @Nullable
        Object[] values() {
            @Nullable
            Object[] values = new @Nullable Object[table.schema().columns().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = rows.value(i + 1);
            }
            return values;
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    MatchedRows(Session session, TableName name, TableReference reference, Function<Table, Match> match) {
        this.session = session;
        this.name = name;
        this.reference = reference;
        this.match = match;
    }

    /** Checks what the statement reads of a table. */
    CheckedSelect check(Table table) {
        CheckedSelect known = checked;
        boolean same = checkedFor != null
                && checkedFor.id() == table.id()
                && checkedFor.schema().version() == table.schema().version();
        if (known != null && same) {
            return known;
        }
        Optional<String> namespace = session.request().namespace();
        CheckedSelect select = session.queries().checkMatch(match.apply(table), namespace);
        checkedFor = table;
        checked = select;
        return select;
    }

    /** Reads the rows on a view; the rows of a USER table are the caller's own. */
    Open open(ReadView view) {
        Table table = session.lookup().find(view.catalog(), name, reference.position(), Rights::requireWrite);
        CheckedSelect select = check(table);
        CallerRelations relations = new CallerRelations(session, view);
        return new Open(table, session.queries().run(select, session.queryContext(), view.retained(), relations));
    }
}
