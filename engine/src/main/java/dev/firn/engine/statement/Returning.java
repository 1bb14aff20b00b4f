package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.ListedResult;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.Relation;
import dev.firn.engine.query.Relations;
import dev.firn.engine.sql.Fragment;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The RETURNING clause of a statement, which may have none. */
record Returning(Session session, Optional<CheckedSelect> select) {
    private static final long MAX_BYTES = 16L << 20;
    private static final int VALUE_BYTES = 32;

    /** Checks the clause; what it names beside the table is for the caller of this method to authorise. */
    static Returning check(Session session, TableName table, Optional<Fragment> clause) {
        Optional<CheckedSelect> select = clause.map(list -> session.queries()
                .checkReturning(Session.text(list), table, session.request().namespace()));
        return new Returning(session, select);
    }

    boolean isEmpty() {
        return select.isEmpty();
    }

    /** The rows of the answer, all of them computed; empty without a clause. */
    Optional<QueryResult> compute(ReadView view, Relation.HeldRows rows) {
        return select.map(checked -> compute(checked, view, rows));
    }

    private QueryResult compute(CheckedSelect checked, ReadView view, Relation.HeldRows rows) {
        CallerRelations stored = new CallerRelations(session, view);
        Relations relations = new Relations() {
            @Override
            public Relation resolve(TableName name) {
                return stored.resolve(name);
            }

            @Override
            public Relation returned() {
                return rows;
            }
        };
        try (QueryResult result = session.queries().run(checked, session.queryContext(), view.retained(), relations)) {
            return new ListedResult(result.columns(), read(result));
        }
    }

    private static List<@Nullable Object[]> read(QueryResult result) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        int width = result.columns().size();
        long bytes = 0;
        while (result.next()) {
            @Nullable Object[] row = new @Nullable Object[width];
            for (int i = 0; i < width; i++) {
                row[i] = result.value(i);
                bytes += size(row[i]);
            }
            rows.add(row);
            if (bytes > MAX_BYTES) {
                throw new EngineException(
                        ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                        "Cannot run the statement: it returns more than 16 MiB; nothing is stored");
            }
        }
        return rows;
    }

    /** About what a value takes in memory. */
    private static long size(@Nullable Object value) {
        if (value instanceof String text) {
            return VALUE_BYTES + 2L * text.length();
        } else if (value instanceof byte[] bytes) {
            return (long) VALUE_BYTES + bytes.length;
        }
        return value instanceof BigDecimal ? 2L * VALUE_BYTES : VALUE_BYTES;
    }
}
