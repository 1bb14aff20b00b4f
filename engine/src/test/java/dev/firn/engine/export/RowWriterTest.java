package dev.firn.engine.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.query.ListedResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowWriterTest {
    private static final List<ResultColumn> COLUMNS =
            List.of(new ResultColumn("id", ColumnType.BIGINT), new ResultColumn("text", ColumnType.TEXT));

    @TempDir
    private Path directory;

    private interface Opening {
        RowWriter open(List<ResultColumn> columns, OutputStream out) throws IOException;
    }

    private static byte[] written(Opening opening, List<ResultColumn> columns, List<@Nullable Object[]> rows)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RowWriter writer = opening.open(columns, out);
        ListedResult result = new ListedResult(columns, rows);
        while (result.next()) {
            writer.write(result);
        }
        writer.end();
        return out.toByteArray();
    }

    private static String text(Opening opening, List<ResultColumn> columns, List<@Nullable Object[]> rows)
            throws IOException {
        return new String(written(opening, columns, rows), StandardCharsets.UTF_8);
    }

    private static List<@Nullable Object[]> rows(@Nullable Object[]... rows) {
        return List.of(rows);
    }

    @Test
    void ndjsonIsOneObjectALine() throws IOException {
        String lines = text(
                RowWriter::ndjson,
                COLUMNS,
                rows(new Object[] {1L, "a\nb 😀"}, new Object[] {Long.MIN_VALUE, null}, new Object[] {2L, ""}));

        assertThat(lines).isEqualTo("""
                        {"id":"1","text":"a\\nb 😀"}
                        {"id":"-9223372036854775808","text":null}
                        {"id":"2","text":""}
                        """);
    }

    @Test
    void csvQuotesWhatItMustAndTellsNullFromEmptyText() throws IOException {
        List<ResultColumn> columns =
                List.of(new ResultColumn("count(*), \"all\"", ColumnType.INT), new ResultColumn("t", ColumnType.TEXT));

        String csv = text(
                RowWriter::csv,
                columns,
                rows(
                        new Object[] {1, "a,b"},
                        new Object[] {2, "say \"hi\""},
                        new Object[] {3, "two\r\nlines"},
                        new Object[] {null, null},
                        new Object[] {4, ""},
                        new Object[] {5, " plain; =1+1 "},
                        new Object[] {6, "\uFEFFmark"}));

        assertThat(csv)
                .isEqualTo(
                        "\"count(*), \"\"all\"\"\",t\r\n1,\"a,b\"\r\n2,\"say \"\"hi\"\"\"\r\n3,\"two\r\nlines\"\r\n,\r\n"
                                + "4,\"\"\r\n5, plain; =1+1 \r\n6,\"\uFEFFmark\"\r\n");
    }

    @Test
    void aResultWithoutRowsIsAHeaderOrAnEmptyFile() throws IOException, SQLException {
        assertThat(text(RowWriter::csv, COLUMNS, rows())).isEqualTo("id,text\r\n");
        assertThat(text(RowWriter::ndjson, COLUMNS, rows())).isEmpty();
        assertThat(readBack(written(RowWriter::parquet, COLUMNS, rows()), "SELECT * FROM %s"))
                .isEmpty();
    }

    @Test
    void csvMayRepeatNames() throws IOException {
        List<ResultColumn> columns =
                List.of(new ResultColumn("id", ColumnType.INT), new ResultColumn("id", ColumnType.INT));

        assertThat(text(RowWriter::csv, columns, rows(new Object[][] {{1, 2}}))).isEqualTo("id,id\r\n1,2\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "ID"})
    void formsThatNameTheirValuesRefuseANameGivenTwice(String second) {
        List<ResultColumn> columns = List.of(COLUMNS.get(0), COLUMNS.get(1), new ResultColumn(second, ColumnType.INT));

        for (Opening opening : List.<Opening>of(RowWriter::ndjson, RowWriter::parquet)) {
            EngineException refused =
                    catchThrowableOfType(EngineException.class, () -> written(opening, columns, rows()));
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SQL);
            assertThat(refused).hasMessageContaining("columns 1 and 3").hasMessageContaining("AS");
        }
    }

    @Test
    void parquetHoldsValuesUnderTheirNamesAndTypes() throws IOException, SQLException {
        List<ResultColumn> columns = List.of(
                new ResultColumn("flag", ColumnType.BOOLEAN),
                new ResultColumn("small", ColumnType.INT),
                new ResultColumn("count(*)", ColumnType.BIGINT),
                new ResultColumn("double", ColumnType.DOUBLE),
                new ResultColumn("text", ColumnType.TEXT),
                new ResultColumn("at", ColumnType.TIMESTAMP));
        byte[] file = written(
                RowWriter::parquet,
                columns,
                rows(
                        new Object[] {true, -1, Long.MAX_VALUE, 0.5, "ä", 1_761_069_600_000_001L},
                        new Object[] {null, null, null, null, null, null}));

        assertThat(readBack(file, "SELECT * FROM %s"))
                .containsExactly(
                        "true|-1|9223372036854775807|0.5|ä|2025-10-21 18:00:00.000001",
                        "null|null|null|null|null|null");
        assertThat(readBack(file, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM %s)"))
                .containsExactly(
                        "flag|BOOLEAN",
                        "small|INTEGER",
                        "count(*)|BIGINT",
                        "double|DOUBLE",
                        "text|VARCHAR",
                        "at|TIMESTAMP");
    }

    @Test
    void parquetHoldsRowGroupsOfBoundedSizeWhateverTheRows() throws IOException, SQLException {
        // Pages are held compressed: text that does not shrink shows the bound.
        Random random = new Random(7);
        byte[] noise = new byte[37_500];
        List<@Nullable Object[]> rows = new ArrayList<>();
        IntStream.range(0, 5_000).forEach(i -> rows.add(new Object[] {(long) i, "small"}));
        IntStream.range(5_000, 6_000).forEach(i -> {
            random.nextBytes(noise);
            rows.add(new Object[] {(long) i, Base64.getEncoder().encodeToString(noise)});
        });
        byte[] file = written(RowWriter::parquet, COLUMNS, rows);

        assertThat(readBack(file, "SELECT count(*), sum(id), sum(length(text)) FROM %s"))
                .containsExactly("6000|17997000|50025000");
        long largest = Long.parseLong(readBack(
                        file,
                        "SELECT CAST(max(size) AS BIGINT) FROM (SELECT sum(total_compressed_size) AS size"
                                + " FROM parquet_metadata(%s) GROUP BY row_group_id)")
                .get(0));
        assertThat(largest).isBetween(4L << 20, 10L << 20);
    }

    private List<String> readBack(byte[] file, String sql) throws IOException, SQLException {
        Path path = Files.write(directory.resolve("rows.parquet"), file);
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql.replace("%s", "'" + path + "'"))) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }
}
