package dev.firn.engine.commit;

import dev.firn.engine.catalog.User;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.util.List;

/** The one thread that changes a store. Every method blocks until its change is durable and visible. */
public interface Committer {
    /** The newest view; the caller closes it. */
    ReadView acquire();

    /**
     * Stores the batch whole or not at all.
     *
     * @return the {@code _seq} of its first row; the others follow in order without a gap
     * @throws dev.firn.engine.table.EngineException CONSTRAINT_VIOLATION for a taken key, TRANSACTION_CONFLICT when an
     *     old version was replaced meanwhile, TABLE_NOT_FOUND when the table was dropped or changed
     */
    long commit(RowBatch batch);

    void createNamespace(String name, String creator);

    /** Drops a namespace that holds no table. */
    void dropNamespace(String name);

    Table createTable(NewTable table);

    void dropTable(Table table);

    void createUser(User user);

    void alterUser(User user);

    void dropUser(String id);

    /**
     * @param columns without ids: the committer gives them from 1
     * @param keyColumn the PRIMARY KEY column's name, empty for an append-only table
     */
    record NewTable(
            TableName name,
            TableKind kind,
            AccessLevel accessLevel,
            String creator,
            FlushPolicy flushPolicy,
            List<Column> columns,
            String keyColumn) {}
}
