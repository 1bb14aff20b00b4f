package dev.firn.engine.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.table.ColumnType;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueJsonTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(ColumnType.BIGINT, null, "null"),
                Arguments.of(ColumnType.BOOLEAN, true, "true"),
                Arguments.of(ColumnType.of(ColumnType.Kind.SMALLINT), -32768, "-32768"),
                Arguments.of(ColumnType.INT, Integer.MIN_VALUE, "-2147483648"),
                Arguments.of(ColumnType.BIGINT, Long.MIN_VALUE, "\"-9223372036854775808\""),
                Arguments.of(ColumnType.decimal(38, 10), new BigDecimal("1E+3"), "\"1000\""),
                Arguments.of(ColumnType.decimal(38, 10), new BigDecimal("0.0000000001"), "\"0.0000000001\""),
                Arguments.of(ColumnType.of(ColumnType.Kind.FLOAT), (double) 0.1f, "0.1"),
                Arguments.of(ColumnType.DOUBLE, 0.1, "0.1"),
                Arguments.of(ColumnType.DOUBLE, -0.0, "-0.0"),
                Arguments.of(ColumnType.DOUBLE, Double.NaN, "\"NaN\""),
                Arguments.of(ColumnType.DOUBLE, Double.POSITIVE_INFINITY, "\"Infinity\""),
                Arguments.of(ColumnType.of(ColumnType.Kind.FLOAT), Double.NEGATIVE_INFINITY, "\"-Infinity\""),
                Arguments.of(ColumnType.TEXT, "a\"b\u0000😀", "\"a\\\"b\\u0000😀\""),
                Arguments.of(ColumnType.of(ColumnType.Kind.JSON), "{\"a\":1}", "\"{\\\"a\\\":1}\""),
                Arguments.of(ColumnType.of(ColumnType.Kind.BYTES), new byte[] {0, -1}, "\"AP8=\""),
                Arguments.of(ColumnType.TIMESTAMP, 1_761_069_600_000_000L, "\"2025-10-21T18:00:00.000000\""),
                Arguments.of(ColumnType.TIMESTAMP, -1L, "\"1969-12-31T23:59:59.999999\""),
                Arguments.of(ColumnType.of(ColumnType.Kind.DATE), -1, "\"1969-12-31\""),
                Arguments.of(ColumnType.of(ColumnType.Kind.TIME), 64_800_000_001L, "\"18:00:00.000001\""),
                Arguments.of(
                        ColumnType.of(ColumnType.Kind.UUID),
                        UUID.fromString("00000000-0000-0000-0000-00000000000a"),
                        "\"00000000-0000-0000-0000-00000000000a\""));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesEachTypeAsTheContractSays(ColumnType type, @Nullable Object value, String expected) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            ValueJson.write(json, type, value);
        }

        assertThat(text).hasToString(expected);
    }

    @ParameterizedTest
    @MethodSource("values")
    void theTextOfAValueIsWhatItsJsonShows(ColumnType type, @Nullable Object value, String json) throws IOException {
        if (value != null) {
            String shown = new ObjectMapper().readTree(json).asText();

            assertThat(ValueText.of(type, value)).isEqualTo(shown);
        }
    }
}
