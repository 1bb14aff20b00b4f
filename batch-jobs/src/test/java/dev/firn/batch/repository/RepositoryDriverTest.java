package dev.firn.batch.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JBeret's repository after its file was damaged while the server was down. */
class RepositoryDriverTest {
    private static final int ROWS = 2_000;
    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    private final RepositoryDriver driver = new RepositoryDriver();
    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeRepository() throws SQLException {
        file = make("jobs");
    }

    private Path make(String name) throws SQLException {
        try (Connection made = connect(name, "LOCK_TIMEOUT=1000");
                Statement statement = made.createStatement()) {
            statement.execute("CREATE TABLE JOB_INSTANCE (ID IDENTITY PRIMARY KEY, NAME VARCHAR, DATA BLOB)");
            statement.execute("INSERT INTO JOB_INSTANCE (NAME, DATA) SELECT 'flush-table ' || X,"
                    + " CAST(REPEAT(X || ',', 100) AS BLOB) FROM SYSTEM_RANGE(1, " + ROWS + ")");
        }
        return folder.resolve(name + ".mv.db");
    }

    @Test
    void keepsARepositoryThatCanBeRead() throws SQLException {
        assertThat(instances("jobs")).isEqualTo(ROWS);
        assertThat(aside(file)).doesNotExist();
    }

    @Test
    void setsARepositoryAsideThatIsNoDatabase() throws SQLException, IOException {
        Files.writeString(file, "this is no database".repeat(1_000));

        takesNewTables("jobs");
        assertThat(aside(file)).content().startsWith("this is no database");
    }

    @Test
    void setsARepositoryAsideThatIsCutOff() throws SQLException, IOException {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(5_000);
        }

        takesNewTables("jobs");
        assertThat(aside(file)).hasSize(5_000);
    }

    @Test
    void opensARepositoryWithAnyPieceOverwritten() throws SQLException, IOException {
        for (int i = 0; i < 20; i++) {
            String name = "piece-" + i;
            Path damaged = Files.copy(file, folder.resolve(name + ".mv.db"));
            byte[] noise = new byte[1 + random.nextInt(4_096)];
            random.nextBytes(noise);
            try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
                bytes.seek((long) (random.nextDouble() * (bytes.length() - noise.length)));
                bytes.write(noise);
            }

            takesNewTables(name);
        }
    }

    @Test
    void leavesARepositoryAloneWhoseCredentialsAreOthers() throws SQLException {
        assertThatThrownBy(() -> driver.connect(url("jobs", "LOCK_TIMEOUT=2000"), credentials("another")))
                .isInstanceOf(SQLException.class);

        assertThat(aside(file)).doesNotExist();
        assertThat(instances("jobs")).isEqualTo(ROWS);
    }

    /** What the server does with a repository: it may be empty, it must take rows. */
    private void takesNewTables(String name) throws SQLException {
        try (Connection connection = connect(name, "LOCK_TIMEOUT=3000");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS JOB_INSTANCE (ID IDENTITY, NAME VARCHAR, DATA BLOB)");
            statement.execute("INSERT INTO JOB_INSTANCE (NAME) VALUES ('new')");
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM JOB_INSTANCE WHERE NAME = 'new'")) {
                rows.next();
                assertThat(rows.getInt(1)).as("%s, seed %s", name, SEED).isEqualTo(1);
            }
        }
    }

    private int instances(String name) throws SQLException {
        try (Connection connection = connect(name, "LOCK_TIMEOUT=4000");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM JOB_INSTANCE")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    /** Every option makes a URL of its own: the driver takes each for the first connection after a start. */
    private Connection connect(String name, String option) throws SQLException {
        return Objects.requireNonNull(driver.connect(url(name, option), credentials("sa")));
    }

    private static Properties credentials(String password) {
        Properties properties = new Properties();
        properties.setProperty("user", "sa");
        properties.setProperty("password", password);
        return properties;
    }

    private String url(String name, String option) {
        return RepositoryDriver.PREFIX + "file:" + folder.resolve(name) + ";WRITE_DELAY=0;" + option;
    }

    private static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + ".unreadable");
    }
}
