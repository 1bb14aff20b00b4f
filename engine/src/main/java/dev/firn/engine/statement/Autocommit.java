package dev.firn.engine.statement;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.Relation;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.Optional;

/** Each statement reads the newest view and commits by itself. */
record Autocommit(Committer committer) implements Work {
    @Override
    public ReadView acquire() {
        return committer.acquire();
    }

    @Override
    public Relation.ScopeRows rows(ReadView view, Table table, TableScope scope) {
        return new Relation.ScopeRows(table, view.scope(table.id(), scope));
    }

    @Override
    public void write(RowBatch batch) {
        committer.commit(batch);
    }

    @Override
    public boolean reruns() {
        return true;
    }

    @Override
    public Optional<Transaction> transaction() {
        return Optional.empty();
    }
}
