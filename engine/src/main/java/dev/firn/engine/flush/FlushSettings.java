package dev.firn.engine.flush;

/**
 * Settings of flush runs.
 *
 * @param nudge {@code firn.flush.nudge}: launch as soon as a table's buffer reaches its policy's rows, without waiting
 *     for the timer
 * @param rowsPerFile {@code firn.flush.rows-per-file}: at most so many rows go into one data file, at least 1
 */
public record FlushSettings(boolean nudge, int rowsPerFile) {}
