package dev.firn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlBodyTest {
    private static final UUID ID = UUID.randomUUID();

    @Test
    void readsSqlParametersAndNamespace() {
        SqlRequest request = read("""
                {"sql": "SELECT $1", "namespace_id": "chat",
                 "params": ["a", 1, 9223372036854775807, 9223372036854775808, 1.50, true, null]}""");

        assertThat(request.sql()).isEqualTo("SELECT $1");
        assertThat(request.namespace()).contains("chat");
        assertThat(request.queryId()).isEqualTo(ID);
        assertThat(request.params())
                .containsExactly(
                        "a",
                        1L,
                        Long.MAX_VALUE,
                        new BigDecimal("9223372036854775808"),
                        new BigDecimal("1.50"),
                        true,
                        null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"sql\":",
                "{\"sql\":1}",
                "{\"sql\":\"a\"",
                "{\"sql\":\"a\"} {}",
                "{\"sql\":\"a\",\"sql\":\"b\"}",
                "{\"sql\":\"a\",\"other\":1}",
                "{\"sql\":\"a\",\"params\":1}",
                "{\"sql\":\"a\",\"params\":[[1]]}",
                "{\"sql\":\"a\",\"params\":[{}]}",
                "{\"sql\":\"a\",\"namespace_id\":\"\"}",
                "{\"sql\":\"a\",\"params\":[NaN]}"
            })
    void refusesWhatIsNotTheContractsObject(String body) {
        assertThat(refusal(body).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @Test
    void saysWhereTheBodyIsBroken() {
        assertThat(refusal("{\"sql\":\n \"a\", \"x\": 1}").details())
                .containsEntry("line", 2)
                .containsEntry("column", 12);
        assertThat(refusal("{\"sql\": \"a\""))
                .hasMessage("Cannot read the body: Unexpected end-of-input: expected close marker for Object");
    }

    @Test
    void limitsBodySqlAndParameters() {
        String oneMebibyte = "x".repeat(1 << 20);
        assertThat(read("{\"sql\":\"" + oneMebibyte + "\"}").sql()).hasSize(1 << 20);
        assertThat(refusal("{\"sql\":\"" + oneMebibyte + "x\"}").code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(refusal("{\"sql\":\"" + "é".repeat(600_000) + "\"}").code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(refusal("{\"sql\":\"a\"" + " ".repeat(10 << 20) + "}").code())
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(refusal("{\"sql\":\"a\",\"params\":[\"" + "x".repeat((512 << 10) + 1) + "\"]}")
                        .code())
                .isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void refusesTooManyParametersAndEndlessNumbers() {
        String ones = IntStream.range(0, 51).mapToObj(i -> "1").collect(Collectors.joining(","));
        assertThat(refusal("{\"sql\":\"a\",\"params\":[" + ones + "]}").code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(refusal("{\"sql\":\"a\",\"params\":[1e100000000]}").code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
    }

    private static SqlRequest read(String body) {
        return SqlBody.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), ID);
    }

    private static EngineException refusal(String body) {
        EngineException refusal = catchThrowableOfType(EngineException.class, () -> read(body));
        assertThat(refusal).as(body.substring(0, Math.min(50, body.length()))).isNotNull();
        return refusal;
    }
}
