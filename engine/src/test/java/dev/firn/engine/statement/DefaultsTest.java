package dev.firn.engine.statement;

import static dev.firn.engine.statement.OpenStatements.ALICE;
import static dev.firn.engine.statement.OpenStatements.BOB;
import static dev.firn.engine.statement.OpenStatements.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.ingest.ImportRequest;
import dev.firn.engine.ingest.RowImport;
import dev.firn.engine.ingest.TestingImports;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultsTest {
    @TempDir
    private Path root;

    private OpenStatements open;

    @BeforeEach
    void createNamespace() {
        open = new OpenStatements(root);
        open.run(SERVICE, "CREATE NAMESPACE d");
    }

    @AfterEach
    void close() {
        open.close();
    }

    private List<List<@Nullable Object>> rows(String sql) {
        return open.run(ALICE, sql).rows();
    }

    @Test
    void literalsFillColumnsThatAreNotNamed() {
        open.run(ALICE, """
                CREATE USER TABLE d.t (id INT PRIMARY KEY DEFAULT -7, n BIGINT DEFAULT +5 NOT NULL, x DOUBLE DEFAULT 1e3,
                  b BOOLEAN NOT NULL DEFAULT (TRUE), s VARCHAR(5) DEFAULT 'it''s', "at" TIMESTAMP DEFAULT TIMESTAMP
                  '2025-01-01T02:00:00+02:00', nothing TEXT DEFAULT NULL, plain INT);
                INSERT INTO d.t (plain) VALUES (1);
                INSERT INTO d.t (id, n, s, b) VALUES (2, DEFAULT, NULL, FALSE), (DEFAULT + 0, 3, DEFAULT, DEFAULT)""".replace("DEFAULT + 0", "3"));
        assertThat(rows("SELECT * FROM d.t ORDER BY id"))
                .containsExactly(
                        Arrays.asList(-7, 5L, 1000.0, true, "it's", 1_735_689_600_000_000L, null, 1),
                        Arrays.asList(2, 5L, 1000.0, false, null, 1_735_689_600_000_000L, null, null),
                        Arrays.asList(3, 3L, 1000.0, true, "it's", 1_735_689_600_000_000L, null, null));
    }

    @Test
    void defaultsSurviveARestart() {
        open.run(ALICE, """
                CREATE USER TABLE d.t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT DEFAULT 5, s TEXT DEFAULT ':a:',
                  who TEXT DEFAULT CURRENT_USER(), x DOUBLE DEFAULT 0.1);
                INSERT INTO d.t DEFAULT VALUES""");
        open.close();
        open = new OpenStatements(root);
        open.run(ALICE, "INSERT INTO d.t DEFAULT VALUES");
        open.flush();
        assertThat(rows("SELECT n, s, who, x FROM d.t"))
                .containsExactly(List.of(5, ":a:", "alice", 0.1), List.of(5, ":a:", "alice", 0.1));
        assertThat(rows("SELECT count(*) FROM (SELECT id, lag(id) OVER (ORDER BY _seq) AS before FROM d.t) t"
                        + " WHERE id <= before"))
                .containsExactly(List.of(0L));
    }

    @Test
    void functionsMakeAValueForEachRowAndOneTimeForAStatement() {
        open.run(ALICE, """
                CREATE USER TABLE d.t (id BIGINT DEFAULT SNOWFLAKE_ID() PRIMARY KEY, u TEXT DEFAULT uuid_v7(),
                  l VARCHAR(26) DEFAULT ULID() NOT NULL, t1 TIMESTAMP DEFAULT NOW(), t2 TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
                  who TEXT DEFAULT CURRENT_USER, n INT);
                INSERT INTO d.t (n) VALUES (1), (2), (3)""");
        assertThat(rows("SELECT count(DISTINCT id), count(DISTINCT u), count(DISTINCT l), count(DISTINCT t1),"
                        + " max(t1) = min(t2), min(who), max(length(u)), min(length(l)) FROM d.t"))
                .containsExactly(List.of(3L, 3L, 3L, 1L, true, "alice", 36L, 26L));
        for (String column : List.of("id", "u", "l")) {
            assertThat(rows("SELECT n FROM d.t ORDER BY " + column))
                    .as("order of %s", column)
                    .containsExactly(List.of(1), List.of(2), List.of(3));
        }
    }

    @Test
    void functionsStandForValuesOfInsertAndUpdate() {
        open.run(ALICE, """
                CREATE USER TABLE d.t (n INT PRIMARY KEY, id BIGINT, u TEXT, at TIMESTAMP, who TEXT, d INT DEFAULT 9);
                INSERT INTO d.t VALUES (1, SNOWFLAKE_ID(), UUID_V7(), NOW(), CURRENT_USER, 1),
                  (2, SNOWFLAKE_ID(), ULID(), CURRENT_TIMESTAMP, CURRENT_USER(), DEFAULT), (3, 3, 'x', NULL, 'z', 3)""".replace(" at TIMESTAMP", " \"at\" TIMESTAMP"));
        assertThat(
                        rows(
                                "SELECT count(DISTINCT id), count(DISTINCT u), count(DISTINCT \"at\"), min(who), sum(d) FROM d.t"))
                .hasToString("[[3, 3, 1, alice, 13]]");
    }

    @Test
    void updateSetsDefaultsAndFunctionsRowByRow() {
        open.run(ALICE, """
                CREATE USER TABLE d.t (n INT PRIMARY KEY, id BIGINT, d INT DEFAULT 9, s TEXT);
                INSERT INTO d.t VALUES (1, 1, 1, 'a'), (2, 2, 2, 'b');
                UPDATE d.t SET id = SNOWFLAKE_ID(), d = DEFAULT, s = DEFAULT""");
        assertThat(rows("SELECT count(DISTINCT id), min(id) > 1000, min(d), max(d), count(s) FROM d.t"))
                .containsExactly(List.of(2L, true, 9, 9, 0L));
        open.refused(ALICE, "UPDATE d.t SET n = DEFAULT", ErrorCode.CONSTRAINT_VIOLATION, 1, "n");
    }

    @Test
    void importFillsMissingFieldsButKeepsExplicitNulls() {
        open.run(ALICE, """
                CREATE USER TABLE d.t (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT DEFAULT 5, who TEXT DEFAULT CURRENT_USER(),
                  at1 TIMESTAMP DEFAULT NOW())""");
        String lines = "{\"n\":1}\n{\"n\":null,\"who\":\"x\"}\n{}\n";
        ImportRequest request = new ImportRequest(new TableName("d", "t"), Optional.empty(), 10);
        InputStream input = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        try (TestingImports testing = new TestingImports(open.store.committer, root);
                RowImport rows = testing.imports.open(ALICE, request, ImportFormat.NDJSON, input)) {
            while (rows.readBatch()) {
                rows.storeBatch();
            }
        }
        assertThat(rows("SELECT n, who, at1 = (SELECT min(at1) FROM d.t) FROM d.t ORDER BY id"))
                .containsExactly(List.of(1, "alice", true), Arrays.asList(null, "x", true), List.of(5, "alice", true));
    }

    @Test
    void aDefaultThatDoesNotFitThisCallerIsRefusedWithTheRow() {
        open.run(ALICE, "CREATE USER TABLE d.t (id INT, who VARCHAR(3) DEFAULT CURRENT_USER())");
        open.run(BOB, "INSERT INTO d.t (id) VALUES (1)");
        assertThat(open.refused(ALICE, "INSERT INTO d.t (id) VALUES (1)").code())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x INT DEFAULT 'a' | TYPE_MISMATCH | 38 | 'a'",
                "x INT DEFAULT 2147483648 | TYPE_MISMATCH | 38 | out of the range",
                "x INT DEFAULT 1.5 | TYPE_MISMATCH | 38 | fraction",
                "x INT DEFAULT TRUE | TYPE_MISMATCH | 38 | boolean",
                "x VARCHAR(2) DEFAULT 'abc' | TYPE_MISMATCH | 45 | more than 2",
                "x TIMESTAMP DEFAULT 'yesterday' | TYPE_MISMATCH | 44 | yesterday",
                "x BOOLEAN DEFAULT TIMESTAMP '2025-01-01' | TYPE_MISMATCH | 42 | BOOLEAN",
                "x INT DEFAULT SNOWFLAKE_ID() | TYPE_MISMATCH | 38 | do not fit",
                "x VARCHAR(25) DEFAULT ULID() | TYPE_MISMATCH | 46 | do not fit",
                "x VARCHAR(35) DEFAULT UUID_V7() | TYPE_MISMATCH | 46 | do not fit",
                "x TEXT DEFAULT NOW() | TYPE_MISMATCH | 39 | do not fit",
                "x BIGINT DEFAULT CURRENT_USER | TYPE_MISMATCH | 41 | do not fit",
                "x INT AUTO_INCREMENT | TYPE_MISMATCH | 30 | BIGINT",
                "x BIGINT AUTO_INCREMENT DEFAULT 5 | INVALID_SQL | 48 | given twice",
                "x INT DEFAULT 5 DEFAULT 6 | INVALID_SQL | 40 | given twice",
                "x INT DEFAULT 5 + 1 | INVALID_SQL | 40 | unexpected '+'",
                "x INT DEFAULT $1 | INVALID_SQL | 38 | unexpected '$1'",
                "x INT DEFAULT abs(1) | INVALID_SQL | 42 | unexpected '1'",
                "x INT DEFAULT random() | INVALID_SQL | 38 | a default is",
                "x TIMESTAMP DEFAULT NOW | INVALID_SQL | 44 | a default is",
                "x BIGINT DEFAULT SNOWFLAKE_ID | INVALID_SQL | 41 | a default is"
            })
    void refusesADefaultThatItsColumnCannotTake(String column, ErrorCode code, int position, String part) {
        open.refused(ALICE, "CREATE USER TABLE d.t (" + column + ")", code, position, part);
    }

    @Test
    void refusesDefaultsThatNobodyCanRead() {
        open.refused(ALICE, "CREATE USER TABLE d.t (x TEXT DEFAULT 'a\0')", ErrorCode.INVALID_SQL, 39, "U+0000");
        open.refused(
                ALICE,
                "CREATE USER TABLE d.t (x TEXT DEFAULT '" + "a".repeat(999) + "')",
                ErrorCode.INVALID_SQL,
                39,
                "1,000 characters");
    }

    @Test
    void refusesRowsThatDefaultsDoNotComplete() {
        open.run(ALICE, "CREATE USER TABLE d.t (id INT PRIMARY KEY, n INT NOT NULL)");
        open.refused(ALICE, "INSERT INTO d.t DEFAULT VALUES", ErrorCode.CONSTRAINT_VIOLATION, 1, "id");
        open.refused(ALICE, "INSERT INTO d.t VALUES (1, DEFAULT)", ErrorCode.CONSTRAINT_VIOLATION, 25, "n");
        open.refused(ALICE, "INSERT INTO d.t (id) DEFAULT VALUES", ErrorCode.INVALID_SQL, 22, "unexpected 'DEFAULT'");
        open.refused(ALICE, "INSERT INTO d.t VALUES (1, SNOWFLAKE_ID())", ErrorCode.TYPE_MISMATCH, 28, "range of INT");
        assertThat(open.hotRows("d", "t")).isEmpty();
    }
}
