package dev.firn.engine.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open result that is read forward once. It holds native memory and pins a ReadView until it is closed; the reader
 * closes it also after a failure. Not safe for use by two threads at once, but for {@link #close()}.
 */
public interface QueryResult extends AutoCloseable {
    List<ResultColumn> columns();

    /** Moves to the next row; false at the end. An EngineException says why the rest cannot be read. */
    boolean next();

    /** The current row's value at a column index, as {@link dev.firn.engine.table.ColumnType} says. */
    @Nullable
    Object value(int index);

    @Override
    void close();
}
