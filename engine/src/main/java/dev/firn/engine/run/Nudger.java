package dev.firn.engine.run;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Calls the server in a thread of its own: to launch runs, and to stop executions. */
final class Nudger implements AutoCloseable {
    /** One call under way and one waiting are enough: each takes everything that there is to do. */
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            Nudger::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    private final Queue<Long> toStop = new ConcurrentLinkedQueue<>();
    private volatile Runnable launch = () -> {};
    private volatile LongConsumer stop = execution -> {};

    private static Thread daemon(Runnable task) {
        Thread created = new Thread(task, "firn-nudger");
        created.setDaemon(true);
        return created;
    }

    void launchBy(Runnable newLaunch) {
        launch = newLaunch;
    }

    void stopBy(LongConsumer newStop) {
        stop = newStop;
    }

    void nudge() {
        thread.execute(() -> {
            for (Long execution = toStop.poll(); execution != null; execution = toStop.poll()) {
                stop.accept(execution);
            }
            launch.run();
        });
    }

    void stopExecution(long executionId) {
        toStop.add(executionId);
        nudge();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
