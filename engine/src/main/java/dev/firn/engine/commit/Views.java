package dev.firn.engine.commit;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.store.Store;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The published views: the newest one and those still held. Files that a commit made obsolete are unlinked in the
 * background once every view older than that commit is closed.
 */
final class Views {
    private static final Logger LOG = LoggerFactory.getLogger(Views.class);

    private final Store store;
    private final DataDirectory data;
    private final Consumer<List<Long>> onUnlinked;
    private final ExecutorService unlinker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "firn-unlinker");
        thread.setDaemon(true);
        return thread;
    });
    // Guarded by this.
    private final TreeSet<Long> open = new TreeSet<>();
    private final Deque<Obsolete> waiting = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private boolean closed;

    private volatile ReadView newest;

    /** A file that views older than {@code version} may still read. */
    private record Obsolete(long version, long fileId, String path) {}

    Views(Store store, DataDirectory data, State state, Consumer<List<Long>> onUnlinked) {
        this.store = store;
        this.data = data;
        this.onUnlinked = onUnlinked;
        this.newest = new ReadView(1, state, store.snapshot(), this::released);
        synchronized (this) {
            open.add(1L);
            await(1, state);
        }
    }

    State newest() {
        return newest.state();
    }

    /** @param instantMicros what time it is for the acquirer */
    ReadView acquire(long instantMicros) {
        while (true) {
            ReadView view = newest;
            if (view.tryRetain()) {
                return view.at(instantMicros);
            }
            synchronized (this) {
                if (closed) {
                    throw new EngineException(ErrorCode.STORAGE_UNAVAILABLE, "the store is closed");
                }
            }
        }
    }

    /** Replaces the newest view; only the committer's thread calls it. */
    void publish(State state) {
        ReadView before = newest;
        ReadView after = new ReadView(before.version() + 1, state, store.snapshot(), this::released);
        synchronized (this) {
            open.add(after.version());
            if (before.state().manifest() != state.manifest()) {
                await(after.version(), state);
            }
        }
        newest = after;
        before.close();
    }

    private void await(long version, State state) {
        for (Map.Entry<Long, String> file : state.manifest().obsolete().entrySet()) {
            if (seen.add(file.getKey())) {
                waiting.add(new Obsolete(version, file.getKey(), file.getValue()));
            }
        }
    }

    private void released(long version) {
        synchronized (this) {
            open.remove(version);
            notifyAll();
        }
        unlinkFree();
    }

    /** Unlinks the files that no open view reads: after each release, and once those that an earlier process left. */
    synchronized void unlinkFree() {
        List<Obsolete> free = new ArrayList<>();
        long oldest = open.isEmpty() ? Long.MAX_VALUE : open.first();
        while (!waiting.isEmpty() && waiting.peek().version() <= oldest && !closed) {
            free.add(waiting.remove());
        }
        if (!free.isEmpty()) {
            unlinker.execute(() -> unlink(free));
        }
    }

    private void unlink(List<Obsolete> free) {
        List<Obsolete> unlinked = new ArrayList<>();
        for (Obsolete file : free) {
            try {
                data.unlink(file.path());
                unlinked.add(file);
            } catch (EngineException e) {
                LOG.warn("An obsolete file is tried again when the manifest changes: {}", e.getMessage());
            }
        }
        if (!unlinked.isEmpty()) {
            forget(unlinked);
        }
        synchronized (this) {
            free.forEach(file -> seen.remove(file.fileId()));
        }
    }

    /** Lets the manifest forget files, once their names cannot come back: nobody would know them any more. */
    private void forget(List<Obsolete> unlinked) {
        try {
            data.force(unlinked.stream().map(Obsolete::path).toList());
            onUnlinked.accept(unlinked.stream().map(Obsolete::fileId).toList());
        } catch (EngineException e) {
            LOG.info("Unlinked files stay listed as obsolete until the next start: {}", e.getMessage());
        }
    }

    /**
     * Closes the newest view and waits for the others and for what is being unlinked: a later process may give its own
     * files those names. False when that took longer.
     */
    boolean close(long timeout, TimeUnit unit) throws InterruptedException {
        synchronized (this) {
            closed = true;
        }
        unlinker.shutdown();
        newest.close();
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        synchronized (this) {
            while (!open.isEmpty() && deadline - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
            }
            if (!open.isEmpty()) {
                return false;
            }
        }
        return unlinker.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
