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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final int MAX_IDLE_CALLS = 4;

    private final DuckDBConnection root;
    /** Prepared calls that nobody makes now, by their text: to connect and prepare takes longer than most of them. */
    private final Map<String, BlockingQueue<PreparedCall>> idleCalls = new ConcurrentHashMap<>();

    private volatile boolean closed;

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

    /**
     * Calls a function of one text; at most {@value #MAX_IDLE_CALLS} connections stay open for the calls to come.
     *
     * @param sql a SELECT of one parameter that answers one text
     */
    String call(String sql, String argument) throws SQLException {
        BlockingQueue<PreparedCall> idle =
                idleCalls.computeIfAbsent(sql, unused -> new ArrayBlockingQueue<>(MAX_IDLE_CALLS));
        PreparedCall waiting = idle.poll();
        PreparedCall call = waiting == null ? PreparedCall.of(connect(), sql) : waiting;
        boolean kept = false;
        try {
            String answer = call.answer(argument);
            kept = idle.offer(call);
            return answer;
        } finally {
            if (!kept) {
                call.close();
            }
            if (closed) {
                closeIdle();
            }
        }
    }

    private record PreparedCall(DuckDBConnection connection, PreparedStatement statement) implements AutoCloseable {
        static PreparedCall of(DuckDBConnection connection, String sql) throws SQLException {
            try {
                return new PreparedCall(connection, connection.prepareStatement(sql));
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }

        String answer(String argument) throws SQLException {
            statement.setString(1, argument);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                String answer = result.getString(1);
                // A result that is streamed keeps its transaction until it is read to its end.
                result.next();
                return answer;
            }
        }

        @Override
        public void close() throws SQLException {
            try (connection) {
                statement.close();
            }
        }
    }

    private void closeIdle() throws SQLException {
        for (BlockingQueue<PreparedCall> idle : idleCalls.values()) {
            for (PreparedCall call = idle.poll(); call != null; call = idle.poll()) {
                call.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try (root) {
            closeIdle();
        } catch (SQLException e) {
            throw new EngineException(ErrorCode.INTERNAL_ERROR, "Cannot close the query engine", e);
        }
    }
}
