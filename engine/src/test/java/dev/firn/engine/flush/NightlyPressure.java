package dev.firn.engine.flush;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.PressureSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers at three times the flush rate for {@code -Dnightly.seconds} (60). It writes a table of what it saw to
 * {@code target/nightly/issue-4-pressure.md}.
 */
@Tag("nightly")
@Tag("issue-4")
class NightlyPressure {
    private static final int SECONDS = Integer.getInteger("nightly.seconds", 60);
    private static final long FLUSH_BYTES_PER_SECOND = 2L << 20;
    private static final int WRITERS = 128;
    private static final long MIB = 1L << 20;
    /** Memtables with their WAL, Parquet's row groups, the heap's own growth. */
    private static final long MOST_MEMORY_MIB = 640;

    private static final Path TABLE = Path.of("target", "nightly", "issue-4-pressure.md");

    @TempDir
    private Path root;

    @Test
    void memoryAndBufferStayUnderTheirLimitsAndWritersAreRefusedOnlyAtTheHardOne() throws Exception {
        PressureSettings limits = new PressureSettings(32, 64, 512);
        long before = residentMib();
        try (PressureLoad load = new PressureLoad(root, limits, WRITERS, FLUSH_BYTES_PER_SECOND)) {
            PressureLoad.Seen seen = load.run(Duration.ofSeconds(SECONDS), 1);
            long grown = residentMib() - before;

            report(limits, seen, grown);
            assertThat(seen.mostBuffered())
                    .isLessThanOrEqualTo(64 * MIB)
                    .isGreaterThan(64 * MIB - 2 * PressureLoad.BATCH_BYTES);
            assertThat(seen.refused()).isPositive();
            assertThat(seen.leastRefused()).isGreaterThan(64 * MIB);
            assertThat(load.flushedRows()).isEqualTo(seen.acknowledged());
            assertThat(load.store.committer.pressure().level()).isEqualTo(Pressure.Level.OK);
            assertThat(grown).isLessThan(MOST_MEMORY_MIB);
        }
    }

    /** The most memory that this process has held so far. */
    private static long residentMib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
                .findFirst()
                .orElseThrow();
    }

    private static void report(PressureSettings limits, PressureLoad.Seen seen, long grownMib) throws IOException {
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, """
                | seconds | offered | flushed at | soft, hard | most buffered | acknowledged, all flushed once | refused (429) | with them buffered, at least | flush runs | memory grown |
                |---|---|---|---|---|---|---|---|---|---|
                | %d | %d MiB/s | %d MiB/s | %d, %d MiB | %.2f MiB | %d rows | %d batches | %.2f MiB | %d | %d MiB |
                """.formatted(
                        SECONDS,
                        PressureLoad.TIMES * FLUSH_BYTES_PER_SECOND / MIB,
                        FLUSH_BYTES_PER_SECOND / MIB,
                        limits.softMib(),
                        limits.hardMib(),
                        (double) seen.mostBuffered() / MIB,
                        seen.acknowledged(),
                        seen.refused(),
                        (double) seen.leastRefused() / MIB,
                        seen.flushRuns(),
                        grownMib));
    }
}
