package dev.firn.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link CrashLoop} in every build: 50 kills, three or more at each named point. */
class CrashIT {
    private static final int KILLS = 50;
    private static final int AT_EACH_POINT = 3;

    @TempDir
    private Path root;

    @Test
    void everyAcknowledgedRowSurvivesOnceWhereverTheProcessIsKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);

        CrashLoop loop = new CrashLoop(root, seed);
        Map<KillPoint, CrashLoop.Outcome> outcomes = loop.kill(AT_EACH_POINT, KILLS);

        outcomes.forEach((point, outcome) -> System.out.printf(
                "%s: %d kills, %d runs resumed, in at most %d ms%n",
                point, outcome.kills(), outcome.resumedRuns(), outcome.longestRecoveryMillis()));
        assertThat(outcomes.keySet()).containsAll(KillPoint.named());
        assertThat(outcomes.values())
                .allSatisfy(outcome -> assertThat(outcome.kills()).isGreaterThanOrEqualTo(AT_EACH_POINT));
        assertThat(outcomes.values().stream()
                        .mapToInt(CrashLoop.Outcome::resumedRuns)
                        .sum())
                .isPositive();
        assertThat(loop.acknowledged()).isGreaterThan(5 * KILLS);
    }
}
