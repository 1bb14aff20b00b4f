package dev.firn.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of RocksDB: refused by name, or without effect; never other contents, never the end of the JVM. */
class DamagedStoreTest {
    private static final List<Family> FILLED = List.of(Family.CATALOG, Family.HOT, Family.KEYS, Family.MANIFEST);
    private static final int IN_FILES = 2_000;
    private static final int IN_LOG = 100;

    @TempDir
    private Path root;

    private Path base;
    private TreeMap<String, String> contents;

    /** A closed RocksDB whose older entries lie in table files, and the newer ones in the write-ahead log. */
    @BeforeEach
    void fill() throws IOException {
        base = root.resolve("base");
        try (Store store = Store.open(base, true)) {
            put(store, 0, IN_FILES);
            FILLED.forEach(family -> store.reclaim(family, new byte[] {0}, new byte[] {(byte) 0xFF}));
            for (int i = IN_FILES; i < IN_FILES + IN_LOG; i++) {
                put(store, i, i + 1);
            }
        }
        contents = contents(copy("whole"));
        assertThat(contents).hasSize((IN_FILES + IN_LOG) * FILLED.size());
    }

    private static void put(Store store, int from, int to) {
        Random random = new Random(from);
        try (StoreBatch batch = store.batch()) {
            for (int i = from; i < to; i++) {
                for (Family family : FILLED) {
                    byte[] value = new byte[64];
                    random.nextBytes(value);
                    batch.put(family, key(i), value);
                }
            }
            store.write(batch);
        }
    }

    private static byte[] key(int i) {
        return ByteBuffer.allocate(20).putInt(1).putLong(i / 500).putLong(i).array();
    }

    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectory(root.resolve(name));
        try (Stream<Path> files = Files.list(base)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    /** Everything that a store holds, by family and key. */
    private static TreeMap<String, String> contents(Path directory) {
        TreeMap<String, String> contents = new TreeMap<>();
        HexFormat hex = HexFormat.of();
        try (Store store = Store.open(directory, true)) {
            for (Family family : Family.values()) {
                try (StoreCursor cursor = store.scan(family, StoreKeys.FIRST, StoreKeys.LAST)) {
                    while (cursor.next()) {
                        contents.put(family + hex.formatHex(cursor.key()), hex.formatHex(cursor.value()));
                    }
                }
            }
        }
        return contents;
    }

    private static Path one(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> file.toFile().length() > 0)
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long place) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(place);
            int before = bytes.read();
            bytes.seek(place);
            bytes.write(before ^ 0x20);
        }
    }

    private static List<Path> data(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toFile().length() > 0)
                    .filter(file -> file.toString().matches(".*(\\.sst|\\.log|MANIFEST-[0-9]+|CURRENT)"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void flippedBitsAreRefusedByNameOrWithoutEffect() throws IOException {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            Path damaged = copy("damaged-" + i);
            List<Path> files = data(damaged);
            Path file = files.get(i % files.size());
            flip(file, random.nextLong(file.toFile().length()));
            try {
                expectWhole(contents(damaged), file);
            } catch (EngineException e) {
                refused++;
                assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
                assertThat(e)
                        .hasMessageMatching("Cannot (open|read) the store.*")
                        .hasMessageContaining("restore data and state from the same backup");
            }
        }
        assertThat(refused).isGreaterThan(20);
    }

    /** The log ends, by design, at the first record that its end cuts: what is there is what was written first. */
    private void expectWhole(TreeMap<String, String> found, Path damaged) {
        assertThat(contents.entrySet()).as("%s", damaged).containsAll(found.entrySet());
        int least = damaged.toString().endsWith(".log") ? IN_FILES * FILLED.size() : contents.size();
        assertThat(found).as("%s", damaged).hasSizeGreaterThanOrEqualTo(least);
    }

    @Test
    void damageSaysWhatToDo() throws IOException {
        Path damaged = copy("damaged");
        for (Path table : data(damaged).stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .toList()) {
            flip(table, table.toFile().length() / 3);
        }

        EngineException failure = catchThrowableOfType(EngineException.class, () -> contents(damaged));

        assertThat(failure)
                .hasMessageStartingWith("Cannot read the store (corruption, column family catalog)")
                .hasMessageContaining("restore data and state from the same backup");
        assertThat(failure.getMessage()).doesNotContain(root.toString()).doesNotContain(".sst");
    }

    @Test
    void aTableFileThatIsMissingIsRefusedAtTheStart() throws IOException {
        Path damaged = copy("damaged");
        Files.delete(one(damaged, ".sst"));

        EngineException failure = catchThrowableOfType(EngineException.class, () -> contents(damaged));

        assertThat(failure)
                .hasMessageStartingWith("Cannot open the store in")
                .hasMessageContaining("restore data and state from the same backup");
    }

    @Test
    void aLogWhoseEndIsCutLosesOnlyTheEnd() throws IOException {
        Path cut = copy("cut");
        Path log = one(cut, ".log");
        try (RandomAccessFile bytes = new RandomAccessFile(log.toFile(), "rw")) {
            bytes.setLength(bytes.length() - 3);
        }

        TreeMap<String, String> found = contents(cut);

        assertThat(contents.entrySet()).containsAll(found.entrySet());
        assertThat(found).hasSize(contents.size() - FILLED.size());
    }

    @Test
    void damageThatRocksDbMeetsInTheBackgroundMakesTheStoreReadOnly() throws IOException {
        try (Store store = Store.open(base, true)) {
            put(store, 1, 2);
            for (Path table : data(base).stream()
                    .filter(file -> file.toString().endsWith(".sst"))
                    .toList()) {
                flip(table, table.toFile().length() / 3);
            }

            EngineException met = catchThrowableOfType(
                    EngineException.class, () -> store.reclaim(Family.KEYS, new byte[] {0}, new byte[] {(byte) 0xFF}));
            EngineException refused = catchThrowableOfType(EngineException.class, () -> put(store, 1, 2));

            assertThat(met).hasMessageContaining("corruption, column family keys");
            await().until(() -> store.refusal().isPresent());
            assertThat(store.mayGoOn()).isFalse();
            assertThat(refused).hasMessageContaining("read-only");
            assertThat(refused).hasMessageContaining("restore data and state from the same backup");
            assertThat(refused.details()).containsEntry("outcome", "unknown");
        }
    }
}
