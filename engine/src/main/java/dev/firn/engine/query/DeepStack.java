package dev.firn.engine.query;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads on which DuckDB parses and plans. Both recurse along the statement on the native stack; with the megabyte of a
 * server's worker thread, shapes that {@link StatementShape} lets pass would end the process now and then.
 */
final class DeepStack implements AutoCloseable {
    private static final long STACK_BYTES = 32L << 20;

    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(null, task, "firn-query-plan-" + threads.incrementAndGet(), STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    });

    /** A call into DuckDB. */
    interface NativeCall<T> extends Callable<T> {
        @Override
        T call() throws SQLException;
    }

    /** Makes the call on a deep stack and waits for its end, also when the waiting thread is interrupted meanwhile. */
    <T> T run(NativeCall<T> call) throws SQLException {
        Future<T> future = executor.submit(call);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNull(e.getCause()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SQLException rethrown(Throwable cause) {
        if (cause instanceof SQLException e) {
            return e;
        } else if (cause instanceof RuntimeException e) {
            throw e;
        } else if (cause instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(cause);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
