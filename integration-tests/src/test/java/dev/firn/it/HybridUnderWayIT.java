package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries over both tiers while rows are inserted and flushed. */
@ExtendWith(SharedServer.class)
class HybridUnderWayIT {
    private static final int STATEMENTS = 250;
    private static final int ROWS_A_STATEMENT = 20;

    @Test
    void hybridUnderWay(FirnServer server) {
        MessagesTable messages = new MessagesTable(server, server.admin(), "under_way", "SHARED", "FLUSH ROWS 500");
        AtomicLong sent = new AtomicLong();
        AtomicLong acknowledged = new AtomicLong();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < STATEMENTS; i++) {
                sent.addAndGet(ROWS_A_STATEMENT);
                messages.insert(i * ROWS_A_STATEMENT, (i + 1) * ROWS_A_STATEMENT);
                acknowledged.addAndGet(ROWS_A_STATEMENT);
            }
        });

        long last = 0;
        int queries = 0;
        while (!writer.isDone() || queries == 0) {
            long least = acknowledged.get();
            long count = messages.count();
            assertThat(count).isBetween(Math.max(least, last), sent.get());
            last = count;
            queries++;
        }

        writer.join();
        assertThat(queries).isGreaterThan(5);
        messages.awaitBufferedBelow(500);
        assertThat(messages.count()).isEqualTo(STATEMENTS * ROWS_A_STATEMENT);
        assertThat(messages.files()).isGreaterThan(1);
    }

    /** Runs of exactly one or two chunks and one row less or more: item-count is 1,000. */
    @ParameterizedTest
    @ValueSource(ints = {999, 1_000, 1_001, 1_999, 2_000, 2_001})
    void edgesOfAChunk(int rows, FirnServer server) {
        MessagesTable messages = new MessagesTable(server, server.admin(), "edge", "SHARED", "FLUSH ROWS " + rows);

        messages.insert(0, rows);

        messages.awaitCompletedRun();
        assertThat(messages.jobs().all())
                .singleElement()
                .satisfies(run -> assertThat(run.path("rows_written").asLong()).isEqualTo(rows));
        messages.awaitBufferedBelow(1);
        assertThat(messages.count()).isEqualTo(rows);
        assertThat(messages.files()).isEqualTo(1);
    }
}
