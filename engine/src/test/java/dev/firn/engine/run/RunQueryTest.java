package dev.firn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.run.RunQuery.Filter;
import dev.firn.engine.run.RunQuery.Sort;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunQueryTest {
    private static final Run WAITING =
            Run.queued("FL-0123456789AB", Optional.empty(), new Due(0, Run.Trigger.MANUAL, Map.of()), 1_000);

    private static Filter filter(Set<Run.Trigger> triggers, Optional<String> idBeginning) {
        return new Filter(
                Set.of(), Set.of(), triggers, idBeginning, Optional.empty(), Optional.empty(), 0, Long.MAX_VALUE);
    }

    @Test
    void filtersByTrigger() {
        Set<Run.Trigger> both = Set.of(Run.Trigger.MANUAL, Run.Trigger.ROWS);
        assertThat(filter(both, Optional.empty()).matches(WAITING)).isTrue();
        assertThat(filter(Set.of(Run.Trigger.ROWS), Optional.empty()).matches(WAITING))
                .isFalse();
    }

    @Test
    void filtersByTheBeginningOfTheId() {
        for (String beginning : new String[] {"", "FL-", "fl-0123456789ab"}) {
            assertThat(filter(Set.of(), Optional.of(beginning)).matches(WAITING))
                    .as(beginning)
                    .isTrue();
        }
        for (String other : new String[] {"CO-", "0123", "FL-0123456789ABC", "%"}) {
            assertThat(filter(Set.of(), Optional.of(other)).matches(WAITING))
                    .as(other)
                    .isFalse();
        }
    }

    @Test
    void aRunThatIsNotOverHasNoDurationYet() {
        Run begun = WAITING.begun(1, 1, 5_000);
        assertThat(Sort.DURATION.value(WAITING)).isZero();
        assertThat(Sort.DURATION.value(begun)).isZero();
        assertThat(Sort.DURATION.value(begun.finished(begun.state().completed(), 12_000)))
                .isEqualTo(7_000);
        assertThat(Sort.DURATION.value(WAITING.finished(WAITING.state().completed(), 12_000)))
                .as("it never began")
                .isZero();
    }
}
