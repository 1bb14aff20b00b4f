package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnTypesTest {
    private static final String COLUMNS = """
            (id BIGINT PRIMARY KEY, flag BOOLEAN, small SMALLINT, tokens INT, weight FLOAT, cost DOUBLE,
             price DECIMAL(10,2), wide DECIMAL(38,18), name TEXT, body BYTES, doc JSON, sent TIMESTAMP, made DATETIME,
             day DATE, clock TIME, ref UUID)
            """;

    @TempDir
    Path directory;

    private TestingEngine engine;

    @BeforeEach
    void open() {
        engine = new TestingEngine(directory);
        engine.run(ADMIN, "CREATE NAMESPACE t; CREATE SHARED TABLE t.a " + COLUMNS);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aRowOfEveryTypeIsTheSameHotColdAndUpdated() {
        engine.run(ADMIN, """
                INSERT INTO t.a VALUES
                (1, true, -32768, -2147483648, 0.1, 4.9e-324, 12.5, -99999999999999999999.999999999999999999, 'é😀', 'AP8=',
                 '{"a": [1,  2]}', '2025-10-21T18:00+02:00', '1969-12-31 23:59:59.999999', '0001-01-01', '18:00:00.123456',
                 '123E4567-E89B-12D3-A456-426614174000'),
                (2, false, 32767, 2147483647, 'NaN', '-Infinity', '-0.01', 0, '', X'', JSON '"x"', DATE '2025-10-21',
                 TIMESTAMP '9999-12-31 23:59:59.999999', DATE '9999-12-31', TIME '23:59:59.999999', UUID 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
                (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
                """);
        List<List<@Nullable Object>> expected = List.of(
                Arrays.asList(
                        1L,
                        true,
                        -32768,
                        Integer.MIN_VALUE,
                        (double) 0.1f,
                        Double.MIN_VALUE,
                        new BigDecimal("12.50"),
                        new BigDecimal("-99999999999999999999.999999999999999999"),
                        "é😀",
                        "00ff",
                        "{\"a\": [1,  2]}",
                        1_761_062_400_000_000L,
                        -1L,
                        -719_162,
                        64_800_123_456L,
                        UUID.fromString("123e4567-e89b-12d3-a456-426614174000")),
                Arrays.asList(
                        2L,
                        false,
                        32767,
                        Integer.MAX_VALUE,
                        Double.NaN,
                        Double.NEGATIVE_INFINITY,
                        new BigDecimal("-0.01"),
                        BigDecimal.ZERO.setScale(18),
                        "",
                        "",
                        "\"x\"",
                        1_761_004_800_000_000L,
                        253_402_300_799_999_999L,
                        2_932_896,
                        86_399_999_999L,
                        new UUID(-1, -1)),
                Arrays.asList(
                        3L, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null));

        expectRows(expected);
        engine.flush("t.a");
        expectRows(expected);
        engine.run(ADMIN, "UPDATE t.a SET id = id");
        expectRows(expected);
        engine.reopen().flush("t.a");
        expectRows(expected);
    }

    private void expectRows(List<List<@Nullable Object>> expected) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : engine.rows(ADMIN, "SELECT * FROM t.a ORDER BY id")) {
            rows.add(row.stream()
                    .map(value -> value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                    .toList());
        }
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void aColumnKeepsItsDeclaredTypeInAnswers() {
        List<String> declared = List.of(
                "BigInt",
                "Boolean",
                "SmallInt",
                "Int",
                "Float",
                "Double",
                "Decimal(10,2)",
                "Decimal(38,18)",
                "Text",
                "Bytes",
                "Json",
                "Timestamp",
                "DateTime",
                "Date",
                "Time",
                "Uuid");
        assertThat(engine.types(ADMIN, "SELECT * FROM t.a")).isEqualTo(declared);

        engine.run(ADMIN, "INSERT INTO t.a (id, doc) VALUES (1, '{}')");
        assertThat(engine.types(ADMIN, "SELECT * FROM t.a")).isEqualTo(declared);
        assertThat(engine.types(ADMIN, "SELECT * FROM t.a WHERE doc <> 'no json' AND made > $1", "2025-01-01"))
                .isEqualTo(declared);
        assertThat(engine.types(
                        ADMIN,
                        "WITH x AS (SELECT doc, made AS b FROM t.a) SELECT b, max(doc), count(*) FROM x GROUP BY b"))
                .containsExactly("DateTime", "Json", "BigInt");
        assertThat(engine.types(ADMIN, "SELECT doc, $1, made FROM t.a", "a"))
                .containsExactly("Json", "Text", "DateTime");
        assertThat(engine.types(
                        ADMIN, "SELECT doc || 'x', made + INTERVAL 1 DAY, coalesce(made, sent), upper(doc) FROM t.a"))
                .containsExactly("Text", "Timestamp", "Timestamp", "Text");
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsColumn() {
        String refused = """
                small | 32768
                small | 30000 + 30000
                weight | 1e39
                weight | CAST(1e39 AS DOUBLE)
                price | 0.001
                price | 1.0 / 3
                price | 100000000
                price | 'NaN'
                body | 'no base64'
                body | 5
                doc | '{'
                doc | 5
                made | 'yesterday'
                day | '2025-02-29'
                day | now() + INTERVAL 1 MICROSECOND
                clock | '24:00'
                clock | TIME '18:00:00.1234567'
                ref | 'x'
                name | DATE '2025-10-21'
                name | 5 + 5
                """;
        for (String line : refused.lines().toList()) {
            String[] assignment = line.split(" \\| ");
            EngineException refusal = catchThrowableOfType(
                    EngineException.class,
                    () -> engine.run(
                            ADMIN, "INSERT INTO t.a (id, " + assignment[0] + ") VALUES (1, " + assignment[1] + ")"));
            assertThat(refusal).as(line).hasMessageContaining("column " + assignment[0] + " of type");
            assertThat(refusal.code()).as(line).isEqualTo(ErrorCode.TYPE_MISMATCH);
        }
        assertThat(engine.value(ADMIN, "SELECT count(*) FROM t.a")).isEqualTo(0L);
    }
}
