package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnType.Kind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputColumnTest {
    @TempDir
    static Path root;

    private static QueryFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new QueryFixture(root);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    true                                            | Boolean       | true
                    1::TINYINT                                      | SmallInt      | 1
                    (-32768)::SMALLINT                              | SmallInt      | -32768
                    2147483647                                      | Int           | 2147483647
                    (-9223372036854775807 - 1)                      | BigInt        | -9223372036854775808
                    255::UTINYINT                                   | Decimal(38,0) | 255
                    65535::USMALLINT                                | Decimal(38,0) | 65535
                    4294967295::UINTEGER                            | Decimal(38,0) | 4294967295
                    18446744073709551615::UBIGINT                   | Decimal(38,0) | 18446744073709551615
                    sum(9223372036854775807)                        | Decimal(38,0) | 9223372036854775807
                    (-170141183460469231731687303715884105727)::HUGEINT | Decimal(38,0) | -170141183460469231731687303715884105727
                    1.5::FLOAT                                      | Float         | 1.5
                    'NaN'::DOUBLE                                   | Double        | NaN
                    '-Infinity'::DOUBLE                             | Double        | -Infinity
                    1e300                                           | Double        | 1.0E300
                    (-1.50)                                         | Decimal(3,2)  | -1.50
                    0.01::DECIMAL(38,10)                            | Decimal(38,10) | 0.0100000000
                    'größer 😀'                                     | Text          | größer 😀
                    NULL                                            | Text          |
                    DATE '1969-12-31'                               | Date          | -1
                    TIMESTAMP '1969-12-31 23:59:59.999999'          | Timestamp     | -1
                    TIMESTAMP '9999-12-31 23:59:59.999999'          | Timestamp     | 253402300799999999
                    TIME '00:00:01.000002'                          | Time          | 1000002
                    TIME '24:00:00'                                 | Time          | 86400000000
                    to_timestamp(1.5)                               | Text          | 1970-01-01T00:00:01.500000+00:00
                    INTERVAL '1 year 2 months -3 days'              | Text          | P1Y2M-3D
                    INTERVAL '90061.5' SECOND                        | Text          | PT25H1M1.5S
                    INTERVAL '-1 minutes'                           | Text          | PT-1M
                    INTERVAL '0 days'                               | Text          | PT0S
                    '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::UUID    | Uuid          | 6ba7b810-9dad-11d1-80b4-00c04fd430c8
                    row(1, 'a')                                     | Json          | [1,"a"]
                    TIMESTAMP '2026-01-01 01:00:00+01:00'           | Timestamp     | 1767225600000000
                    CAST('2026-01-01T00:00:00Z' AS DATETIME)        | Timestamp     | 1767225600000000
                    CAST(concat('2026-01-01T01:00', '+01') AS TIMESTAMP) | Timestamp     | 1767225600000000
                    '2026-01-01T01:00:00+01:00'                     | Text          | 2026-01-01T01:00:00+01:00
                    """)
    void givesTheJavaValueOfEachType(String expression, String dataType, @Nullable String text) {
        try (QueryResult result = fixture.open("SELECT (" + expression + ") AS x, NULL AS n")) {
            assertThat(result.columns().get(0).type().dataType()).isEqualTo(dataType);
            assertThat(result.next()).isTrue();
            Object value = result.value(0);
            assertThat(
                            value instanceof BigDecimal number
                                    ? number.toPlainString()
                                    : value == null ? null : value.toString())
                    .isEqualTo(text);
            assertThat(result.value(1)).isNull();
            assertThat(result.next()).isFalse();
        }
    }

    @Test
    void givesBytes() {
        assertThat((byte[]) fixture.value("SELECT x'00ff41'")).containsExactly(0, 0xff, 0x41);
        assertThat((byte[]) fixture.value("SELECT x''")).isEmpty();
    }

    @Test
    void readsListedValuesOfEveryType() {
        List<ResultColumn> columns = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            columns.add(new ResultColumn(
                    kind.name().toLowerCase(java.util.Locale.ROOT),
                    kind == Kind.DECIMAL ? ColumnType.decimal(10, 2) : ColumnType.of(kind)));
        }
        Object[] values = {
            true,
            -1,
            2,
            -3L,
            1.5,
            -2.25,
            new BigDecimal("1.50"),
            "text",
            new byte[] {0, 1},
            "{\"a\":1}",
            -5L,
            6L,
            -7,
            8L,
            UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
        };
        fixture.list("types", new Relation.ListedRows(columns, List.of(values, new @Nullable Object[values.length])));
        List<List<@Nullable Object>> rows = fixture.rows("SELECT * FROM system.types");
        assertThat(rows.get(0)).usingRecursiveComparison().isEqualTo(List.of(values));
        assertThat(rows.get(1)).containsOnlyNulls();
    }

    @Test
    void keepsColumnNames() {
        try (QueryResult result = fixture.open(
                "SELECT id, id, count(*), now(), current_timestamp, current_user, (SELECT 1 FROM people LIMIT 1), 'a' AS \"B c\" FROM messages GROUP BY id")) {
            assertThat(result.columns())
                    .extracting(ResultColumn::name, column -> column.type().dataType())
                    .startsWith(
                            tuple("id", "BigInt"),
                            tuple("id", "BigInt"),
                            tuple("count_star()", "BigInt"),
                            tuple("now()", "Timestamp"),
                            tuple("current_timestamp", "Timestamp"),
                            tuple("current_user", "Text"))
                    .endsWith(tuple("B c", "Text"));
            assertThat(result.columns().get(6).name()).doesNotContain("_0").contains("people");
        }
    }
}
