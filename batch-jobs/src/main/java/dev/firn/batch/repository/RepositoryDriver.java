package dev.firn.batch.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDBC driver of JBeret's repository: H2, with a database that is made anew when it cannot be read. The first
 * connection reads all of it; a file that does not allow that is set aside as {@code ….mv.db.unreadable}. Nothing is lost
 * but the history of job executions: what runs do and did stands in the engine's store.
 *
 * <p>A driver, because the server opens the repository before it starts the application.
 */
public final class RepositoryDriver implements Driver {
    /** What H2 calls {@code jdbc:h2:}. */
    public static final String PREFIX = "jdbc:firn-jobs:";

    private static final Logger LOG = LoggerFactory.getLogger(RepositoryDriver.class);
    private static final String H2_PREFIX = "jdbc:h2:";
    private static final String FILE = "file:";
    private static final String SUFFIX = ".mv.db";
    /** H2's codes of a database that another process has open, and of credentials that are not its own. */
    private static final Set<Integer> NO_DAMAGE = Set.of(90020, 28000);

    private static final Set<String> READ = ConcurrentHashMap.newKeySet();

    static {
        try {
            DriverManager.registerDriver(new RepositoryDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Driver h2 = new org.h2.Driver();

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        synchronized (READ) {
            Connection connection = READ.contains(url) ? open(url, properties) : openFirst(url, properties);
            READ.add(url);
            return connection;
        }
    }

    private Connection open(String url, Properties properties) throws SQLException {
        return h2.connect(H2_PREFIX + url.substring(PREFIX.length()), properties);
    }

    private Connection openFirst(String url, Properties properties) throws SQLException {
        try {
            return openAndRead(url, properties);
        } catch (SQLException e) {
            if (NO_DAMAGE.contains(e.getErrorCode()) || !setAside(file(url), e)) {
                throw e;
            }
            return open(url, properties);
        }
    }

    private Connection openAndRead(String url, Properties properties) throws SQLException {
        Connection connection = open(url, properties);
        try {
            readAll(connection);
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /** H2 checks the checksum of what it reads; SCRIPT reads every row and every BLOB. */
    private static void readAll(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SCRIPT NOPASSWORDS NOSETTINGS")) {
            while (rows.next()) {
                rows.getString(1);
            }
        }
    }

    private static void closeQuietly(Connection unreadable) {
        try {
            unreadable.close();
        } catch (SQLException e) {
            LOG.debug("An unreadable database does not close", e);
        }
    }

    private static boolean setAside(Path file, SQLException reason) {
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.warn(
                    "The job repository {} cannot be read: it is set aside as {}, and a new one is made. Runs go on from"
                            + " what the store knows of them.",
                    file,
                    aside.getFileName(),
                    reason);
            return true;
        } catch (IOException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    private static Path file(String url) {
        String name = url.substring(PREFIX.length()).replaceFirst(";.*", "");
        return Path.of((name.startsWith(FILE) ? name.substring(FILE.length()) : name) + SUFFIX);
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return h2.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return h2.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return h2.jdbcCompliant();
    }

    @Override
    public java.util.logging.Logger getParentLogger() {
        return java.util.logging.Logger.getLogger(java.util.logging.Logger.GLOBAL_LOGGER_NAME);
    }
}
