package dev.firn.engine.query;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.SqlLiteral;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * The one in-memory DuckDB of a store. Its own catalog stays empty: relations exist as TEMP views of a request's own
 * connection. Its configuration is locked before the first statement of a user; from then on nothing outside the data
 * and the spool directory can be read and nothing at all be written but spill files.
 */
final class DuckDbInstance implements AutoCloseable {
    /** Expressions may nest this deep; more would end the process by its stack. */
    static final int MAX_EXPRESSION_DEPTH = 250;

    private final DuckDBConnection root;

    private DuckDbInstance(DuckDBConnection root) {
        this.root = root;
    }

    static DuckDbInstance open(QuerySettings settings, RowFunction rows) {
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        try {
            clear(settings.spillDirectory());
            // An unnamed in-memory database is private to this connection and its duplicates.
            DuckDBConnection root =
                    DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
            try {
                rows.register(root);
                configure(root, settings);
                return new DuckDbInstance(root);
            } catch (SQLException e) {
                root.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot open the query engine", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what a process that was killed has spilled. */
    private static void clear(Path spillDirectory) throws IOException {
        Files.createDirectories(spillDirectory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(spillDirectory, "duckdb_temp*")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void configure(DuckDBConnection root, QuerySettings settings) throws SQLException {
        List<String> sets = List.of(
                "TimeZone = 'UTC'",
                "Calendar = 'gregorian'",
                "memory_limit = '" + settings.memoryMib() + "MiB'",
                "threads = " + settings.threads(),
                "temp_directory = " + quoted(settings.spillDirectory()),
                "max_temp_directory_size = '" + settings.spillMib() + "MiB'",
                "max_expression_depth = " + MAX_EXPRESSION_DEPTH,
                "autoinstall_known_extensions = false",
                "autoload_known_extensions = false",
                "allow_community_extensions = false",
                "allow_unsigned_extensions = false",
                "allow_persistent_secrets = false",
                "enable_progress_bar = false",
                "preserve_insertion_order = true",
                "allowed_directories = [" + quoted(settings.dataDirectory()) + ", " + quoted(settings.spoolDirectory())
                        + "]",
                "enable_external_access = false",
                "lock_configuration = true");
        try (Statement statement = root.createStatement()) {
            for (String set : sets) {
                statement.execute("SET " + set);
            }
        }
    }

    /** A path as an SQL literal, in the absolute form in which DuckDB is later given its files. */
    static String quoted(Path path) {
        return SqlLiteral.quoted(path.toAbsolutePath().normalize().toString());
    }

    /** A connection of one request; the caller closes it. */
    DuckDBConnection connect() throws SQLException {
        return root.duplicate().unwrap(DuckDBConnection.class);
    }

    /** False when DuckDB has given this instance up. */
    boolean answers() {
        try (DuckDBConnection connection = connect();
                Statement statement = connection.createStatement()) {
            return statement.execute("SELECT 1");
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (SQLException e) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot close the query engine", e);
        }
    }
}
