package dev.firn.engine.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvRowsTest {
    private static final Table TABLE = new Table(
            7,
            new TableName("chat", "messages"),
            TableKind.USER,
            AccessLevel.PUBLIC,
            "root",
            FlushPolicy.parse("rows:100"),
            List.of(new Schema(
                    1,
                    List.of(
                            new Column(1, "id", ColumnType.BIGINT, true),
                            new Column(2, "Text", ColumnType.TEXT, false),
                            new Column(3, "cost", ColumnType.DOUBLE, false),
                            new Column(4, "flag", ColumnType.BOOLEAN, false),
                            new Column(5, "at", ColumnType.TIMESTAMP, false)),
                    1)),
            0);

    private static CsvRows open(byte[] input, Optional<String> owner) {
        return new CsvRows(TABLE, new ImportFields(TABLE, owner), new ByteArrayInputStream(input));
    }

    private static CsvRows open(String input) {
        return open(input.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    private static List<List<@Nullable Object>> read(CsvRows rows) {
        List<List<@Nullable Object>> read = new ArrayList<>();
        while (rows.advance()) {
            read.add(Arrays.asList(rows.values()));
        }
        return read;
    }

    private static void assertRefused(CsvRows rows, ErrorCode code, long line, String message) {
        EngineException refusal = catchThrowableOfType(EngineException.class, () -> read(rows));
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal).hasMessageContaining(message);
        assertThat(rows.place()).isEqualTo(line);
    }

    @Test
    void cellsGoToTheColumnsThatTheHeaderNames() {
        CsvRows rows = open("\uFEFFFLAG,id,\"text\",at,cost\r\n"
                + "TRUE,9007199254740993,plain,2019-07-01T10:00:00+02:00,1e3\r\n"
                + "false,\"-1\",\"say \"\"hi\"\",\r\nthere\",2019-07-01,NaN\r\n");

        assertThat(read(rows))
                .containsExactly(
                        List.of(9007199254740993L, "plain", 1000.0, true, 1_561_968_000_000_000L),
                        List.of(-1L, "say \"hi\",\r\nthere", Double.NaN, false, 1_561_939_200_000_000L));
    }

    @Test
    void anUnquotedEmptyCellIsNullAndAQuotedOneIsEmptyText() {
        assertThat(read(open("id,Text\n1,\n2,\"\"\n,x")))
                .containsExactly(
                        Arrays.asList(1L, null, null, null, null),
                        Arrays.asList(2L, "", null, null, null),
                        Arrays.asList(null, "x", null, null, null));
    }

    @Test
    void aColumnThatTheHeaderLeavesOutIsNotNamed() {
        CsvRows rows = open("id\n1\n");

        assertThat(rows.advance()).isTrue();
        assertThat(rows.names(0)).isTrue();
        assertThat(rows.names(1)).isFalse();
    }

    @Test
    void anEmptyLineIsLeftOutUnlessThereIsOneColumn() {
        assertThat(read(open("id,Text\n\n1,a\r\n\r\n2,b\n\n"))).hasSize(2);
        assertThat(read(open("Text\n\na\n\"\"\n")))
                .extracting(row -> row.get(1))
                .containsExactly(null, "a", "");
    }

    @Test
    void theOwnerMayBeAFieldOfItsOwn() {
        CsvRows rows = open("id,who\n1,alice\n2,\n".getBytes(StandardCharsets.UTF_8), Optional.of("WHO"));

        assertThat(rows.advance()).isTrue();
        assertThat(rows.owner()).contains("alice");
        assertThat(rows.advance()).isTrue();
        assertThat(rows.owner()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'' | INVALID_INPUT | 1 | header is missing",
                "'\nid\n1' | INVALID_INPUT | 1 | header is missing",
                "'id,\n1,' | INVALID_INPUT | 1 | no name",
                "'id,ID\n1,1' | INVALID_INPUT | 1 | given twice",
                "'id,colour\n1,red' | COLUMN_NOT_FOUND | 1 | colour",
                "'id,Text\n1,a\n2' | INVALID_INPUT | 3 | it has 1 cells, the header has 2",
                "'id,Text\n1,a\n2,b,c' | INVALID_INPUT | 3 | it has 3 cells",
                "'id,Text\n1,\"a\nb\"\n2,\"never' | INVALID_INPUT | 4 | not CSV",
                "'id,Text\n1,\"a\"b\n' | INVALID_INPUT | 2 | not CSV",
                "'id,Text\n1,a\nx,b' | TYPE_MISMATCH | 3 | id",
                "'id,Text\n1,\"a\n\nb\"\n1.5,b' | TYPE_MISMATCH | 5 | fraction",
                "'id\n\"\"' | TYPE_MISMATCH | 2 | id",
                "'flag\nyes' | TYPE_MISMATCH | 2 | neither true nor false",
                "'cost\n1,5' | INVALID_INPUT | 2 | 2 cells",
                "'cost\n1e999' | TYPE_MISMATCH | 2 | range"
            })
    void whatIsBrokenIsRefusedWithItsLine(String input, ErrorCode code, long line, String message) {
        assertRefused(open(input), code, line, message);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] input = "id,Text\n1,ab\n".getBytes(StandardCharsets.UTF_8);
        input[11] = (byte) 0xE4;

        EngineException refusal =
                catchThrowableOfType(EngineException.class, () -> read(open(input, Optional.empty())));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
        assertThat(refusal).hasMessageContaining("UTF-8");
    }

    @Test
    void aRecordIsAtMostOneMebibyteLong() {
        String most = "x".repeat((1 << 20) - 4);
        String quotes = "\"\"".repeat(1 << 19);

        assertThat(read(open("id,Text\n1," + most + "\n2,\"" + quotes + "\"\n")))
                .hasSize(2);
        assertRefused(open("id,Text\n1,a\n2," + most + "xxx"), ErrorCode.INVALID_INPUT, 3, "longer than 1 MiB");
        assertRefused(open("id,Text\n1,\"" + most.repeat(6)), ErrorCode.INVALID_INPUT, 2, "longer than 1 MiB");
        assertRefused(open("id,Text\n1," + "ä".repeat((1 << 19) + 1)), ErrorCode.INVALID_INPUT, 2, "longer than 1 MiB");
    }

    @Test
    void unknownFieldIsShownWithoutHalfACharacter() {
        String name = "a".repeat(63) + "\uD83D\uDE00";

        assertThatThrownBy(() -> read(open(name + "\r\n1\r\n")))
                .message()
                .satisfies(message -> assertThat(
                                StandardCharsets.UTF_8.newEncoder().canEncode(message))
                        .isTrue());
    }
}
