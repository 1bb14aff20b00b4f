package dev.firn.engine.monitor;

import dev.firn.engine.table.FlushPolicy;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The buffered rows of a table, or those of one scope.
 *
 * @param bytes of the encoded rows
 * @param oldestAtMicros when the oldest was written or, after a flush that left some, a time before, UTC microseconds
 * @param ageSeconds of the oldest
 * @param share how far the table is on its way to a flush, 1 and more when it is due; empty when that is not for the caller
 *     or the table is never flushed
 * @param secondsToFlush until the age of the oldest row makes it due; empty without such a policy or without rows too
 */
public record Buffered(
        long rows,
        long bytes,
        OptionalLong oldestAtMicros,
        OptionalLong ageSeconds,
        OptionalDouble share,
        OptionalLong secondsToFlush) {

    /** What is buffered, without regard to a policy. */
    static Buffered of(long rows, long bytes, long oldestAtMicros, long nowMicros) {
        boolean some = rows > 0;
        return new Buffered(
                rows,
                bytes,
                some ? OptionalLong.of(oldestAtMicros) : OptionalLong.empty(),
                some ? OptionalLong.of(Math.max(0, (nowMicros - oldestAtMicros) / 1_000_000)) : OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty());
    }

    /** The same under the policy that it is flushed by. */
    Buffered under(FlushPolicy policy) {
        if (rows == 0) {
            return with(OptionalDouble.of(0), OptionalLong.empty());
        }
        long age = ageSeconds.orElse(0);
        double byRows =
                policy.rows().isPresent() ? (double) rows / policy.rows().getAsLong() : 0;
        if (policy.intervalSeconds().isEmpty()) {
            return with(OptionalDouble.of(byRows), OptionalLong.empty());
        }
        int interval = policy.intervalSeconds().getAsInt();
        return with(
                OptionalDouble.of(Math.max(byRows, (double) age / interval)),
                OptionalLong.of(Math.max(0, interval - age)));
    }

    private Buffered with(OptionalDouble newShare, OptionalLong newSecondsToFlush) {
        return new Buffered(rows, bytes, oldestAtMicros, ageSeconds, newShare, newSecondsToFlush);
    }

    /** True when the policy asks for a flush now. */
    public boolean due() {
        return share.orElse(0) >= 1;
    }
}
