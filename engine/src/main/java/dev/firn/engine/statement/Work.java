package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.query.Relation;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.Optional;

/** What a statement reads, and where the rows that it writes go. */
sealed interface Work permits Autocommit, Transaction {
    /** The view that a statement reads from now on; who acquires it closes it. */
    ReadView acquire();

    /** The rows of a scope. */
    Relation.ScopeRows rows(ReadView view, Table table, TableScope scope);

    /** Stores a statement's rows, whole or not at all. */
    void write(RowBatch batch);

    /** True when a statement that meets another writer's change may be run again on a newer view. */
    boolean reruns();

    /** A transaction that several statements belong to. */
    Optional<Transaction> transaction();
}
