package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.firn.engine.setting.SettingReader.Found;
import dev.firn.engine.setting.SettingValue;
import dev.firn.engine.setting.SettingValue.Origin;
import dev.firn.engine.table.FlushPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineSettingsTest {
    private static EngineSettings from(Map<String, String> values) {
        return EngineSettings.from(key -> Optional.ofNullable(values.get(key)));
    }

    @Test
    void defaults() {
        Path data = Path.of("data").toAbsolutePath();
        Path state = Path.of("state").toAbsolutePath();

        assertThat(from(Map.of()))
                .usingRecursiveComparison()
                .ignoringFields("listed")
                .isEqualTo(new EngineSettings(
                        data,
                        state,
                        true,
                        FlushPolicy.parse("rows:100000,interval:3600"),
                        new FlushSettings(true, 1_000_000, 64, 1_000, 50_000),
                        new RunSettings(10_000, 3, 5, Duration.ofSeconds(20), 2),
                        new CompactionSettings(12, 128),
                        new PressureSettings(1_024, 2_048, 512),
                        new RetentionSettings(60, 64L << 20),
                        new QuerySettings(
                                data,
                                state.resolve("spill"),
                                state.resolve("spool"),
                                512,
                                4_096,
                                Runtime.getRuntime().availableProcessors(),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60)),
                        new ScrubSettings(Duration.ofDays(7), 50),
                        new ImportSettings(1_024),
                        true,
                        Optional.empty(),
                        List.of()));
    }

    @Test
    void everySettingIsRead() {
        EngineSettings settings = from(Map.ofEntries(
                Map.entry("firn.data.directory", "/d"),
                Map.entry("firn.state.directory", "/s"),
                Map.entry("firn.durability", "process"),
                Map.entry("firn.flush.default-policy", "interval:7"),
                Map.entry("firn.flush.nudge", "false"),
                Map.entry("firn.flush.rows-per-file", "20000"),
                Map.entry("firn.flush.bundle-scopes", "2"),
                Map.entry("firn.flush.bundle-rows", "0"),
                Map.entry("firn.flush.partition-rows", "30"),
                Map.entry("firn.jobs.history", "5"),
                Map.entry("firn.jobs.threads", "9"),
                Map.entry("firn.jobs.concurrent", "2"),
                Map.entry("firn.jobs.attempts", "7"),
                Map.entry("firn.jobs.heartbeat-seconds", "8"),
                Map.entry("firn.compaction.min-files", "3"),
                Map.entry("firn.compaction.target-mib", "64"),
                Map.entry("firn.buffer.soft-mib", "7"),
                Map.entry("firn.buffer.hard-mib", "8"),
                Map.entry("firn.disk.reserve-mib", "9"),
                Map.entry("firn.retention.check-seconds", "11"),
                Map.entry("firn.stream.table-mib", "2"),
                Map.entry("firn.query.memory-mib", "64"),
                Map.entry("firn.query.spill-mib", "0"),
                Map.entry("firn.query.threads", "3"),
                Map.entry("firn.query.timeout-seconds", "4"),
                Map.entry("firn.query.stall-seconds", "6"),
                Map.entry("firn.scrub.interval-hours", "12"),
                Map.entry("firn.scrub.mib-per-second", "3"),
                Map.entry("firn.import.spool-mib", "9"),
                Map.entry("firn.security.users-create-tables", "false"),
                Map.entry("firn.admin.initial-password", "secret")));

        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields("listed")
                .isEqualTo(new EngineSettings(
                        Path.of("/d"),
                        Path.of("/s"),
                        false,
                        FlushPolicy.parse("interval:7"),
                        new FlushSettings(false, 20_000, 2, 0, 30),
                        new RunSettings(5, 2, 7, Duration.ofSeconds(8), 4),
                        new CompactionSettings(3, 64),
                        new PressureSettings(7, 8, 9),
                        new RetentionSettings(11, 2L << 20),
                        new QuerySettings(
                                Path.of("/d"),
                                Path.of("/s/spill"),
                                Path.of("/s/spool"),
                                64,
                                0,
                                3,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(6)),
                        new ScrubSettings(Duration.ofHours(12), 3),
                        new ImportSettings(9),
                        false,
                        Optional.of("secret"),
                        List.of()));
    }

    @Test
    void listsWhatEverySettingIsSetTo() {
        EngineSettings settings = EngineSettings.from(new SettingReader(key -> switch (key) {
            case "firn.admin.initial-password" -> Optional.of(new Found("secret", Origin.ENVIRONMENT));
            case "firn.jobs.threads" -> Optional.of(new Found("10", Origin.SYSTEM_PROPERTY));
            default -> Optional.empty();
        }));
        Map<Setting, SettingValue> listed =
                settings.listed().stream().collect(Collectors.toMap(SettingValue::setting, value -> value));

        assertThat(listed).containsOnlyKeys(Setting.values());
        assertThat(settings.listed()).hasSameSizeAs(Setting.values());
        assertThat(listed.get(Setting.ADMIN_INITIAL_PASSWORD).shown()).hasValue("***");
        assertThat(listed.get(Setting.DATA_DIRECTORY).shown()).hasValue("***");
        assertThat(listed.get(Setting.JOBS_THREADS).shown()).hasValue("10");
        assertThat(listed.get(Setting.JOBS_THREADS).origin()).isEqualTo(Origin.SYSTEM_PROPERTY);
        assertThat(listed.get(Setting.JOBS_CONCURRENT).shown()).hasValue("5");
        assertThat(listed.get(Setting.JOBS_CONCURRENT).origin()).isEqualTo(Origin.DEFAULT);
        assertThat(from(Map.of()).listed())
                .filteredOn(value -> value.value().isEmpty())
                .extracting(SettingValue::setting)
                .containsExactly(Setting.ADMIN_INITIAL_PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({
        "firn.durability, sometimes",
        "firn.flush.nudge, yes",
        "firn.flush.default-policy, rows:0",
        "firn.flush.default-policy, weekly",
        "firn.flush.rows-per-file, 0",
        "firn.flush.bundle-scopes, 0",
        "firn.flush.bundle-rows, -1",
        "firn.flush.partition-rows, 0",
        "firn.flush.rows-per-file, many",
        "firn.scrub.interval-hours, -1",
        "firn.scrub.mib-per-second, 0",
        "firn.jobs.history, -1",
        "firn.jobs.threads, 1",
        "firn.jobs.concurrent, 4",
        "firn.jobs.attempts, 0",
        "firn.jobs.heartbeat-seconds, 0",
        "firn.compaction.min-files, 1",
        "firn.compaction.target-mib, 0",
        "firn.buffer.soft-mib, 0",
        "firn.buffer.hard-mib, 1024",
        "firn.disk.reserve-mib, 0",
        "firn.import.spool-mib, 0",
        "firn.retention.check-seconds, 0",
        "firn.stream.table-mib, 0",
        "firn.query.memory-mib, 1",
        "firn.query.timeout-seconds, 9999999"
    })
    void valueThatDoesNotFitIsRefusedWithItsKey(String key, String value) {
        assertThatThrownBy(() -> from(Map.of(key, value)))
                .hasMessageStartingWith("Cannot use setting " + key + " = '" + value + "': ");
    }
}
