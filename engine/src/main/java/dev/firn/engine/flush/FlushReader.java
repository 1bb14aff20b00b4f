package dev.firn.engine.flush;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.run.RunAttempt;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows that a run still has to flush, scope by scope: from the engine's {@code flushedThrough} to the run's
 * cut, with a mark before the first and after the last row of each data file.
 */
public final class FlushReader implements AutoCloseable {
    private final ReadView view;
    private final Iterator<List<ScopeView>> files;
    private final long cut;
    private final int rowsPerFile;
    private final RunAttempt attempt;
    private final Supplier<String> checkpoint;
    private List<ScopeView> sharing = List.of();
    private Iterator<ScopeView> scopes = Collections.emptyIterator();
    private long scopeId;
    private @Nullable RowCursor cursor;
    private FlushItem.@Nullable RowVersion ahead;
    private boolean fileBegun;
    private int rowsInFile;

    FlushReader(
            ReadView view,
            RunAttempt attempt,
            FlushPartition partition,
            FlushSettings settings,
            Supplier<String> checkpoint) {
        this.view = view;
        List<ScopeView> buffered = view.scopes(attempt.run().tableId()).stream()
                .filter(candidate -> candidate.hotRows() > 0 && partition.holds(candidate))
                .toList();
        this.files = FlushPlan.of(buffered, partition, settings).iterator();
        this.cut = attempt.run().cut();
        this.rowsPerFile = settings.rowsPerFile();
        this.attempt = attempt;
        this.checkpoint = checkpoint;
    }

    /** The next item; null at the end. Fails when an operator asked for the run to stop. */
    public @Nullable FlushItem next() {
        attempt.requireGoingOn();
        while (true) {
            FlushItem.RowVersion row = ahead;
            if (row != null && !fileBegun) {
                return startOfFile();
            } else if (row != null && rowsInFile < rowsPerFile) {
                return row(row);
            } else if (row == null && openNextScope()) {
                continue;
            } else if (fileBegun) {
                return endOfFile();
            } else if (!files.hasNext()) {
                return null;
            }
            sharing = files.next();
            scopes = sharing.iterator();
        }
    }

    private boolean openNextScope() {
        closeCursor();
        if (!scopes.hasNext()) {
            return false;
        }
        ScopeView scope = scopes.next();
        scopeId = scope.scopeId();
        cursor = view.hotRows(scope, cut);
        ahead = read();
        return true;
    }

    private FlushItem.@Nullable RowVersion read() {
        RowCursor open = cursor;
        return open == null || !open.next() ? null : new FlushItem.RowVersion(scopeId, open.seq(), open.value());
    }

    private FlushItem startOfFile() {
        fileBegun = true;
        rowsInFile = 0;
        long buffered = sharing.stream().mapToLong(ScopeView::hotRows).sum();
        return new FlushItem.StartOfFile(
                sharing.stream().map(ScopeView::scopeId).toList(), Math.min(buffered, rowsPerFile));
    }

    private FlushItem row(FlushItem.RowVersion row) {
        rowsInFile++;
        attempt.read(1);
        ahead = read();
        return row;
    }

    private FlushItem endOfFile() {
        fileBegun = false;
        return new FlushItem.EndOfFile(rowsInFile);
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
