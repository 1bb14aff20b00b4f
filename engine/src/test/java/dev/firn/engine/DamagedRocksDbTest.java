package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of RocksDB that are damaged under a running engine: what needs them fails and says what to do. */
class DamagedRocksDbTest {
    private static final int EVERY_BYTES = 512;

    @TempDir
    private Path root;

    @Test
    void statementsThatMeetDamageSayWhatToDo() throws IOException {
        try (TestingEngine engine = new TestingEngine(root, StepListener.NONE)) {
            engine.run(ADMIN, "CREATE NAMESPACE n; CREATE SHARED TABLE n.t (id BIGINT PRIMARY KEY, v TEXT)");
            engine.run(ADMIN, "INSERT INTO n.t SELECT range, 'v' FROM range(5000)");
            engine.reopen(); // writes table files of what the log held
            damageTableFiles();

            expectAdvice(() -> engine.rows(ADMIN, "SELECT v FROM n.t WHERE id = 2500"));
            expectAdvice(() -> engine.run(ADMIN, "INSERT INTO n.t VALUES (2500, 'again')"));
            expectAdvice(() -> engine.run(ADMIN, "UPDATE n.t SET v = 'new' WHERE id = 2500"));
        }
    }

    private void damageTableFiles() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("state/rocksdb"))) {
            List<Path> tables =
                    files.filter(file -> file.toString().endsWith(".sst")).toList();
            assertThat(tables).isNotEmpty();
            for (Path table : tables) {
                damage(table);
            }
        }
    }

    private static void damage(Path table) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(table.toFile(), "rw")) {
            for (long place = 0; place < bytes.length(); place += EVERY_BYTES) {
                bytes.seek(place);
                int before = bytes.read();
                bytes.seek(place);
                bytes.write(before ^ 0x20);
            }
        }
    }

    private static void expectAdvice(ThrowingCallable statement) {
        assertThatThrownBy(statement)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                .hasMessageContaining("corruption, column family keys")
                .hasMessageContaining("restore data and state from the same backup");
    }
}
