package dev.firn.engine.commit;

import dev.firn.engine.table.Table;

/** What an ALTER TABLE makes of a table. */
@FunctionalInterface
public interface TableChange {
    /**
     * The table as it is to be, or the same one when nothing changes.
     *
     * @param holdsRows true when a version of a row is stored in any scope and tier, also a deleted one
     */
    Table apply(Table table, boolean holdsRows);
}
