package dev.firn.engine.commit;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.TableScope;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongConsumer;

/** One consistent, immutable view of both tiers; acquiring it pins the files and rows it shows until it is closed. */
public interface ReadView extends AutoCloseable {
    Catalog catalog();

    /** The highest {@code _seq} that this view shows. */
    long horizon();

    /** The scope, when it has held a row. */
    Optional<ScopeView> scope(int tableId, TableScope scope);

    /** All scopes of a table that have held a row, in order of scope id. */
    Collection<ScopeView> scopes(int tableId);

    /** The hot row versions of a scope: {@code flushedThrough < _seq <= horizon}. */
    RowCursor hotRows(ScopeView scope);

    /** The data files of a scope, oldest first. */
    Collection<DataFile> dataFiles(ScopeView scope);

    /** Hands over each superseded {@code _seq} of a scope in ascending order. */
    void superseded(ScopeView scope, LongConsumer each);

    @Override
    void close();
}
