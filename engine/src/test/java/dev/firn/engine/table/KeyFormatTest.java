package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyFormatTest {
    @Test
    void orderOfBytesIsTheOrderOfValues() {
        expectAscending(ColumnType.BIGINT, List.of(Long.MIN_VALUE, -2L, -1L, 0L, 1L, Long.MAX_VALUE));
        expectAscending(ColumnType.INT, List.of(Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE));
        expectAscending(ColumnType.TIMESTAMP, List.of(-62_135_596_800_000_000L, -1L, 0L, 1L));
        expectAscending(
                ColumnType.DOUBLE,
                List.of(
                        Double.NEGATIVE_INFINITY,
                        -Double.MAX_VALUE,
                        -1.5,
                        -Double.MIN_VALUE,
                        0.0,
                        Double.MIN_VALUE,
                        1.5,
                        Double.POSITIVE_INFINITY));
        expectAscending(ColumnType.TEXT, List.of("", "A", "a", "aa", "é", "漢", "😀"));
        expectAscending(ColumnType.BOOLEAN, List.of(false, true));
        expectAscending(ColumnType.of(Kind.SMALLINT), List.of(-32_768, -1, 0, 1, 32_767));
        expectAscending(
                ColumnType.of(Kind.FLOAT),
                List.of(Double.NEGATIVE_INFINITY, (double) -0.1f, 0.0, (double) Float.MIN_VALUE, (double) 0.1f));
        expectAscending(ColumnType.of(Kind.DATETIME), List.of(-62_135_596_800_000_000L, -1L, 0L, 1L));
        expectAscending(ColumnType.of(Kind.DATE), List.of(-719_162, -1, 0, 1, 2_932_896));
        expectAscending(ColumnType.of(Kind.TIME), List.of(0L, 1L, 86_399_999_999L));
        expectAscending(
                ColumnType.decimal(38, 18),
                Stream.of(
                                "-99999999999999999999.999999999999999999",
                                "-1",
                                "-0.000000000000000001",
                                "0",
                                "0.1",
                                "0.11",
                                "1")
                        .map(text -> new BigDecimal(text).setScale(18))
                        .toList());
        expectAscending(
                ColumnType.of(Kind.UUID),
                Stream.of(
                                "00000000-0000-0000-0000-000000000001",
                                "7fffffff-0000-0000-8000-000000000000",
                                "80000000-0000-0000-0000-000000000000",
                                "ffffffff-ffff-ffff-ffff-ffffffffffff")
                        .map(UUID::fromString)
                        .toList());
        expectAscending(
                ColumnType.of(Kind.BYTES), List.of(new byte[0], new byte[] {0}, new byte[] {0, 0}, new byte[] {-1}));
    }

    private static void expectAscending(ColumnType type, List<?> values) {
        Column column = column(type);
        for (int i = 1; i < values.size(); i++) {
            byte[] smaller = KeyFormat.normalise(column, values.get(i - 1));
            byte[] larger = KeyFormat.normalise(column, values.get(i));
            assertThat(Arrays.compareUnsigned(smaller, larger))
                    .as("%s < %s", values.get(i - 1), values.get(i))
                    .isNegative();
        }
    }

    @Test
    void negativeZeroIsTheSameKeyAsZero() {
        assertThat(KeyFormat.normalise(column(ColumnType.DOUBLE), -0.0))
                .isEqualTo(KeyFormat.normalise(column(ColumnType.DOUBLE), 0.0));
    }

    @Test
    void aWidenedNumberOrDayKeepsItsKey() {
        byte[] five = KeyFormat.normalise(column(ColumnType.BIGINT), 5L);
        assertThat(KeyFormat.normalise(column(ColumnType.of(Kind.SMALLINT)), 5)).isEqualTo(five);
        assertThat(KeyFormat.normalise(column(ColumnType.INT), 5)).isEqualTo(five);
        assertThat(KeyFormat.normalise(column(ColumnType.of(Kind.FLOAT)), 0.5))
                .isEqualTo(KeyFormat.normalise(column(ColumnType.DOUBLE), 0.5));
        assertThat(KeyFormat.normalise(column(ColumnType.of(Kind.DATE)), -2))
                .isEqualTo(KeyFormat.normalise(column(ColumnType.TIMESTAMP), -172_800_000_000L));
    }

    @Test
    void jsonIsNoKey() {
        assertThat(Arrays.stream(Kind.values()).filter(kind -> !KeyFormat.takes(ColumnType.of(kind))))
                .containsExactly(Kind.JSON);
    }

    @Test
    void nanIsNoKey() {
        assertThatThrownBy(() -> KeyFormat.normalise(column(ColumnType.DOUBLE), Double.NaN))
                .hasMessage("PRIMARY KEY column id must not be NaN");
    }

    @Test
    void keyOver1024BytesIsRefused() {
        assertThat(KeyFormat.normalise(column(ColumnType.TEXT), "x".repeat(1024)))
                .hasSize(1024);
        assertThatThrownBy(() -> KeyFormat.normalise(column(ColumnType.TEXT), "é".repeat(513)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION))
                .hasMessageContaining("1026");
    }

    private static Column column(ColumnType type) {
        return new Column(1, "id", type, true);
    }
}
