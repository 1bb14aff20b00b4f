package dev.firn.engine.commit;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A change on its way through the committer's thread, and the answer that its caller waits for. */
final class Request<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Request.class);

    private final Change<R> change;
    private final int bytes;
    private final CompletableFuture<R> answer = new CompletableFuture<>();
    private @Nullable R result;

    /** @param bytes what it takes in the queue */
    Request(Change<R> change, int bytes) {
        this.change = change;
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** Applies the change; false when it failed and its caller was told. */
    boolean apply(Commit commit) {
        try {
            result = commit.apply(change);
            return true;
        } catch (EngineException e) {
            fail(e);
            return false;
        } catch (RuntimeException e) { // one request's defect must not end the thread that serves all
            LOG.error("A change failed unexpectedly", e);
            fail(new EngineException(ErrorCode.INTERNAL_ERROR, "the change could not be applied", e));
            return false;
        }
    }

    void succeed() {
        answer.complete(result);
    }

    void fail(EngineException why) {
        answer.completeExceptionally(why);
    }

    /** Waits for the answer. */
    R join() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EngineException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
