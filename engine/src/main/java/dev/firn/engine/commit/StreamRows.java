package dev.firn.engine.commit;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The time by which rows of STREAM tables are written and expire, and the bytes that such a table may take.
 *
 * <p>The time is the clock's, but never earlier than it was before: a clock that steps back lets rows live longer, and
 * brings none back. As the committer gives rows this time, write times ascend with {@code _seq}.
 */
final class StreamRows {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final AtomicLong newestInstant;
    private volatile @Nullable Budget budget;

    /**
     * @param bytes at which the oldest rows of a table are to go; twice as many are never held
     */
    private record Budget(long bytes, Runnable onExceeded) {}

    /** @param newestWriteMicros of the stored rows of STREAM tables */
    StreamRows(long newestWriteMicros) {
        this.newestInstant = new AtomicLong(newestWriteMicros);
    }

    /** The time, UTC microseconds, when the clock says {@code nowMicros}. */
    long instant(long nowMicros) {
        return newestInstant.accumulateAndGet(nowMicros, Math::max);
    }

    void limit(long bytes, Runnable onExceeded) {
        budget = new Budget(bytes, onExceeded);
    }

    /** Refuses rows for which a table has no room. */
    void requireRoom(Table table, long bufferedBytes, long newBytes) {
        Budget limit = budget;
        if (limit == null) {
            return;
        }
        if (newBytes > limit.bytes()) {
            throw new EngineException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "Cannot write to " + table.name() + ": " + newBytes + " bytes at once are more than its budget of "
                            + limit.bytes());
        }
        if (bufferedBytes + newBytes > 2 * limit.bytes()) {
            throw new EngineException(
                            ErrorCode.RATE_LIMIT_EXCEEDED,
                            "Cannot write to " + table.name() + ": its oldest rows are being evicted; try again")
                    .with(EngineException.RETRY_AFTER_SECONDS, RETRY_AFTER_SECONDS);
        }
    }

    /** Tells that a table holds that many bytes. */
    void holds(long bytes) {
        Budget limit = budget;
        if (limit != null && bytes > limit.bytes()) {
            limit.onExceeded().run();
        }
    }
}
