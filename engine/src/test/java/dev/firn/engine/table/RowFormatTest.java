package dev.firn.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
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
            ColumnType.TIMESTAMP,
            ColumnType.of(Kind.SMALLINT),
            ColumnType.of(Kind.FLOAT),
            ColumnType.decimal(18, 2),
            ColumnType.decimal(38, 18),
            ColumnType.of(Kind.BYTES),
            ColumnType.of(Kind.JSON),
            ColumnType.of(Kind.DATETIME),
            ColumnType.of(Kind.DATE),
            ColumnType.of(Kind.TIME),
            ColumnType.of(Kind.UUID));

    @Test
    void everyKindOfTypeIsTried() {
        assertThat(TYPES.stream().map(ColumnType::kind)).contains(Kind.values());
    }

    @Test
    void edgesOfEachTypeComeBackBitForBit() {
        expectBack(ColumnType.BIGINT, Long.MIN_VALUE, Long.MAX_VALUE, 0L);
        expectBack(ColumnType.INT, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
        expectBack(ColumnType.of(Kind.SMALLINT), -32_768, 32_767, 0);
        expectBack(ColumnType.DOUBLE, -0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Double.NaN, Math.PI);
        expectBack(ColumnType.of(Kind.FLOAT), -0.0, (double) Float.MIN_VALUE, (double) Float.MAX_VALUE, Double.NaN);
        expectBack(ColumnType.BOOLEAN, true, false);
        expectBack(ColumnType.TEXT, "", "é漢😀\u0000", "x".repeat(100_000));
        expectBack(ColumnType.of(Kind.JSON), "{ \"a\": \"😀\" }", "null");
        expectBack(ColumnType.TIMESTAMP, Long.MIN_VALUE, -1L, Long.MAX_VALUE);
        expectBack(ColumnType.of(Kind.DATETIME), Long.MIN_VALUE, -1L, Long.MAX_VALUE);
        expectBack(ColumnType.of(Kind.TIME), 0L, 86_399_999_999L);
        expectBack(ColumnType.of(Kind.DATE), -719_162, -1, 2_932_896);
        expectBack(ColumnType.of(Kind.UUID), new UUID(0, 0), new UUID(-1, -1), new UUID(1, Long.MIN_VALUE));
        expectBack(ColumnType.of(Kind.BYTES), new byte[0], new byte[] {0, -1, -128, 127}, new byte[70_000]);
        for (int digits : new int[] {1, 9, 10, 18, 19, 38}) {
            BigDecimal most = new BigDecimal("9".repeat(digits)).movePointLeft(digits / 2);
            expectBack(ColumnType.decimal(digits, digits / 2), most, most.negate(), most.subtract(most));
        }
    }

    private static void expectBack(ColumnType type, Object... values) {
        Table table = table(List.of(ColumnType.BOOLEAN, type, ColumnType.INT));
        for (Object value : values) {
            byte[] encoded = RowFormat.encode(table.schema(), 3, 99, new Object[] {true, value, 17});
            Row row = RowFormat.decode(table, 7, encoded);

            assertThat(valuesOf(row, 3)).as("%s of %s", value, type).containsExactly(true, value, 17);
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
        assertThat(row.value(0)).isEqualTo(42L);
        assertThat(valuesOf(row, TYPES.size())).containsOnly(42L, null);
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
        byte[] encoded = RowFormat.encode(table.schema(), 0, 0, new @Nullable Object[TYPES.size()]);
        encoded[0] = 9;

        assertThatThrownBy(() -> RowFormat.decode(table, 1, encoded)).hasMessageContaining("format version 9");
    }

    private static @Nullable Object value(ColumnType type, Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        return switch (type.kind()) {
            case BIGINT, TIMESTAMP, DATETIME, TIME -> random.nextLong();
            case INT, DATE -> random.nextInt();
            case SMALLINT -> (int) (short) random.nextInt();
            // No NaN: equals is bitwise.
            case DOUBLE -> Double.longBitsToDouble(random.nextLong() & ~(0x7FFL << 52));
            case FLOAT -> (double) random.nextFloat();
            case BOOLEAN -> random.nextBoolean();
            case DECIMAL ->
                new BigDecimal(new BigInteger(type.precision() * 3, random), type.scale())
                        .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1));
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case TEXT, JSON -> "t".repeat(random.nextInt(300));
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
