package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuckDbErrorsTest {
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
                    SELECT nosuch FROM messages                    | COLUMN_NOT_FOUND    | 8
                    SELECT m.nosuch FROM messages m                | COLUMN_NOT_FOUND    | 8
                    SELECT id FROM messages ORDER BY nosuch        | COLUMN_NOT_FOUND    | 34
                    SELECT _prev FROM messages                     | COLUMN_NOT_FOUND    | 8
                    SELECT _written_at, _seq FROM messages         | COLUMN_NOT_FOUND    | 8
                    SELECT rowid FROM messages                     | COLUMN_NOT_FOUND    | 8
                    SELECT filename FROM messages                  | COLUMN_NOT_FOUND    | 8
                    SELECT * EXCLUDE (nosuch) FROM messages        | COLUMN_NOT_FOUND    | 0
                    SELECT * FROM messages JOIN people USING (x)   | COLUMN_NOT_FOUND    | 0
                    SELECT n.id FROM messages m                    | INVALID_SQL         | 0
                    SELECT id FROM messages, people                | INVALID_SQL         | 8
                    SELECT id, sum(score) FROM messages            | INVALID_SQL         | 8
                    SELECT * FROM messages JOIN messages ON true   | INVALID_SQL         | 15
                    SELECT sum(name) FROM messages                 | TYPE_MISMATCH       | 12
                    SELECT id + name FROM messages                 | TYPE_MISMATCH       | 0
                    SELECT id = sent FROM messages                 | TYPE_MISMATCH       | 0
                    SELECT name::INT FROM messages                 | TYPE_MISMATCH       | 0
                    SELECT * FROM messages WHERE id = 'abc'        | TYPE_MISMATCH       | 0
                    SELECT * FROM messages WHERE name              | TYPE_MISMATCH       | 0
                    SELECT abs(1, 2)                               | TYPE_MISMATCH       | 0
                    SELECT 1 % 0                                   | SQL_EXECUTION_ERROR | 0
                    SELECT 9223372036854775807 + id FROM messages  | SQL_EXECUTION_ERROR | 0
                    SELECT (SELECT id FROM messages)               | SQL_EXECUTION_ERROR | 0
                    SELECT regexp_matches('a', '(')                | SQL_EXECUTION_ERROR | 0
                    SELECT 99999999999::INT                        | TYPE_MISMATCH       | 0
                    SELECT * FROM nosuch.messages                  | TABLE_NOT_FOUND     | 15
                    SELECT $2                                      | INVALID_PARAMETER   | 0
                    SELECT id FROM messages WHERE sent = 'noon'    | TYPE_MISMATCH       | 0
                    SELECT 1 UNION SELECT 1, 2                     | INVALID_SQL         | 0
                    SELECT sum(sum(id)) FROM messages              | INVALID_SQL         | 0
                    SELECT id FROM messages WHERE sum(id) > 1      | INVALID_SQL         | 0
                    """)
    void givesCodeAndPlace(String sql, ErrorCode code, int position) {
        EngineException failure = catchThrowableOfType(EngineException.class, () -> fixture.rows(sql, "one"));
        assertThat(failure).as(sql).isNotNull();
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.position().orElse(0)).as(failure.getMessage()).isEqualTo(position);
        assertThat(failure.getMessage())
                .doesNotContain(
                        "\n", "LINE ", "Candidate", "Did you mean", "java", "duckdb", root.toString(), ".parquet")
                .doesNotContainPattern("[rf][0-9a-f]{16}");
    }

    @Test
    void ordinaryMemoryIsNotEnoughForEverything() {
        EngineException failure = catchThrowableOfType(
                EngineException.class,
                () -> fixture.rows("SELECT string_agg(i::VARCHAR, ',') FROM range(100000000) t(i)"));
        assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_LIMIT_EXCEEDED);
        assertThat(fixture.value("SELECT count(*) FROM messages")).isEqualTo(6L);
    }

    @Test
    void aMissingDataFileIsNamedWithoutItsPath() throws IOException {
        fixture.engine.run(
                dev.firn.engine.TestingEngine.ADMIN,
                "CREATE SHARED TABLE chat.lost (id BIGINT); INSERT INTO chat.lost (id) VALUES (1)");
        fixture.engine.flush("chat.lost");
        try (Stream<Path> files = Files.walk(root.resolve("data/shared/chat/lost"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        EngineException failure =
                catchThrowableOfType(EngineException.class, () -> fixture.rows("SELECT * FROM chat.lost"));
        assertThat(failure.code()).isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
        assertThat(failure.getMessage()).doesNotContain("/", "parquet");
    }

    @Test
    void hidesInternalsOfEveryMessage() {
        for (String message : List.of(
                "Invalid Input Error: org.duckdb.DuckDBFunctions$FunctionException: java.lang.IllegalStateException",
                "IO Error: No files found that match the pattern \"/var/data/x.parquet\"",
                "INTERNAL Error: Attempted to access index 1 within vector of size 0 at /duckdb/src/x.cpp",
                "Binder Error: Table function \"read_parquet\" does not support this",
                "Something else entirely /var/lib/firn/data/x")) {
            EngineException failure = DuckDbErrors.translate(new SQLException(message), fixture.check("SELECT 1"));
            assertThat(failure.getMessage()).doesNotContain("/", "java", "duckdb", "parquet");
        }
    }

    @Test
    void namesTheUsersTableInsteadOfTheView() {
        CheckedSelect select = fixture.check("SELECT * FROM messages");
        String view = select.references().get(0).view();
        assertThat(DuckDbErrors.translate(
                        new SQLException("Binder Error: Ambiguous reference to \"" + view + "\""), select))
                .hasMessage("Ambiguous reference to \"chat.messages\"");
    }
}
