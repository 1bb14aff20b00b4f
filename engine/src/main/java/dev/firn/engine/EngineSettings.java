package dev.firn.engine;

import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.compaction.CompactionSettings;
import dev.firn.engine.flush.FlushSettings;
import dev.firn.engine.ingest.ImportSettings;
import dev.firn.engine.integrity.ScrubSettings;
import dev.firn.engine.query.QuerySettings;
import dev.firn.engine.retention.RetentionSettings;
import dev.firn.engine.run.RunSettings;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The engine's settings, each under its key with the prefix {@code firn.}.
 *
 * @param dataDirectory {@code firn.data.directory}, default {@code data}: data files and the store's identity
 * @param stateDirectory {@code firn.state.directory}, default {@code state}: RocksDB, keys, spill
 * @param syncEveryCommit {@code firn.durability}, {@code fsync} (default) or {@code process}
 * @param defaultFlushPolicy {@code firn.flush.default-policy}, default {@code rows:100000,interval:3600}: of tables that
 *     are created without one
 * @param flush {@code firn.flush.nudge} (default true), {@code firn.flush.rows-per-file} (default 1,000,000),
 *     {@code firn.flush.bundle-scopes} (default 64), {@code firn.flush.bundle-rows} (default 1,000),
 *     {@code firn.flush.partition-rows} (default 50,000)
 * @param runs {@code firn.jobs.history} (default 10,000), {@code firn.jobs.concurrent} (default and at most half of
 *     {@code firn.jobs.threads}, the size of the server's batch thread pool, default 6), {@code firn.jobs.attempts}
 *     (default 5), {@code firn.jobs.heartbeat-seconds} (default 20)
 * @param compaction {@code firn.compaction.min-files} (default 12), {@code firn.compaction.target-mib} (default 128)
 * @param pressure {@code firn.buffer.soft-mib} (default 1,024), {@code firn.buffer.hard-mib} (default 2,048),
 *     {@code firn.disk.reserve-mib} (default 512)
 * @param retention {@code firn.retention.check-seconds} (default 60), {@code firn.stream.table-mib} (default 64)
 * @param query {@code firn.query.memory-mib} (default 512), {@code firn.query.spill-mib} (default 4,096),
 *     {@code firn.query.threads} (default the number of processors), {@code firn.query.timeout-seconds} and
 *     {@code firn.query.stall-seconds} (default 60)
 * @param scrub {@code firn.scrub.interval-hours} (default 168, 0 for never), {@code firn.scrub.mib-per-second} (default 50)
 * @param imports {@code firn.import.spool-mib} (default 1,024)
 * @param usersCreateTables {@code firn.security.users-create-tables}, default true
 * @param initialAdminPassword {@code firn.admin.initial-password}, default none: a random one is written to a file
 */
public record EngineSettings(
        Path dataDirectory,
        Path stateDirectory,
        boolean syncEveryCommit,
        FlushPolicy defaultFlushPolicy,
        FlushSettings flush,
        RunSettings runs,
        CompactionSettings compaction,
        PressureSettings pressure,
        RetentionSettings retention,
        QuerySettings query,
        ScrubSettings scrub,
        ImportSettings imports,
        boolean usersCreateTables,
        Optional<String> initialAdminPassword) {

    private static final int MAX_SECONDS = 24 * 3600;

    /** Reads the settings; a value that does not fit is an INVALID_INPUT that names its key. */
    public static EngineSettings from(Function<String, Optional<String>> lookup) {
        Path data = Path.of(lookup.apply("firn.data.directory").orElse("data")).toAbsolutePath();
        Path state =
                Path.of(lookup.apply("firn.state.directory").orElse("state")).toAbsolutePath();
        return new EngineSettings(
                data,
                state,
                choice(lookup, "firn.durability", "fsync", "process"),
                policy(lookup),
                new FlushSettings(
                        choice(lookup, "firn.flush.nudge", "true", "false"),
                        number(lookup, "firn.flush.rows-per-file", 1_000_000, 1, 100_000_000),
                        number(lookup, "firn.flush.bundle-scopes", FlushSettings.DEFAULT_BUNDLE_SCOPES, 1, 1_000_000),
                        number(lookup, "firn.flush.bundle-rows", FlushSettings.DEFAULT_BUNDLE_ROWS, 0, 1_000_000),
                        number(
                                lookup,
                                "firn.flush.partition-rows",
                                FlushSettings.DEFAULT_PARTITION_ROWS,
                                1,
                                100_000_000)),
                runs(lookup),
                new CompactionSettings(
                        number(lookup, "firn.compaction.min-files", 12, 2, 1_000),
                        number(lookup, "firn.compaction.target-mib", 128, 1, 16_384)),
                pressure(lookup),
                new RetentionSettings(
                        number(lookup, "firn.retention.check-seconds", 60, 1, MAX_SECONDS),
                        (long) number(lookup, "firn.stream.table-mib", 64, 1, 1 << 14) << 20),
                query(lookup, data, state),
                new ScrubSettings(
                        Duration.ofHours(number(lookup, "firn.scrub.interval-hours", 168, 0, 24 * 3_650)),
                        number(lookup, "firn.scrub.mib-per-second", 50, 1, 1 << 20)),
                new ImportSettings(number(lookup, "firn.import.spool-mib", 1_024, 1, 1 << 24)),
                choice(lookup, "firn.security.users-create-tables", "true", "false"),
                lookup.apply("firn.admin.initial-password"));
    }

    private static RunSettings runs(Function<String, Optional<String>> lookup) {
        // A step that is partitioned needs threads beside that of its run.
        int threads = number(lookup, "firn.jobs.threads", 6, 2, 128);
        int concurrent = number(lookup, "firn.jobs.concurrent", threads / 2, 1, threads / 2);
        return new RunSettings(
                number(lookup, "firn.jobs.history", 10_000, 1, 1_000_000),
                concurrent,
                number(lookup, "firn.jobs.attempts", 5, 1, 1_000),
                Duration.ofSeconds(number(lookup, "firn.jobs.heartbeat-seconds", 20, 1, MAX_SECONDS)),
                threads / concurrent);
    }

    private static PressureSettings pressure(Function<String, Optional<String>> lookup) {
        String hardKey = "firn.buffer.hard-mib";
        int soft = number(lookup, "firn.buffer.soft-mib", PressureSettings.DEFAULT.softMib(), 1, 1 << 20);
        int hard = number(lookup, hardKey, PressureSettings.DEFAULT.hardMib(), 2, 1 << 21);
        if (hard <= soft) {
            throw invalid(hardKey, Integer.toString(hard), "expected more than firn.buffer.soft-mib, which is " + soft);
        }
        return new PressureSettings(
                soft, hard, number(lookup, "firn.disk.reserve-mib", PressureSettings.DEFAULT.reserveMib(), 1, 1 << 20));
    }

    private static QuerySettings query(Function<String, Optional<String>> lookup, Path data, Path state) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new QuerySettings(
                data,
                state.resolve("spill"),
                state.resolve("spool"),
                number(lookup, "firn.query.memory-mib", 512, 64, 1 << 20),
                number(lookup, "firn.query.spill-mib", 4_096, 0, 1 << 24),
                number(lookup, "firn.query.threads", processors, 1, 1_024),
                Duration.ofSeconds(number(lookup, "firn.query.timeout-seconds", 60, 1, MAX_SECONDS)),
                Duration.ofSeconds(number(lookup, "firn.query.stall-seconds", 60, 1, MAX_SECONDS)));
    }

    private static FlushPolicy policy(Function<String, Optional<String>> lookup) {
        String key = "firn.flush.default-policy";
        String value = lookup.apply(key).orElse("rows:100000,interval:3600");
        try {
            return FlushPolicy.parse(value);
        } catch (EngineException e) {
            throw invalid(key, value, String.valueOf(e.getMessage()));
        }
    }

    /** True for the first spelling, which is the default, false for the second. */
    private static boolean choice(Function<String, Optional<String>> lookup, String key, String first, String second) {
        String value = lookup.apply(key).orElse(first);
        if (!value.equals(first) && !value.equals(second)) {
            throw invalid(key, value, "expected " + first + " or " + second);
        }
        return value.equals(first);
    }

    private static int number(
            Function<String, Optional<String>> lookup, String key, int byDefault, int least, int most) {
        String value = lookup.apply(key).orElse(Integer.toString(byDefault));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(key, value, "expected a whole number");
        }
        throw invalid(key, value, "expected " + least + " to " + most);
    }

    private static EngineException invalid(String key, String value, String why) {
        return new EngineException(ErrorCode.INVALID_INPUT, "Cannot use setting " + key + " = '" + value + "': " + why);
    }
}
