package dev.firn.engine.query;

import dev.firn.engine.table.TableName;

/** Decides what a caller may read under a table's name. */
@FunctionalInterface
public interface Relations {
    /**
     * @throws dev.firn.engine.table.EngineException TABLE_NOT_FOUND, NAMESPACE_NOT_FOUND or PERMISSION_DENIED, without
     *     a position: the query package adds it
     */
    Relation resolve(TableName name);

    /** The rows that a RETURNING clause reads; only {@link Queries#checkReturning} makes queries that ask for them. */
    default Relation returned() {
        throw new IllegalStateException("the statement returns no rows");
    }
}
