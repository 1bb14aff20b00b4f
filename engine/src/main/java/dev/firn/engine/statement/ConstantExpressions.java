package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.CheckedSelect;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.SqlText;
import dev.firn.engine.sql.Value;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The expressions of an INSERT that are more than literals: DuckDB computes them, some at a time. */
final class ConstantExpressions {
    private static final int EXPRESSIONS_A_SELECT = 200;

    private final Session session;
    private final List<Value.Expression> expressions;
    private final List<CheckedSelect> selects;

    /** A computed value with its type. */
    record Computed(ColumnType type, @Nullable Object value) {}

    private ConstantExpressions(Session session, List<Value.Expression> expressions, List<CheckedSelect> selects) {
        this.session = session;
        this.expressions = expressions;
        this.selects = List.copyOf(selects);
    }

    /** Collects and checks the expressions; nothing is computed yet. */
    static ConstantExpressions check(Session session, List<List<Value>> rows) {
        List<Value.Expression> expressions = new ArrayList<>();
        for (List<Value> row : rows) {
            for (Value value : row) {
                if (value instanceof Value.Expression expression) {
                    expressions.add(expression);
                }
            }
        }
        List<CheckedSelect> selects = new ArrayList<>();
        for (int start = 0; start < expressions.size(); start += EXPRESSIONS_A_SELECT) {
            int end = Math.min(start + EXPRESSIONS_A_SELECT, expressions.size());
            List<SqlText> texts = expressions.subList(start, end).stream()
                    .map(expression -> Session.text(expression.fragment()))
                    .toList();
            selects.add(
                    session.queries().checkConstants(texts, session.request().namespace()));
        }
        return new ConstantExpressions(session, expressions, selects);
    }

    List<CheckedSelect> selects() {
        return selects;
    }

    /** Computes each expression once. */
    Map<Value.Expression, Computed> compute(ReadView view) {
        Map<Value.Expression, Computed> computed = new HashMap<>();
        int done = 0;
        for (CheckedSelect select : selects) {
            CallerRelations relations = new CallerRelations(session, view);
            try (QueryResult result =
                    session.queries().run(select, session.queryContext(), view.retained(), relations)) {
                if (!result.next()) {
                    throw new EngineException(ErrorCode.INTERNAL_ERROR, "the values of an INSERT gave no row");
                }
                for (int i = 0; i < result.columns().size(); i++) {
                    Computed value = new Computed(result.columns().get(i).type(), result.value(i));
                    computed.put(expressions.get(done++), value);
                }
            }
        }
        return computed;
    }
}
