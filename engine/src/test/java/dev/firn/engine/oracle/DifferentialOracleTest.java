package dev.firn.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.oracle.Differential.Outcome;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories answer on Firn what they answer on a plain DuckDB in memory. {@code -Doracle.seed=n} runs one seed, with
 * {@code -Doracle.seeds=m} also those behind it, {@code -Doracle.statements=n} sets the length of a history.
 */
class DifferentialOracleTest {
    private static final int STATEMENTS = Integer.getInteger("oracle.statements", 170);

    @TempDir
    private Path root;

    /** Ten fixed seeds and one that nobody knows before. */
    static LongStream seeds() {
        Long first = Long.getLong("oracle.seed");
        return first != null
                ? LongStream.range(first, first + Integer.getInteger("oracle.seeds", 1))
                : LongStream.concat(LongStream.rangeClosed(1, 10), LongStream.of(new SecureRandom().nextInt(1 << 30)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void firnAnswersWhatPlainDuckDbAnswers(long seed) {
        List<String> found = new ArrayList<>();
        long started = System.nanoTime();

        Outcome outcome = new Differential(root).check(Histories.of(seed, STATEMENTS), found::add);

        System.out.printf(
                "oracle: seed %d, %d statements (%d SELECTs find rows, %d fail on both sides), %d whole tables compared, %d ms%n",
                seed,
                outcome.statements(),
                outcome.found(),
                outcome.failed(),
                outcome.checks(),
                (System.nanoTime() - started) / 1_000_000);
        assertThat(found).isEmpty();
    }
}
