package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRowReaderTest {
    private static final Table MESSAGES = new Table(
            7,
            new TableName("chat", "messages"),
            TableKind.USER,
            AccessLevel.PUBLIC,
            "root",
            FlushPolicy.parse("rows:100"),
            List.of(new Schema(
                    1,
                    List.of(
                            new Column(1, "message_id", ColumnType.BIGINT, true),
                            new Column(2, "sender_id", ColumnType.TEXT, false),
                            new Column(3, "tokens", ColumnType.INT, false),
                            new Column(4, "cost", ColumnType.DOUBLE, false),
                            new Column(5, "created_at", ColumnType.TIMESTAMP, false),
                            new Column(6, "is_ai", ColumnType.BOOLEAN, false)),
                    1)),
            0);

    private final JsonRowReader rows = new JsonRowReader(MESSAGES, Optional.empty());

    @Test
    void readsTheFieldsInAnyOrderIntoTheColumns() {
        Object[] values = read("""
                {"is_ai":true,"created_at":"2019-07-01T10:00:00.000001+02:00","tokens":-12,"cost":0.25,\
                "sender_id":"Zoë \\ud83d\\ude00\\n","message_id":9007199254740993}""");

        assertThat(values)
                .containsExactly(
                        9007199254740993L,
                        "Zoë 😀\n",
                        -12,
                        0.25,
                        Instant.parse("2019-07-01T08:00:00Z").getEpochSecond() * 1_000_000 + 1,
                        true);
    }

    @Test
    void takesABigintAsNumberOrText() {
        assertThat(read("{\"message_id\":-9223372036854775808}")[0]).isEqualTo(Long.MIN_VALUE);
        assertThat(read("{\"message_id\":\"9223372036854775807\"}")[0]).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void leavesMissingAndNullFieldsNull() {
        assertThat(read("{}")).containsOnlyNulls().hasSize(6);
        assertThat(read("{\"message_id\":null}")).containsOnlyNulls();
    }

    @Test
    void matchesFieldsIgnoringCase() {
        assertThat(read("{\"Message_ID\":1}")[0]).isEqualTo(1L);
    }

    @Test
    void startsAfreshWithEachRow() {
        read("{\"message_id\":1,\"tokens\":2}");

        assertThat(read("{\"message_id\":3}")).containsExactly(3L, null, null, null, null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INVALID_INPUT    | it is not a JSON object          | [1]",
                "INVALID_INPUT    | it is not a JSON object          | 1",
                "INVALID_INPUT    | it is not a JSON object          | null",
                "INVALID_INPUT    | it is not a JSON object          | {",
                "INVALID_INPUT    | it is not a JSON object          | {\"message_id\":1",
                "INVALID_INPUT    | it is not a JSON object          | {\"message_id\":1,}",
                "INVALID_INPUT    | it is not a JSON object          | {message_id:1}",
                "INVALID_INPUT    | it is not a JSON object          | {\"message_id\":01}",
                "INVALID_INPUT    | it is not a JSON object          | {\"cost\":NaN}",
                "INVALID_INPUT    | it is not a JSON object          | {\"sender_id\":\"a\tb\"}",
                "INVALID_INPUT    | something follows                | {\"message_id\":1}{\"message_id\":2}",
                "INVALID_INPUT    | it is not a JSON object          | {\"message_id\":1} x",
                "INVALID_INPUT    | 'MESSAGE_ID' is given twice      | {\"message_id\":1,\"MESSAGE_ID\":1}",
                "INVALID_INPUT    | 'tokens' is given twice          | {\"tokens\":null,\"tokens\":1}",
                "COLUMN_NOT_FOUND | 'foo' is not a column of table chat.messages | {\"foo\":1}",
                "COLUMN_NOT_FOUND | '_seq' is not a column           | {\"_seq\":1}",
                "TYPE_MISMATCH    | column tokens                    | {\"tokens\":\"12\"}",
                "TYPE_MISMATCH    | column tokens                    | {\"tokens\":2147483648}",
                "TYPE_MISMATCH    | column tokens                    | {\"tokens\":1.5}",
                "TYPE_MISMATCH    | column message_id                | {\"message_id\":9223372036854775808}",
                "TYPE_MISMATCH    | column message_id                | {\"message_id\":\"x\"}",
                "TYPE_MISMATCH    | column cost                      | {\"cost\":1e999}",
                "TYPE_MISMATCH    | column is_ai                     | {\"is_ai\":1}",
                "TYPE_MISMATCH    | column sender_id                 | {\"sender_id\":1}",
                "TYPE_MISMATCH    | column sender_id                 | {\"sender_id\":\"\\ud800\"}",
                "TYPE_MISMATCH    | column sender_id                 | {\"sender_id\":{\"a\":1}}",
                "TYPE_MISMATCH    | column sender_id                 | {\"sender_id\":[]}",
                "TYPE_MISMATCH    | column created_at                | {\"created_at\":\"yesterday\"}",
                "TYPE_MISMATCH    | column created_at                | {\"created_at\":1561968000}"
            })
    void refusesWhatDoesNotFit(ErrorCode code, String reason, String line) {
        EngineException refusal = refusal(rows, line);

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal).hasMessageContaining(reason);
    }

    @Test
    void refusesDeepNestingAtItsFirstLevel() {
        assertThat(refusal(rows, "{\"sender_id\":" + "[".repeat(500_000)).code())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
    }

    @Test
    void refusesANumberOfManyDigits() {
        EngineException refusal = refusal(rows, "{\"message_id\":" + "9".repeat(500_000) + "}");

        assertThat(refusal.code()).isIn(ErrorCode.INVALID_INPUT, ErrorCode.TYPE_MISMATCH);
        assertThat(refusal.getMessage()).hasSizeLessThan(500);
    }

    @Test
    void saysOfBrokenJsonOnlyWhatIsWrong() {
        assertThat(refusal(rows, "{\"message_id\":1"))
                .hasMessageEndingWith("Unexpected end-of-input: expected close marker for Object");
        assertThat(refusal(rows, "{\"message_id\":1]"))
                .hasMessageEndingWith("Unexpected close marker ']': expected '}'");
    }

    @Test
    void refusesAnotherEncoding() {
        String utf16 = new String("{\"tokens\":1}".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);

        assertThat(refusal(rows, utf16)).hasMessageContaining("zero byte");
    }

    @Test
    void takesTheOwnerFromAColumnOrFromAFieldOfItsOwn() {
        JsonRowReader bySender = new JsonRowReader(MESSAGES, Optional.of("Sender_Id"));
        assertThat(bySender.read(line("{\"message_id\":1,\"sender_id\":\"alice\"}"))[1])
                .isEqualTo("alice");
        assertThat(bySender.owner()).contains("alice");

        JsonRowReader byOwner = new JsonRowReader(MESSAGES, Optional.of("owner"));
        assertThat(byOwner.read(line("{\"message_id\":1,\"owner\":\"bob\"}"))[1])
                .isNull();
        assertThat(byOwner.owner()).contains("bob");
        byOwner.read(line("{\"message_id\":2}"));
        assertThat(byOwner.owner()).isEmpty();

        assertThat(refusal(byOwner, "{\"owner\":\"bob\",\"owner\":\"bob\"}").code())
                .isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal(byOwner, "{\"owner\":5}").code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
    }

    private static final JsonRowReader DOCUMENTS = new JsonRowReader(
            new Table(
                    8,
                    new TableName("chat", "documents"),
                    TableKind.USER,
                    AccessLevel.PUBLIC,
                    "root",
                    FlushPolicy.parse("rows:100"),
                    List.of(new Schema(
                            1,
                            List.of(
                                    new Column(1, "a", ColumnType.of(ColumnType.Kind.JSON), false),
                                    new Column(2, "b", ColumnType.of(ColumnType.Kind.JSON), false),
                                    new Column(3, "d", ColumnType.decimal(38, 18), false)),
                            0)),
                    0),
            Optional.empty());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{ \"x\" : [1, 2.50,\t{\"y\":null}] }",
                "[[[]],\"]\",\"\\\"\"]",
                "\"abc\"",
                "\"\"",
                "\"\\u0041\\ud83d\\ude00 😀 \\\"\"",
                "0",
                "-0.0",
                "1.50e+400",
                "123456789012345678901234567890",
                "true",
                "false"
            })
    void takesAnyJsonValueAsItIsSpelled(String json) {
        LineReader lines = new LineReader(new ByteArrayInputStream(
                ("{\"d\":1}\n{\"a\": " + json + " ,\"b\":" + json + "}\n").getBytes(StandardCharsets.UTF_8)));
        lines.advance();
        DOCUMENTS.read(lines);
        lines.advance();

        assertThat(DOCUMENTS.read(lines)).containsExactly(json, json, null);
    }

    @Test
    void takesJsonNullAsNull() {
        assertThat(DOCUMENTS.read(line("{\"a\":null,\"b\":\"null\"}"))).containsExactly(null, "\"null\"", null);
    }

    @Test
    void takesADecimalAsNumberOrText() {
        BigDecimal most = new BigDecimal("99999999999999999999.999999999999999999");
        assertThat(DOCUMENTS.read(line("{\"d\":" + most + "}"))[2]).isEqualTo(most);
        assertThat(DOCUMENTS.read(line("{\"d\":\"-" + most + "\"}"))[2]).isEqualTo(most.negate());
        assertThat(refusal(DOCUMENTS, "{\"d\":1e-19}")).hasMessageContainingAll("column d", "1E-19", "18 digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,]}",
                "{\"a\":[1}",
                "{\"a\":\"\\x\"}",
                "{\"a\":[\"\\x\"]}",
                "{\"a\":01}",
                "{\"a\":{x:1}}"
            })
    void refusesWhatIsNoJson(String line) {
        assertThat(refusal(DOCUMENTS, line).code()).isEqualTo(ErrorCode.INVALID_INPUT);
    }

    @Test
    void refusesJsonThatEscapesHalfASurrogatePair() {
        assertThat(refusal(DOCUMENTS, "{\"a\":{\"x\":[\"\\ud800\"]}}").code()).isEqualTo(ErrorCode.TYPE_MISMATCH);
    }

    @Test
    void refusesJsonThatIsNestedTooDeep() {
        assertThat(refusal(DOCUMENTS, "{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}")
                        .code())
                .isEqualTo(ErrorCode.INVALID_INPUT);
    }

    private Object[] read(String text) {
        return rows.read(line(text));
    }

    private static EngineException refusal(JsonRowReader reader, String text) {
        return catchThrowableOfType(EngineException.class, () -> reader.read(line(text)));
    }

    private static LineReader line(String text) {
        LineReader lines = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        lines.advance();
        return lines;
    }
}
