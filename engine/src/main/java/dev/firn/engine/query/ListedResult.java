package dev.firn.engine.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result of a {@link Shortcut}: it is in memory and holds nothing. */
final class DirectResult implements QueryResult {
    private final Shortcut.Answer answer;
    private int at = -1;

    DirectResult(Shortcut.Answer answer) {
        this.answer = answer;
    }

    @Override
    public List<ResultColumn> columns() {
        return answer.columns();
    }

    @Override
    public boolean next() {
        return ++at < answer.rows().size();
    }

    @Override
    public @Nullable Object value(int index) {
        return answer.rows().get(at)[index];
    }

    @Override
    public void close() {}
}
