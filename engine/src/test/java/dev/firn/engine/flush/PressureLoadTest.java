package dev.firn.engine.flush;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.PressureSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers at three times the flush rate, for a moment; {@code NightlyPressure} does the same for a minute. */
class PressureLoadTest {
    private static final long SOFT_BYTES = 1L << 20;
    private static final long HARD_BYTES = 2L << 20;

    @TempDir
    private Path root;

    @Test
    void bufferStaysUnderItsHardLimitAndWritersAreRefusedOnlyThere() throws Exception {
        try (PressureLoad load = new PressureLoad(root, new PressureSettings(1, 2, 16), 32, 512L << 10)) {
            PressureLoad.Seen seen = load.run(Duration.ofSeconds(1), 3);

            assertThat(seen.mostBuffered())
                    .isLessThanOrEqualTo(HARD_BYTES)
                    .isGreaterThan(HARD_BYTES - 2 * PressureLoad.BATCH_BYTES);
            assertThat(seen.refused()).isPositive();
            assertThat(seen.leastRefused()).isGreaterThan(HARD_BYTES);
            assertThat(seen.flushRuns()).isPositive();
            assertThat(load.flushedRows()).isEqualTo(seen.acknowledged());
            assertThat(load.store.committer.pressure().level()).isEqualTo(Pressure.Level.OK);
        }
    }

    @Test
    void delayAloneHoldsBackWritersWhoWaitForTheirAnswers() throws Exception {
        try (PressureLoad load = new PressureLoad(root, new PressureSettings(1, 4, 16), 3, 2L << 20)) {
            PressureLoad.Seen seen = load.run(Duration.ofSeconds(2), 0);

            assertThat(seen.mostBuffered()).isGreaterThan(SOFT_BYTES).isLessThan(2 * HARD_BYTES);
            assertThat(seen.refused()).isZero();
            assertThat(seen.flushRuns()).isPositive();
            assertThat(load.flushedRows()).isEqualTo(seen.acknowledged());
        }
    }
}
