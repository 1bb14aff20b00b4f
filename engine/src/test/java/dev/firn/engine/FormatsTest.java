package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.export.RowWriter;
import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.ingest.ImportRequest;
import dev.firn.engine.ingest.RowImport;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows out of a store as NDJSON, CSV and Parquet, and in again. */
class FormatsTest {
    private static final Caller LOADER = ADMIN;

    @TempDir
    private Path directory;

    private TestingEngine engine;

    @BeforeEach
    void openEngine() {
        engine = new TestingEngine(directory, StepListener.NONE, "firn.import.spool-mib", "1");
        engine.run(ADMIN, "CREATE NAMESPACE f");
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    private static RowWriter writer(ImportFormat format, List<ResultColumn> columns, OutputStream out)
            throws IOException {
        return switch (format) {
            case NDJSON -> RowWriter.ndjson(columns, out);
            case CSV -> RowWriter.csv(columns, out);
            case PARQUET -> RowWriter.parquet(columns, out);
        };
    }

    private byte[] export(ImportFormat format, String select) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SqlRequest request = new SqlRequest(select, List.of(), Optional.empty(), UUID.randomUUID());
        try (SqlRun run = engine.engine().statements().start(LOADER, request);
                QueryResult rows = ((StatementResult.Rows) run.next()).rows()) {
            RowWriter writer = writer(format, rows.columns(), out);
            while (rows.next()) {
                writer.write(rows);
            }
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private long load(ImportFormat format, String table, Optional<String> owner, byte[] body) {
        ImportRequest request = new ImportRequest(new TableName("f", table), owner, 2);
        try (RowImport rows = engine.engine().imports().open(LOADER, request, format, new ByteArrayInputStream(body))) {
            while (rows.readBatch()) {
                rows.storeBatch();
            }
            return rows.rowsStored();
        }
    }

    private EngineException refused(ImportFormat format, String table, byte[] body) {
        EngineException refusal =
                catchThrowableOfType(EngineException.class, () -> load(format, table, Optional.empty(), body));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    /** The rows of a table as CSV, which spells every value. */
    private String shown(String table) {
        return new String(export(ImportFormat.CSV, "SELECT * FROM " + table + " ORDER BY id"), StandardCharsets.UTF_8);
    }

    private List<String> spooled() {
        try (Stream<Path> files = Files.list(directory.resolve("state/spool"))) {
            return files.map(Path::toString).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that DuckDB, not Firn, has written. */
    private byte[] parquet(String select) {
        Path file = directory.resolve("foreign.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
            return Files.readAllBytes(file);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReadOutIsTheSameWhenItIsReadInAgain(ImportFormat format) {
        String columns = """
                (id BIGINT PRIMARY KEY, flag BOOLEAN, small SMALLINT, tokens INT, weight FLOAT, cost DOUBLE,
                 price DECIMAL(10,2), wide DECIMAL(38,18), name TEXT, body BYTES, doc JSON, sent TIMESTAMP, made DATETIME,
                 day DATE, clock TIME, ref UUID)
                """;
        engine.run(ADMIN, "CREATE SHARED TABLE f.a " + columns + "; CREATE SHARED TABLE f.b " + columns);
        engine.run(ADMIN, """
                INSERT INTO f.a VALUES
                (1, true, -32768, -2147483648, 0.1, 4.9e-324, 12.5, -99999999999999999999.999999999999999999, 'a "q", b',
                 'AP8=', '{"a": [1,  2.00, "x,y"]}', '0001-01-01', '9999-12-31 23:59:59.999999', '0001-01-01',
                 '18:00:00.123456', '123E4567-E89B-12D3-A456-426614174000'),
                (9223372036854775807, false, 32767, 2147483647, 'NaN', '-Infinity', '-0.01', 0, '', X'', JSON '"x"',
                 '1969-12-31 23:59:59.999999', '2025-10-21 18:00:00.000001', DATE '9999-12-31', TIME '23:59:59.999999',
                 UUID 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
                (-9223372036854775808, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (3, true, 0, 0, '-Infinity', 'NaN', 0, 0, 'two\nlines 😀', X'00', JSON '[]', NULL, NULL, NULL,
                 '00:00:00', NULL),
                (4, true, 0, 0, 1e38, -1e300, 0, 0, ' NULL ', X'22', JSON '1e2', NULL, NULL, NULL, NULL, NULL),
                (5, true, 0, 0, 0, -0.0, 0, 0, 'x', NULL, JSON '"null"', NULL, NULL, NULL, NULL, NULL)""");
        engine.flush("f.a");
        engine.run(ADMIN, "UPDATE f.a SET name = 'hot' WHERE id = 5");

        byte[] body = export(format, "SELECT * FROM f.a ORDER BY id");

        assertThat(load(format, "b", Optional.empty(), body)).isEqualTo(6);
        assertThat(shown("f.b")).isEqualTo(shown("f.a"));
        assertThat(spooled()).isEmpty();
    }

    @Test
    void aForeignParquetFileIsReadByNameWithItsTypesConverted() {
        engine.run(
                ADMIN,
                "CREATE SHARED TABLE f.t (id BIGINT PRIMARY KEY, i INT, d DOUBLE, s VARCHAR, made TIMESTAMP, missing INT DEFAULT 7)");
        byte[] body =
                parquet("SELECT CAST(n AS UBIGINT) AS ID, CAST(n AS TINYINT) AS i, CAST(n AS DECIMAL(9,2)) / 2 AS d,"
                        + " [n, n + 1] AS s, TIMESTAMPTZ '2025-01-01 00:00:00+02' AS made FROM range(5) r(n)");

        assertThat(load(ImportFormat.PARQUET, "t", Optional.empty(), body)).isEqualTo(5);
        assertThat(engine.rows(ADMIN, "SELECT id, i, d, s, CAST(made AS VARCHAR), missing FROM f.t WHERE id = 3"))
                .containsExactly(List.of(3L, 3, 1.5, "[3,4]", "2024-12-31 22:00:00", 7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CASE WHEN n = 3 THEN 3000000000 ELSE n END AS i | TYPE_MISMATCH | 4",
                "CASE WHEN n = 3 THEN 0.5 ELSE n END AS i | TYPE_MISMATCH | 4",
                "CAST(n AS VARCHAR) AS i | TYPE_MISMATCH | 1",
                "CASE WHEN n = 4 THEN make_timestamp_ns(1) ELSE make_timestamp_ns(n * 1000) END AS made | TYPE_MISMATCH | 5",
                "CASE WHEN n = 2 THEN NULL ELSE n END AS id2 | COLUMN_NOT_FOUND | 1",
                "n AS I, n AS i | INVALID_INPUT | 1"
            })
    void aValueThatDoesNotFitIsRefusedWithItsRow(String columns, ErrorCode code, long row) {
        engine.run(ADMIN, "CREATE SHARED TABLE f.t (id BIGINT PRIMARY KEY, i INT, made TIMESTAMP)");
        String select = columns.contains("n AS I")
                ? "SELECT n AS id, n AS i, n AS xx FROM range(6) r(n)"
                : "SELECT n AS id, " + columns + " FROM range(6) r(n)";
        byte[] body = columns.contains("n AS I") ? renamed(parquet(select)) : parquet(select);

        EngineException refusal = refused(ImportFormat.PARQUET, "t", body);

        assertThat(refusal.code()).as("%s", refusal.getMessage()).isEqualTo(code);
        assertThat(refusal.details()).containsEntry("row", row).containsEntry("rows_stored", (row - 1) / 2 * 2);
        assertThat(engine.value(ADMIN, "SELECT count(*) FROM f.t")).isEqualTo((row - 1) / 2 * 2);
        assertThat(spooled()).isEmpty();
    }

    /** Renames the column {@code xx} of a file to {@code ID}, in its footer. */
    private static byte[] renamed(byte[] file) {
        for (int i = 0; i + 2 < file.length; i++) {
            if (file[i] == 2 && file[i + 1] == 'x' && file[i + 2] == 'x') {
                file[i + 1] = 'I';
                file[i + 2] = 'D';
            }
        }
        return file;
    }

    @Test
    void theOwnerOfARowMayStandInAnyFormat() {
        engine.run(ADMIN, "CREATE USER TABLE f.t (id BIGINT PRIMARY KEY, s VARCHAR)");
        engine.run(
                ADMIN,
                "CREATE SHARED TABLE f.src (id BIGINT PRIMARY KEY, s VARCHAR, who VARCHAR);"
                        + " INSERT INTO f.src VALUES (1, 'x', 'alice'), (2, 'y', 'bob')");

        for (ImportFormat format : ImportFormat.values()) {
            byte[] body =
                    export(format, "SELECT id + " + format.ordinal() * 10 + " AS id, s, who FROM f.src ORDER BY id");
            assertThat(load(format, "t", Optional.of("Who"), body)).isEqualTo(2);
        }

        assertThat(engine.rows(ALICE, "SELECT id FROM f.t ORDER BY id"))
                .containsExactly(List.of(1L), List.of(11L), List.of(21L));
    }

    @Test
    void aBodyOverTheQuotaOfTheSpoolIsTooLargeAndLeavesNothing() {
        engine.run(ADMIN, "CREATE SHARED TABLE f.t (id BIGINT PRIMARY KEY)");
        byte[] body = new byte[(1 << 20) + 1];

        assertThat(refused(ImportFormat.PARQUET, "t", body).code()).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
        assertThat(spooled()).isEmpty();
        // The quota is free again.
        assertThat(load(ImportFormat.PARQUET, "t", Optional.empty(), parquet("SELECT 1 AS id")))
                .isEqualTo(1);
    }

    @Test
    void whatACrashLeftInTheSpoolIsGoneAfterTheNextStart() throws IOException {
        Files.writeString(directory.resolve("state/spool/123.body"), "left");

        engine.reopen();

        assertThat(spooled()).isEmpty();
    }

    @Test
    void usersCannotReadTheSpool() throws IOException {
        Path file = Files.write(directory.resolve("state/spool/7.body"), parquet("SELECT 'secret' AS s"));

        for (String source : List.of("read_parquet('" + file + "')", "'" + file + "'", "\"" + file + "\"")) {
            EngineException refusal =
                    catchThrowableOfType(EngineException.class, () -> engine.rows(ADMIN, "SELECT * FROM " + source));
            assertThat(refusal).as(source).isNotNull();
            assertThat(refusal).hasMessageNotContaining("secret");
        }
    }

    @Test
    void whatIsNoParquetFileIsRefused() {
        engine.run(ADMIN, "CREATE SHARED TABLE f.t (id BIGINT PRIMARY KEY)");
        byte[] file = parquet("SELECT n AS id FROM range(100) r(n)");

        for (byte[] body : List.of(
                new byte[0],
                "PAR1".getBytes(StandardCharsets.US_ASCII),
                "{\"id\":1}\n{\"id\":2}\n".getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(file, file.length - 1),
                Arrays.copyOfRange(file, 1, file.length))) {
            EngineException refusal = refused(ImportFormat.PARQUET, "t", body);
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_INPUT);
            assertThat(refusal).hasMessageContaining("Parquet");
        }
        assertThat(spooled()).isEmpty();
    }

    /** Damage never ends the process, and never is another failure than the client's. */
    @Test
    void aDamagedParquetFileIsRefusedOrReadAsItStands() {
        engine.run(ADMIN, "CREATE SHARED TABLE f.t (id BIGINT, s VARCHAR)");
        byte[] file = parquet("SELECT n AS id, 'text ' || (n % 7) AS s FROM range(3000) r(n)");
        Random random = new Random(20251122);
        int refusals = 0;
        for (int i = 0; i < 400; i++) {
            byte[] damaged = file.clone();
            boolean inFooter = i % 2 == 0;
            int from = inFooter ? Math.max(0, file.length - 600) : 0;
            for (int k = 0; k <= i % 3; k++) {
                damaged[from + random.nextInt(file.length - from)] = (byte) random.nextInt(256);
            }
            try (RowImport rows = engine.engine()
                    .imports()
                    .open(
                            LOADER,
                            new ImportRequest(new TableName("f", "t"), Optional.empty(), 100_000),
                            ImportFormat.PARQUET,
                            new ByteArrayInputStream(damaged))) {
                rows.readBatch();
            } catch (EngineException e) {
                assertThat(e.code().httpStatus()).as("%s", e.getMessage()).isIn(400, 422);
                assertThat(e.getMessage()).doesNotContain("/", "java.", "org.");
                refusals++;
            }
        }
        assertThat(refusals).isGreaterThan(100);
        assertThat(spooled()).isEmpty();
        assertThat(engine.value(ADMIN, "SELECT count(*) FROM f.t")).isEqualTo(0L);
    }
}
