package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.Queries;
import dev.firn.engine.query.QueryResult;
import java.util.Optional;

/** EXPLAIN: says how a SELECT would run; with ANALYZE runs it and says how it did. */
record ExplainTask(Session session, CheckedSelect select, boolean analyze) implements Task {
    @Override
    public StatementResult run() {
        ReadView view = session.work().acquire();
        CallerRelations relations = new CallerRelations(session, view);
        Queries queries = session.queries();
        QueryResult rows = analyze
                ? queries.explainRun(select, session.queryContext(), view, relations)
                : queries.explain(select, session.queryContext(), view, relations);
        return new StatementResult.Rows(rows, Optional.empty());
    }
}
