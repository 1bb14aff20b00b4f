package dev.firn.engine.monitor;

/**
 * How a store was getting on at a time.
 *
 * @param atMicros UTC microseconds
 * @param rowsInPerSecond row versions written since the sample before
 * @param rowsFlushedPerSecond row versions that flushes have put into data files since then
 * @param bufferedRows row versions in the buffer
 */
public record Sample(
        long atMicros, double rowsInPerSecond, double rowsFlushedPerSecond, long bufferedRows, long bufferedBytes) {
    /** How often one is taken. */
    public static final int EVERY_SECONDS = 5;
}
