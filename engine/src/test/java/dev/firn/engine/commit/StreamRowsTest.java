package dev.firn.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamRowsTest {
    private static final Table TABLE = new Table(
            1,
            new TableName("n", "t"),
            TableKind.STREAM,
            AccessLevel.PUBLIC,
            "u",
            FlushPolicy.parse("rows:1"),
            List.of(),
            0);

    @Test
    void instantNeverGoesBack() {
        StreamRows streams = new StreamRows(50);
        assertThat(streams.instant(40)).isEqualTo(50);
        assertThat(streams.instant(60)).isEqualTo(60);
        assertThat(streams.instant(59)).isEqualTo(60);
    }

    @Test
    void tableNeverHoldsMoreThanTwiceItsBudget() {
        StreamRows streams = new StreamRows(0);
        assertThatCode(() -> streams.requireRoom(TABLE, 1_000_000, 1_000_000)).doesNotThrowAnyException();
        AtomicInteger nudges = new AtomicInteger();
        streams.limit(100, nudges::incrementAndGet);

        assertThatCode(() -> streams.requireRoom(TABLE, 100, 100)).doesNotThrowAnyException();
        assertThatThrownBy(() -> streams.requireRoom(TABLE, 101, 100))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED));
        assertThatThrownBy(() -> streams.requireRoom(TABLE, 0, 101))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED));
        streams.holds(100);
        assertThat(nudges).hasValue(0);
        streams.holds(101);
        assertThat(nudges).hasValue(1);
    }
}
