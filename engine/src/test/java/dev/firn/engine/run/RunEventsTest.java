package dev.firn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RunEventsTest {
    private final RunEvents events = new RunEvents();

    private static Run run(int number, String message) {
        String id = "FL-" + String.format("%012d", number);
        return Run.queued(id, Optional.empty(), new Due(0, Run.Trigger.MANUAL), number)
                .saying(message);
    }

    private static List<Run> drain(RunEvents.Subscription subscription) {
        List<Run> drained = new ArrayList<>();
        for (Optional<Run> run = subscription.poll(); run.isPresent(); run = subscription.poll()) {
            drained.add(run.get());
        }
        return drained;
    }

    @Test
    void aSlowReaderGetsTheNewestStateOfEachRunInTurn() {
        try (RunEvents.Subscription slow = events.subscribe(run -> true)) {
            events.publish(run(1, "a"));
            events.publish(run(2, "b"));
            events.publish(run(1, "c"));

            assertThat(drain(slow)).containsExactly(run(1, "c"), run(2, "b"));
            assertThat(slow.missedSome()).isFalse();
        }
    }

    @Test
    void whatWaitsForAReaderIsBoundedAndItIsToldOfWhatItMissed() {
        try (RunEvents.Subscription slow = events.subscribe(run -> true)) {
            for (int i = 0; i < 1_000; i++) {
                events.publish(run(i, ""));
            }

            assertThat(slow.missedSome()).isTrue();
            assertThat(slow.missedSome()).isFalse();
            assertThat(drain(slow))
                    .hasSize(RunEvents.MAX_WAITING)
                    .last()
                    .extracting(Run::id)
                    .isEqualTo("FL-000000000999");
        }
    }

    @Test
    void aReaderSeesOnlyWhatItAskedFor() {
        try (RunEvents.Subscription reader =
                events.subscribe(run -> run.state().message().isEmpty())) {
            events.publish(run(1, "not for all"));

            assertThat(reader.poll()).isEmpty();
        }
    }

    @Test
    void oneTooManyReadersAreRefusedUntilAnotherLeaves() {
        List<RunEvents.Subscription> readers = new ArrayList<>();
        for (int i = 0; i < RunEvents.MAX_SUBSCRIPTIONS; i++) {
            readers.add(events.subscribe(run -> true));
        }
        assertThatThrownBy(() -> events.subscribe(run -> true))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED));

        readers.remove(0).close();
        readers.add(events.subscribe(run -> true));
        readers.forEach(RunEvents.Subscription::close);
    }

    @Test
    void aReaderThatWaitsIsWokenByAChangeAndByTheEnd() throws Exception {
        RunEvents.Subscription reader = events.subscribe(run -> true);
        CompletableFuture<Optional<Run>> change = CompletableFuture.supplyAsync(() -> await(reader));
        events.publish(run(1, ""));
        assertThat(change.get()).contains(run(1, ""));

        CompletableFuture<Optional<Run>> end = CompletableFuture.supplyAsync(() -> await(reader));
        events.close();
        assertThat(end.get()).isEmpty();
        assertThat(reader.closed()).isTrue();
    }

    private static Optional<Run> await(RunEvents.Subscription reader) {
        try {
            return reader.await(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
