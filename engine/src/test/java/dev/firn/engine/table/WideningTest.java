package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WideningTest {
    private static ColumnType type(Kind kind) {
        return kind == Kind.DECIMAL ? ColumnType.decimal(10, 2) : ColumnType.of(kind);
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeHoldsItself(Kind kind) {
        assertThat(Widening.isPossible(type(kind), type(kind))).isTrue();
    }

    @Test
    void typeThatLosesAValueIsRefused() {
        assertThat(Widening.isPossible(type(Kind.INT), type(Kind.SMALLINT))).isFalse();
        assertThat(Widening.isPossible(type(Kind.INT), type(Kind.FLOAT))).isFalse();
        assertThat(Widening.isPossible(type(Kind.BIGINT), type(Kind.DOUBLE))).isFalse();
        assertThat(Widening.isPossible(type(Kind.DOUBLE), type(Kind.FLOAT))).isFalse();
        assertThat(Widening.isPossible(type(Kind.INT), type(Kind.TEXT))).isFalse();
        assertThat(Widening.isPossible(type(Kind.TEXT), type(Kind.JSON))).isFalse();
        assertThat(Widening.isPossible(type(Kind.TIMESTAMP), type(Kind.DATE))).isFalse();
        assertThat(Widening.isPossible(ColumnType.TEXT, ColumnType.text(9))).isFalse();
        assertThat(Widening.isPossible(ColumnType.text(9), ColumnType.text(8))).isFalse();
        assertThat(Widening.isPossible(type(Kind.SMALLINT), ColumnType.decimal(4, 0)))
                .isFalse();
        assertThat(Widening.isPossible(type(Kind.INT), ColumnType.decimal(10, 1)))
                .isFalse();
        assertThat(Widening.isPossible(type(Kind.BIGINT), ColumnType.decimal(18, 0)))
                .isFalse();
        assertThat(Widening.isPossible(ColumnType.decimal(10, 2), ColumnType.decimal(38, 1)))
                .isFalse();
        assertThat(Widening.isPossible(ColumnType.decimal(10, 2), ColumnType.decimal(10, 3)))
                .isFalse();
        assertThat(Widening.isPossible(ColumnType.decimal(10, 2), type(Kind.DOUBLE)))
                .isFalse();
    }

    @Test
    void constantsAreConverted() {
        assertThat(Widening.constant(ColumnType.INT, ColumnType.decimal(12, 2), Constant.of(5)))
                .isEqualTo(Constant.of(new BigDecimal("5.00")));
        assertThat(Widening.constant(ColumnType.INT, ColumnType.BIGINT, Constant.NULL))
                .isEqualTo(Constant.NULL);
    }
}
