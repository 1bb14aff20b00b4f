package dev.firn.engine.query;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the one DuckDB instance of a store.
 *
 * @param dataDirectory the directory of data files, which it may read
 * @param spillDirectory where it spills intermediate results; its files do not outlive the instance
 * @param spoolDirectory where imported files lie, which only the engine's own queries name; it may read that, too
 * @param memoryMib its memory limit
 * @param spillMib the most that it may spill
 * @param timeout the longest that one statement may compute
 * @param stallLimit how long an open result may wait for its reader before it is cancelled
 */
public record QuerySettings(
        Path dataDirectory,
        Path spillDirectory,
        Path spoolDirectory,
        int memoryMib,
        int spillMib,
        int threads,
        Duration timeout,
        Duration stallLimit) {}
