package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFormatTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.BIGINT,
            ColumnType.INT,
            ColumnType.DOUBLE,
            ColumnType.BOOLEAN,
            ColumnType.TEXT,
            ColumnType.TIMESTAMP);

    @Test
    void edgesOfEachTypeComeBackBitForBit() {
        Table table = table(TYPES);
        List<@Nullable Object[]> rows = List.of(
                new Object[] {Long.MIN_VALUE, Integer.MIN_VALUE, -0.0, true, "", Long.MIN_VALUE},
                new Object[] {Long.MAX_VALUE, Integer.MAX_VALUE, Double.MIN_VALUE, false, "é漢😀\u0000", -1L},
                new Object[] {0L, 0, Double.NEGATIVE_INFINITY, true, "x".repeat(100_000), Long.MAX_VALUE},
                new @Nullable Object[] {null, null, null, null, null, null});
        for (@Nullable Object[] values : rows) {
            Row row = RowFormat.decode(table, 7, RowFormat.encode(table.schema(), 3, 99, values));

            assertThat(valuesOf(row, TYPES.size())).containsExactly(values);
            assertThat(row.seq()).isEqualTo(7);
            assertThat(row.previousSeq()).isEqualTo(3);
            assertThat(row.writtenAtMicros()).isEqualTo(99);
            assertThat(row.deleted()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyRowOfAnySchemaComesBack(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<ColumnType> types = new ArrayList<>();
            for (int columns = 1 + random.nextInt(40); columns > 0; columns--) {
                types.add(TYPES.get(random.nextInt(TYPES.size())));
            }
            Table table = table(types);
            @Nullable
            Object[] values = types.stream().map(type -> value(type, random)).toArray();

            Row row = RowFormat.decode(table, 1, RowFormat.encode(table.schema(), 0, 0, values));

            assertThat(valuesOf(row, types.size()))
                    .as("seed %d, row %d", seed, i)
                    .containsExactly(values);
        }
    }

    @Test
    void tombstoneCarriesTheKeyOnly() {
        Table table = table(TYPES);
        byte[] encoded = RowFormat.encodeTombstone(table.schema(), 5, 6, 42L);

        Row row = RowFormat.decode(table, 9, encoded);

        assertThat(row.deleted()).isTrue();
        assertThat(valuesOf(row, TYPES.size())).containsExactly(42L, null, null, null, null, null);
        assertThat(RowFormat.writtenAtMicros(encoded)).isEqualTo(6);
    }

    @Test
    void rowOfAnOlderSchemaIsReadByColumnIds() {
        Schema first = new Schema(1, List.of(column(1, "a", ColumnType.BIGINT), column(2, "b", ColumnType.TEXT)), 0);
        Schema second = new Schema(2, List.of(column(2, "B", ColumnType.TEXT), column(3, "c", ColumnType.INT)), 0);
        byte[] encoded = RowFormat.encode(first, 0, 0, new Object[] {1L, "kept"});

        Row row = RowFormat.decode(table(List.of(first, second)), 1, encoded);

        assertThat(row.value(0)).isEqualTo("kept");
        assertThat(row.value(1)).isNull();
    }

    @Test
    void unknownFormatVersionIsRefused() {
        Table table = table(TYPES);
        byte[] encoded = RowFormat.encode(table.schema(), 0, 0, new @Nullable Object[6]);
        encoded[0] = 9;

        assertThatThrownBy(() -> RowFormat.decode(table, 1, encoded)).hasMessageContaining("format version 9");
    }

    private static @Nullable Object value(ColumnType type, Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        return switch (type.kind()) {
            case BIGINT, TIMESTAMP -> random.nextLong();
            case INT -> random.nextInt();
            case DOUBLE -> Double.longBitsToDouble(random.nextLong() & ~(0x7FFL << 52)); // no NaN: equals is bitwise
            case BOOLEAN -> random.nextBoolean();
            default -> "t".repeat(random.nextInt(300));
        };
    }

    private static @Nullable Object[] valuesOf(Row row, int columns) {
        @Nullable Object[] values = new @Nullable Object[columns];
        for (int i = 0; i < columns; i++) {
            values[i] = row.value(i);
        }
        return values;
    }

    private static Column column(int id, String name, ColumnType type) {
        return new Column(id, name, type, false);
    }

    private static Table table(List<?> typesOrSchemas) {
        List<Schema> schemas = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        for (Object each : typesOrSchemas) {
            if (each instanceof Schema schema) {
                schemas.add(schema);
            } else {
                columns.add(column(columns.size() + 1, "c" + columns.size(), (ColumnType) each));
            }
        }
        if (schemas.isEmpty()) {
            schemas.add(new Schema(1, columns, 1));
        }
        FlushPolicy policy = new FlushPolicy(OptionalLong.of(1), OptionalInt.empty());
        return new Table(1, new TableName("n", "t"), TableKind.SHARED, AccessLevel.PUBLIC, "u", policy, schemas, 0);
    }
}
