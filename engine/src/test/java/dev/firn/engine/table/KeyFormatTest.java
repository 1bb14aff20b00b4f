package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
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
