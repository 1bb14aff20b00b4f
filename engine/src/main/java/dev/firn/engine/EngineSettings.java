package dev.firn.engine;

import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.compaction.CompactionSettings;
import dev.firn.engine.flush.FlushSettings;
import dev.firn.engine.ingest.ImportSettings;
import dev.firn.engine.integrity.ScrubSettings;
import dev.firn.engine.query.QuerySettings;
import dev.firn.engine.retention.RetentionSettings;
import dev.firn.engine.run.RunSettings;
import dev.firn.engine.setting.Setting;
import dev.firn.engine.setting.SettingReader;
import dev.firn.engine.setting.SettingValue;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.FlushPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * @param listed all of them as they were set
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
        Optional<String> initialAdminPassword,
        List<SettingValue> listed) {

    private static final int MAX_SECONDS = 24 * 3600;

    public EngineSettings {
        listed = List.copyOf(listed);
    }

    /** Reads the settings, which somebody has set as system properties; a value that does not fit is an INVALID_INPUT. */
    public static EngineSettings from(Function<String, Optional<String>> lookup) {
        return from(new SettingReader(key ->
                lookup.apply(key).map(value -> new SettingReader.Found(value, SettingValue.Origin.SYSTEM_PROPERTY))));
    }

    /** Reads the settings; a value that does not fit is an INVALID_INPUT that names its key. */
    public static EngineSettings from(SettingReader settings) {
        Path data = Path.of(settings.text(Setting.DATA_DIRECTORY)).toAbsolutePath();
        Path state = Path.of(settings.text(Setting.STATE_DIRECTORY)).toAbsolutePath();
        return new EngineSettings(
                data,
                state,
                settings.isDefault(Setting.DURABILITY, "process"),
                policy(settings),
                flush(settings),
                runs(settings),
                new CompactionSettings(
                        settings.number(Setting.COMPACTION_MIN_FILES, 2, 1_000),
                        settings.number(Setting.COMPACTION_TARGET, 1, 16_384)),
                pressure(settings),
                new RetentionSettings(
                        settings.number(Setting.RETENTION_CHECK, 1, MAX_SECONDS),
                        (long) settings.number(Setting.STREAM_TABLE, 1, 1 << 14) << 20),
                query(settings, data, state),
                new ScrubSettings(
                        Duration.ofHours(settings.number(Setting.SCRUB_INTERVAL, 0, 24 * 3_650)),
                        settings.number(Setting.SCRUB_SPEED, 1, 1 << 20)),
                new ImportSettings(settings.number(Setting.IMPORT_SPOOL, 1, 1 << 24)),
                settings.isDefault(Setting.USERS_CREATE_TABLES, "false"),
                settings.find(Setting.ADMIN_INITIAL_PASSWORD),
                settings.read());
    }

    private static FlushSettings flush(SettingReader settings) {
        return new FlushSettings(
                settings.isDefault(Setting.FLUSH_NUDGE, "false"),
                settings.number(Setting.FLUSH_ROWS_PER_FILE, 1, 100_000_000),
                settings.number(Setting.FLUSH_BUNDLE_SCOPES, 1, 1_000_000),
                settings.number(Setting.FLUSH_BUNDLE_ROWS, 0, 1_000_000),
                settings.number(Setting.FLUSH_PARTITION_ROWS, 1, 100_000_000));
    }

    private static RunSettings runs(SettingReader settings) {
        // A step that is partitioned needs threads beside that of its run.
        int threads = settings.number(Setting.JOBS_THREADS, 2, 128);
        int concurrent = settings.number(Setting.JOBS_CONCURRENT, threads / 2, 1, threads / 2);
        return new RunSettings(
                settings.number(Setting.JOBS_HISTORY, 1, 1_000_000),
                concurrent,
                settings.number(Setting.JOBS_ATTEMPTS, 1, 1_000),
                Duration.ofSeconds(settings.number(Setting.JOBS_HEARTBEAT, 1, MAX_SECONDS)),
                threads / concurrent);
    }

    private static PressureSettings pressure(SettingReader settings) {
        int soft = settings.number(Setting.BUFFER_SOFT, 1, 1 << 20);
        int hard = settings.number(Setting.BUFFER_HARD, 2, 1 << 21);
        if (hard <= soft) {
            throw settings.refused(
                    Setting.BUFFER_HARD,
                    Integer.toString(hard),
                    "expected more than " + Setting.BUFFER_SOFT.key() + ", which is " + soft);
        }
        return new PressureSettings(soft, hard, settings.number(Setting.DISK_RESERVE, 1, 1 << 20));
    }

    private static QuerySettings query(SettingReader settings, Path data, Path state) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new QuerySettings(
                data,
                state.resolve("spill"),
                state.resolve("spool"),
                settings.number(Setting.QUERY_MEMORY, 64, 1 << 20),
                settings.number(Setting.QUERY_SPILL, 0, 1 << 24),
                settings.number(Setting.QUERY_THREADS, processors, 1, 1_024),
                Duration.ofSeconds(settings.number(Setting.QUERY_TIMEOUT, 1, MAX_SECONDS)),
                Duration.ofSeconds(settings.number(Setting.QUERY_STALL, 1, MAX_SECONDS)));
    }

    private static FlushPolicy policy(SettingReader settings) {
        String value = settings.text(Setting.FLUSH_DEFAULT_POLICY);
        try {
            return FlushPolicy.parse(value);
        } catch (EngineException e) {
            throw settings.refused(Setting.FLUSH_DEFAULT_POLICY, value, String.valueOf(e.getMessage()));
        }
    }
}
