package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.CheckedSelect;
import java.util.Optional;

/** Runs a SELECT. */
record QueryTask(Session session, CheckedSelect select) implements Task {
    @Override
    public StatementResult run() {
        ReadView view = session.work().acquire();
        return new StatementResult.Rows(
                session.queries().run(select, session.queryContext(), view, new CallerRelations(session, view)),
                Optional.empty());
    }
}
