package dev.firn.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreDirectoriesTest {
    @TempDir
    private Path root;

    @Test
    void storeOpensAgainWithTheSameIdentity() throws IOException {
        open("data", "state");
        String identity = Files.readString(root.resolve("data/_firn/store.json"));

        open("data", "state");

        assertThat(Files.readString(root.resolve("data/_firn/store.json"))).isEqualTo(identity);
    }

    @Test
    void missingRocksDbBesideDataFilesIsRefusedAndNothingIsDeleted() throws IOException {
        open("data", "state");
        Path file = Files.createDirectories(root.resolve("data/shared/ns/t")).resolve("batch-1.parquet");
        Files.writeString(file, "rows");

        assertThatThrownBy(() -> open("data", "empty")).hasMessageContaining("has no RocksDB");

        assertThat(file).hasContent("rows");
        assertThat(root.resolve("empty/rocksdb")).doesNotExist();
    }

    @Test
    void dataFilesWithoutAnIdentityBesideAnEmptyStateAreRefused() throws IOException {
        Path file = Files.createDirectories(root.resolve("data/shared/ns/t")).resolve("batch-1.parquet");
        Files.writeString(file, "rows");

        assertThatThrownBy(() -> open("data", "state")).hasMessageContaining("has no RocksDB");

        assertThat(file).exists();
    }

    @Test
    void dataOfAnotherStoreIsRefused() {
        open("data", "state");
        open("data2", "state2");

        assertThatThrownBy(() -> open("data2", "state")).hasMessageContaining("belongs to store");
        assertThatThrownBy(() -> open("data", "state2")).hasMessageContaining("belongs to store");
        open("data", "state");
    }

    @Test
    void emptyDataDirectoryBesideARocksDbThatListsFilesIsRefused() throws IOException {
        try (StoreDirectories directories = lock("data", "state");
                Store store = directories.openStore(true);
                StoreBatch batch = store.batch()) {
            batch.put(Family.MANIFEST, new byte[] {'F', 1}, new byte[] {1});
            store.write(batch);
        }
        delete(root.resolve("data"));

        assertThatThrownBy(() -> open("data", "state")).hasMessageContaining("lists data files");
    }

    @Test
    void secondOpenIsToldWhoHoldsTheDirectories() {
        try (StoreDirectories first = lock("data", "state")) {
            assertThat(first.data()).isDirectory();
            String holder = "in use by process " + ProcessHandle.current().pid();

            assertThatThrownBy(() -> lock("data", "other")).hasMessageContaining(holder);
            assertThatThrownBy(() -> lock("other", "state")).hasMessageContaining(holder);
        }
        lock("data", "state").close();
    }

    @Test
    void recordOfANewerFormatIsRefused() {
        byte[] value = StoredRecord.write(List.of());
        value[0] = 2;

        assertThatThrownBy(() -> StoredRecord.read(value, List.class)).hasMessageContaining("unknown format version");
    }

    @Test
    void directoryThatMayNotBeWrittenIsNamedAndTheNextStartIsFreeToUseIt() {
        TestingFileCalls files = new TestingFileCalls(root);
        for (String missing : List.of("data/_firn", "state")) {
            files.failWhile(call -> call.equals("mkdir " + missing), "Permission denied");

            assertThatThrownBy(() -> StoreDirectories.lock(root.resolve("data"), root.resolve("state"), files))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                    .hasMessageStartingWith("Cannot use the directories " + root.resolve("data"))
                    .hasMessageContaining("Permission denied");
        }
        files.failWhile(call -> false, "");

        StoreDirectories.lock(root.resolve("data"), root.resolve("state"), files)
                .close();
    }

    private StoreDirectories lock(String data, String state) {
        return StoreDirectories.lock(root.resolve(data), root.resolve(state), new LocalFileCalls());
    }

    private void open(String data, String state) {
        try (StoreDirectories directories = lock(data, state);
                Store store = directories.openStore(true)) {
            assertThat(store.get(Family.CATALOG, StoreKeys.IDENTITY)).isPresent();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
