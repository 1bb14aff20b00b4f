package dev.firn.engine.query;

import dev.firn.engine.commit.ReadView;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A view that is held from one statement to the next. It is given up when nobody works on it for the stall limit, so that
 * a client that does not read its answer pins no rows and files.
 */
public final class HeldView implements AutoCloseable {
    private final ReadView view;
    private final Consumer<HeldView> onClose;
    private boolean working = true;
    private long lastUsed = System.nanoTime();
    private @Nullable Ending ending;

    HeldView(ReadView view, Consumer<HeldView> onClose) {
        this.view = view;
        this.onClose = onClose;
    }

    /** The view, for a reader that closes it. */
    public synchronized ReadView retained() {
        requireOpen();
        return view.retained();
    }

    /** Begins or goes on with work; QUERY_CANCELLED when the view was given up. */
    public synchronized void work() {
        requireOpen();
        working = true;
    }

    /** Rests until more work comes. */
    public synchronized void rest() {
        working = false;
        lastUsed = System.nanoTime();
    }

    private void requireOpen() {
        if (ending != null) {
            throw ending.exception();
        }
    }

    synchronized void tick(long now, long stallNanos) {
        if (!working && now - lastUsed > stallNanos) {
            end(Ending.STALLED);
        }
    }

    synchronized void end(Ending why) {
        if (ending == null) {
            ending = why;
            onClose.accept(this);
            view.close();
        }
    }

    @Override
    public void close() {
        end(Ending.CLOSED);
    }
}
