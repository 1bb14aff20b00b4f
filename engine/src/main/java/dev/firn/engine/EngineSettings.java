package dev.firn.engine;

import dev.firn.engine.table.FlushPolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The engine's settings, each under its key with the prefix {@code firn.}.
 *
 * @param dataDirectory {@code firn.data.directory}, default {@code data}: data files and the store's identity
 * @param stateDirectory {@code firn.state.directory}, default {@code state}: RocksDB, keys, spill
 * @param syncEveryCommit {@code firn.durability}, {@code fsync} (default) or {@code process}
 * @param defaultFlushPolicy {@code firn.flush.default-policy}, default {@code rows:100000,interval:3600}
 * @param nudge {@code firn.flush.nudge}, default true: launch at the threshold, without waiting for the timer
 * @param rowsPerFile {@code firn.flush.rows-per-file}, default 1,000,000
 * @param queryMemoryMib {@code firn.query.memory-mib}, default 512: DuckDB's memory limit
 * @param queryThreads {@code firn.query.threads}, default the number of processors
 * @param queryTimeoutSeconds {@code firn.query.timeout-seconds}, default 60
 * @param usersCreateTables {@code firn.security.users-create-tables}, default true
 * @param initialAdminPassword {@code firn.admin.initial-password}, default none: a random one is written to a file
 */
public record EngineSettings(
        Path dataDirectory,
        Path stateDirectory,
        boolean syncEveryCommit,
        FlushPolicy defaultFlushPolicy,
        boolean nudge,
        int rowsPerFile,
        int queryMemoryMib,
        int queryThreads,
        int queryTimeoutSeconds,
        boolean usersCreateTables,
        Optional<String> initialAdminPassword) {

    /** Reads the settings; a value that does not fit is refused with its key in the message. */
    public static EngineSettings from(Function<String, Optional<String>> lookup) {
        throw new UnsupportedOperationException();
    }
}
