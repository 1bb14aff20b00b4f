package dev.firn.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeneratedIdsTest {
    private static final long NOON = 1_800_000_000_000L;

    private long clock = NOON;
    private final List<Long> reservations = new ArrayList<>();

    private GeneratedIds ids() {
        long reserved = reservations.isEmpty() ? 0 : reservations.get(reservations.size() - 1);
        return new GeneratedIds(() -> clock, reserved, reservations::add);
    }

    @Test
    void snowflakeHoldsTheTimeAndCounts() {
        GeneratedIds ids = ids();
        long first = ids.snowflakeId();
        assertThat(first >> 22).isEqualTo(NOON - GeneratedIds.EPOCH_MILLIS);
        assertThat(first & 0x3F_FFFF).isZero();
        assertThat(ids.snowflakeId()).isEqualTo(first + 1);
        clock++;
        assertThat(ids.snowflakeId()).isEqualTo(first + (1 << 22));
    }

    @Test
    void snowflakesAscendWhenAMillisecondIsUsedUpAndWhenTheClockStepsBack() {
        GeneratedIds ids = ids();
        long last = ids.snowflakeId();
        for (int i = 0; i < 20_000; i++) {
            clock -= i % 1_000 == 0 ? 5_000 : 0;
            long next = ids.snowflakeId();
            assertThat(next).isGreaterThan(last);
            assertThat(next >> 12 & 0x3FF).as("node").isZero();
            last = next;
        }
    }

    @Test
    void snowflakesAscendOverRestartsWithAClockThatSteppedBack() {
        long last = 0;
        for (int start = 0; start < 20; start++) {
            GeneratedIds ids = ids();
            for (int i = 0; i < 5_000; i++) {
                long next = ids.snowflakeId();
                assertThat(next).isGreaterThan(last);
                last = next;
                clock += i % 7;
            }
            clock -= 3_600_000;
        }
    }

    @Test
    void idIsGivenOnlyOnceItsMillisecondIsReserved() {
        GeneratedIds ids = ids();
        assertThat(reservations).isEmpty();
        for (int i = 0; i < 100; i++) {
            long id = ids.snowflakeId();
            assertThat(reservations.get(reservations.size() - 1)).isGreaterThanOrEqualTo(id >> 22);
            clock += 900;
        }
        assertThat(reservations).hasSizeBetween(8, 12);
    }

    @Test
    void uuidsAreOfVersion7AndAscend() {
        GeneratedIds ids = ids();
        UUID last = ids.uuidV7();
        assertThat(last.version()).isEqualTo(7);
        assertThat(last.variant()).isEqualTo(2);
        assertThat(last.getMostSignificantBits() >>> 16).isEqualTo(NOON);
        for (int i = 0; i < 20_000; i++) {
            clock += i % 100 == 0 ? 1 : i % 1_001 == 0 ? -10 : 0;
            UUID next = ids.uuidV7();
            assertThat(next.version()).isEqualTo(7);
            assertThat(next.variant()).isEqualTo(2);
            assertThat(next.toString()).isGreaterThan(last.toString());
            last = next;
        }
    }

    @Test
    void ulidsAreCrockfordTextAndAscend() {
        GeneratedIds ids = ids();
        String last = ids.ulid();
        clock = 1_469_918_176_385L;
        assertThat(ids().ulid()).as("the time of the specification's example").startsWith("01ARYZ6S41");
        clock = NOON;
        for (int i = 0; i < 20_000; i++) {
            clock += i % 100 == 0 ? 1 : i % 1_001 == 0 ? -10 : 0;
            String next = ids.ulid();
            assertThat(next).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}").isGreaterThan(last);
            last = next;
        }
    }

    @Test
    void threadsNeverGetTheSameId() {
        GeneratedIds ids = ids();
        List<CompletableFuture<List<Object>>> threads = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> {
                    List<Object> given = new ArrayList<>();
                    for (int i = 0; i < 3_000; i++) {
                        given.add(ids.snowflakeId());
                        given.add(ids.uuidV7());
                        given.add(ids.ulid());
                    }
                    return given;
                }))
                .toList();
        Set<Object> all = new HashSet<>();
        threads.forEach(thread -> all.addAll(thread.join()));
        assertThat(all).hasSize(4 * 9_000);
    }
}
