package dev.firn.engine.run;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What happens to runs, for those who watch. Who reads slowly gets the newest state of each run and misses what was
 * between; nothing here waits for a reader.
 */
public final class RunEvents {
    static final int MAX_SUBSCRIPTIONS = 64;
    static final int MAX_WAITING = 256;

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /**
     * Watches the runs that a condition holds for, from now on; the caller closes it.
     *
     * @throws EngineException RATE_LIMIT_EXCEEDED when too many watch already
     */
    public Subscription subscribe(Predicate<Run> wanted) {
        Subscription subscription = new Subscription(wanted);
        synchronized (subscriptions) {
            if (subscriptions.size() >= MAX_SUBSCRIPTIONS) {
                throw new EngineException(
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        "Cannot watch jobs: " + MAX_SUBSCRIPTIONS + " others do; try again later");
            }
            subscriptions.add(subscription);
        }
        return subscription;
    }

    /** Publishes what is looked up only when somebody watches. */
    void publishIfWatched(Supplier<Optional<Run>> run) {
        if (!subscriptions.isEmpty()) {
            run.get().ifPresent(this::publish);
        }
    }

    void publish(Run run) {
        subscriptions.forEach(subscription -> subscription.offer(run));
    }

    void close() {
        subscriptions.forEach(Subscription::close);
    }

    /** A reader's runs that changed since it last looked. */
    public final class Subscription implements AutoCloseable {
        private final Predicate<Run> wanted;
        /** The newest state of each run, in the order in which they began to wait. */
        private final Map<String, Run> waiting = new LinkedHashMap<>();

        private boolean missed;
        private boolean closed;

        private Subscription(Predicate<Run> wanted) {
            this.wanted = wanted;
        }

        private void offer(Run run) {
            if (wanted.test(run)) {
                put(run);
            }
        }

        private synchronized void put(Run run) {
            waiting.put(run.id(), run);
            if (waiting.size() > MAX_WAITING) {
                Iterator<Run> oldest = waiting.values().iterator();
                oldest.next();
                oldest.remove();
                missed = true;
            }
            notifyAll();
        }

        /** The next run that changed, if there is one. */
        public synchronized Optional<Run> poll() {
            Iterator<Run> oldest = waiting.values().iterator();
            if (!oldest.hasNext()) {
                return Optional.empty();
            }
            Run run = oldest.next();
            oldest.remove();
            return Optional.of(run);
        }

        /** The next run that changed, as soon as there is one; empty when there is none for so long, or when closed. */
        public synchronized Optional<Run> await(Duration longest) throws InterruptedException {
            long end = System.nanoTime() + longest.toNanos();
            for (long left = end - System.nanoTime();
                    waiting.isEmpty() && !closed && left > 0;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return poll();
        }

        /** True once after changes of runs were left out because too many waited: look at the list again. */
        public synchronized boolean missedSome() {
            boolean answer = missed;
            missed = false;
            return answer;
        }

        /** True when no more will come: it was closed, by its reader or with the engine. */
        public synchronized boolean closed() {
            return closed;
        }

        @Override
        public void close() {
            subscriptions.remove(this);
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }
}
