package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second wall: what the instance refuses although nothing was checked. */
class DuckDbInstanceTest {
    @TempDir
    Path root;

    private DuckDbInstance instance;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(root.resolve("data"));
        Files.writeString(root.resolve("secret.txt"), "secret");
        Duration minute = Duration.ofMinutes(1);
        instance = DuckDbInstance.open(
                new QuerySettings(
                        root.resolve("data"), root.resolve("spill"), root.resolve("spool"), 64, 1, 1, minute, minute),
                new RowFunction());
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET threads = 8",
                "SET enable_external_access = true",
                "RESET memory_limit",
                "SET allowed_directories = ['/']",
                "SELECT * FROM read_text('%s/secret.txt')",
                "SELECT * FROM '%s/secret.txt'",
                "COPY (SELECT 1) TO '%s/x.csv'",
                "ATTACH '%s/x.db'",
                "SELECT * FROM glob('%s/*')",
                "INSTALL httpfs",
                "LOAD httpfs",
                "EXPORT DATABASE '%s/x'",
                "SELECT * FROM read_text('%s/data/../secret.txt')"
            })
    void refusesByItself(String sql) throws SQLException {
        try (DuckDBConnection connection = instance.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql.replace("%s", root.toString())))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(root.resolve("x.csv")).doesNotExist();
    }

    @Test
    void keepsOneRequestsViewsFromAnother() throws SQLException {
        try (DuckDBConnection one = instance.connect();
                DuckDBConnection other = instance.connect();
                Statement create = one.createStatement();
                Statement read = other.createStatement()) {
            create.execute("CREATE TEMP VIEW mine AS SELECT 1");
            assertThatThrownBy(() -> read.execute("SELECT * FROM mine")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void runsInUtc() throws SQLException {
        try (DuckDBConnection connection = instance.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT current_setting('TimeZone')")) {
            result.next();
            assertThat(result.getString(1)).isEqualTo("UTC");
        }
    }
}
