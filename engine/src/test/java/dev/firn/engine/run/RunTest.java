package dev.firn.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.store.StoredRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTest {
    /** As the store held it before there were other runs than flushes. */
    private static final String OLD_RECORD = """
            {"id":"FL-0123456789AB","tableId":7,"namespace":"chat","table":"messages","trigger":"ROWS","cut":110,\
            "state":{"status":"RUNNING","message":"","exceptionTrace":""},\
            "progress":{"rowsTotal":110,"rowsWritten":40,"bytesWritten":900,"files":1,"checkpoint":"1/40"},\
            "attempts":[{"number":1,"executionId":12,"rowsRead":60,"startedAtMicros":5,"finishedAtMicros":0}],\
            "times":{"createdAtMicros":4,"startedAtMicros":5,"updatedAtMicros":6,"finishedAtMicros":0}}""";

    @Test
    void recordsOfOlderStoresAreReadAndGoOn() {
        byte[] json = OLD_RECORD.getBytes(StandardCharsets.UTF_8);
        byte[] stored = new byte[json.length + 1];
        stored[0] = 1;
        System.arraycopy(json, 0, stored, 1, json.length);

        Run run = StoredRecord.read(stored, Run.class);

        assertThat(run.type()).isEqualTo(JobType.FLUSH);
        assertThat(run.parameters()).isEmpty();
        assertThat(run.stopRequested()).isFalse();
        assertThat(run.newestAttempt().message()).isEmpty();
        Run resumed = run.begun(130, 90, 7);
        assertThat(resumed.attempt()).isEqualTo(2);
        assertThat(resumed.progress().rowsTotal()).isEqualTo(130);
        assertThat(StoredRecord.read(StoredRecord.write(resumed), Run.class)).isEqualTo(resumed);
    }

    @Test
    void attemptsThatAreListedAreBounded() {
        Run run = Run.queued("CO-0123456789AB", Optional.empty(), new Due(0, Run.Trigger.SIZE, Map.of("a", "b")), 1);
        for (int i = 0; i < 100; i++) {
            run = run.begun(i, 0, i);
        }

        assertThat(run.attempts()).hasSize(32);
        assertThat(run.attempt()).isEqualTo(100);
        assertThat(run.restarts()).isEqualTo(99);
    }

    @Test
    void aFailureIsToldAsItsChainOfCausesWithoutWhereTheDataLies() {
        Throwable cause = new IllegalStateException(
                "Cannot write", new IOException("/srv/data/alice/batch-1.parquet: No space left on device"));

        Failure failure = Failure.of(new RuntimeException(cause), "/srv/data");

        assertThat(failure.message())
                .isEqualTo("RuntimeException: java.lang.IllegalStateException: Cannot write"
                        + "; caused by: IOException: alice/batch-1.parquet: No space left on device");
        assertThat(failure.trace()).doesNotContain("/srv/data").contains("Caused by: java.io.IOException");
    }

    @Test
    void aFailureOfAnyLengthIsBounded() {
        Throwable chain = new IllegalStateException("x".repeat(100_000));
        for (int i = 0; i < 1_000; i++) {
            chain = new IllegalStateException("cause " + i, chain);
        }

        Failure failure = Failure.of(chain, "/srv/data");

        assertThat(failure.message()).hasSizeLessThanOrEqualTo(2_001);
        assertThat(failure.trace()).hasSizeLessThanOrEqualTo((16 << 10) + 1);
    }
}
