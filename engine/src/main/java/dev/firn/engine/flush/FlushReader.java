package dev.firn.engine.flush;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.run.RunAttempt;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows that a run still has to flush, scope by scope: from the engine's {@code flushedThrough} to the run's
 * cut, with a mark after the last row of each data file.
 */
public final class FlushReader implements AutoCloseable {
    private final ReadView view;
    private final Iterator<ScopeView> scopes;
    private final long cut;
    private final int rowsPerFile;
    private final RunAttempt attempt;
    private final Supplier<String> checkpoint;
    private @Nullable ScopeView scope;
    private @Nullable RowCursor cursor;
    private FlushItem.@Nullable RowVersion ahead;
    private long lastSeq;
    private int rowsInFile;

    FlushReader(ReadView view, RunAttempt attempt, int rowsPerFile, Supplier<String> checkpoint) {
        this.view = view;
        this.scopes = view.scopes(attempt.run().tableId()).stream()
                .filter(candidate -> candidate.hotRows() > 0)
                .iterator();
        this.cut = attempt.run().cut();
        this.rowsPerFile = rowsPerFile;
        this.attempt = attempt;
        this.checkpoint = checkpoint;
    }

    /** The next item; null at the end. Fails when an operator asked for the run to stop. */
    public @Nullable FlushItem next() {
        attempt.requireGoingOn();
        while (true) {
            if (cursor == null && !openNextScope()) {
                return null;
            }
            if (ahead != null && rowsInFile < rowsPerFile) {
                return row(ahead);
            }
            if (rowsInFile > 0) {
                return endOfFile();
            }
            closeCursor();
        }
    }

    private boolean openNextScope() {
        if (!scopes.hasNext()) {
            return false;
        }
        scope = scopes.next();
        cursor = view.hotRows(scope, cut);
        ahead = read();
        return true;
    }

    private FlushItem.@Nullable RowVersion read() {
        RowCursor open = cursor;
        ScopeView current = scope;
        if (open == null || current == null || !open.next()) {
            return null;
        }
        return new FlushItem.RowVersion(current.scopeId(), open.seq(), open.value());
    }

    private FlushItem row(FlushItem.RowVersion row) {
        lastSeq = row.seq();
        rowsInFile++;
        attempt.read(1);
        ahead = read();
        return row;
    }

    private FlushItem endOfFile() {
        rowsInFile = 0;
        return new FlushItem.EndOfFile(scope == null ? 0 : scope.scopeId(), lastSeq);
    }

    private void closeCursor() {
        if (cursor != null) {
            cursor.close();
            cursor = null;
        }
    }

    /** The last position committed in the engine, for people to see; no restart reads it. */
    public String checkpoint() {
        return checkpoint.get();
    }

    @Override
    public void close() {
        closeCursor();
        view.close();
    }
}
