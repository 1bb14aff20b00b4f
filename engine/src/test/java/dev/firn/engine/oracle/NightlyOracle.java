package dev.firn.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.oracle.Differential.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The oracle at length, run by {@code mvn -Pnightly}: {@code -Dnightly.statements} in all (50,000), in histories from
 * {@code -Dnightly.seed} on (1,000,001). It writes a table of what it saw to {@code target/nightly/issue-3.md}.
 */
@Tag("nightly")
@Tag("issue-3")
class NightlyOracle {
    private static final int STATEMENTS = Integer.getInteger("nightly.statements", 50_000);
    private static final long FIRST_SEED = Long.getLong("nightly.seed", 1_000_001);
    private static final int STEPS = 400;
    private static final int SEEDS_A_LINE = 10;
    private static final Path TABLE = Path.of("target", "nightly", "issue-3.md");

    @TempDir
    private Path root;

    private final List<String> lines = new ArrayList<>();

    /** Sums over some histories. */
    private static final class Sums {
        private long histories;
        private long statements;
        private long checks;
        private long failed;
        private long found;
        private long differences;
        private long nanos;

        void add(Outcome outcome, long took) {
            histories++;
            statements += outcome.statements();
            checks += outcome.checks();
            failed += outcome.failed();
            found += outcome.found();
            differences += outcome.difference().isPresent() ? 1 : 0;
            nanos += took;
        }

        String line(String name) {
            return "| %s | %d | %d | %d | %d | %d | %d | %d s |"
                    .formatted(
                            name,
                            histories,
                            statements,
                            found,
                            failed,
                            checks,
                            differences,
                            Duration.ofNanos(nanos).toSeconds());
        }
    }

    @Test
    void fiftyThousandStatementsShowNoDifference() throws IOException {
        List<String> found = new ArrayList<>();
        Sums all = new Sums();
        Sums some = new Sums();
        long lineStart = FIRST_SEED;
        long seed = FIRST_SEED;
        while (all.statements < STATEMENTS) {
            long started = System.nanoTime();
            Outcome outcome = new Differential(root).check(Histories.of(seed, STEPS), found::add);
            long took = System.nanoTime() - started;
            all.add(outcome, took);
            some.add(outcome, took);
            seed++;
            if (some.histories == SEEDS_A_LINE || all.statements >= STATEMENTS) {
                lines.add(some.line(lineStart + " to " + (seed - 1)));
                write(all, found);
                System.out.println(lines.get(lines.size() - 1));
                lineStart = seed;
                some = new Sums();
            }
        }
        assertThat(found).isEmpty();
    }

    private void write(Sums all, List<String> found) throws IOException {
        Files.createDirectories(TABLE.getParent());
        String text = """
                # Differential oracle, nightly profile

                `./mvnw -Pnightly -Dnightly=issue-3 -pl engine verify`: random histories on Firn and on a plain DuckDB in memory,
                see [testing](../design/testing.md).

                | seeds | histories | statements | SELECTs that find rows | fail on both sides | whole tables compared besides | differences | time |
                |---|---|---|---|---|---|---|---|
                """ + String.join("\n", lines) + "\n" + all.line("**all**") + "\n";
        for (String difference : found) {
            text += "\n```sql\n" + difference + "\n```\n";
        }
        Files.writeString(TABLE, text);
    }
}
