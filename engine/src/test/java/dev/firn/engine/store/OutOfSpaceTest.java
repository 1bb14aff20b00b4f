package dev.firn.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Pressure;
import dev.firn.engine.commit.PressureSettings;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.run.RunRecords;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB finds no space where the engine had measured some: the files that it creates next lead to a full device. */
class OutOfSpaceTest {
    private static final Path FULL_DEVICE = Path.of("/dev/full");
    private static final int FILES = 50;

    @TempDir
    private Path root;

    private final List<Path> full = new ArrayList<>();
    private StoreDirectories directories;
    private Store store;
    private Committer committer;

    @BeforeEach
    void open() {
        LocalFileCalls files = new LocalFileCalls();
        directories = StoreDirectories.lock(root.resolve("data"), root.resolve("state"), files);
        store = directories.openStore(true);
        PressureSettings limits = PressureSettings.DEFAULT;
        committer = new Committer(
                store,
                new DataDirectory(root.resolve("data"), files),
                RunRecords.active(store),
                StepListener.NONE,
                Clock.systemUTC(),
                new Pressure(limits, new DiskSpace(directories, store, limits.reserveBytes())));
    }

    @AfterEach
    void close() throws InterruptedException {
        assertThat(committer.close(1, TimeUnit.MINUTES)).isTrue();
        store.close();
        directories.close();
    }

    private void fill() throws IOException {
        long newest;
        try (Stream<Path> files = Files.list(directories.rocksDb())) {
            newest = files.map(file -> file.getFileName().toString().replaceAll("\\D", ""))
                    .filter(digits -> !digits.isEmpty())
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElseThrow();
        }
        for (long number = newest + 1; number <= newest + FILES; number++) {
            Path file = directories.rocksDb().resolve("%06d.sst".formatted(number));
            full.add(Files.createSymbolicLink(file, FULL_DEVICE));
        }
    }

    private void makeRoom() throws IOException {
        for (Path file : full) {
            Files.deleteIfExists(file);
        }
    }

    private static void expectFull(ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
    }

    @Test
    void writesAreRefusedAsFullAndGoOnByThemselvesOnceThereIsRoom() throws IOException {
        committer.createNamespace("before", "admin");
        fill();
        expectFull(store::flushMemtables);

        await().until(() -> !committer.writable());
        expectFull(() -> committer.createNamespace("refused", "admin"));
        assertThat(committer.pressure().diskLevel()).isEqualTo(DiskSpace.Level.FULL);
        expectNamespaces("before");

        makeRoom();
        await().atMost(Duration.ofMinutes(2)).until(committer::writable);
        assertThat(committer.pressure().diskLevel()).isEqualTo(DiskSpace.Level.OK);
        committer.createNamespace("after", "admin");
        expectNamespaces("before", "after");
        reopen();
        expectNamespaces("before", "after");
    }

    @Test
    void writeThatFoundNoSpaceHasAnUnknownOutcomeAndNothingOfItIsThere() throws IOException {
        fill();
        expectFull(store::flushMemtables);
        try (StoreBatch batch = store.batch()) {
            batch.put(Family.RUNS, new byte[] {1}, new byte[] {1});
            assertThatThrownBy(() -> store.write(batch))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.details()).containsEntry("outcome", "unknown"))
                    .hasMessageContaining("Free space there");
        }
        assertThat(store.mayGoOn()).isTrue();
        assertThat(store.get(Family.RUNS, new byte[] {1})).isEmpty();

        makeRoom();
        await().atMost(Duration.ofMinutes(2)).until(() -> store.refusal().isEmpty());
        assertThat(store.mayGoOn()).isFalse();
        assertThat(store.get(Family.RUNS, new byte[] {1})).isEmpty();
    }

    private void reopen() {
        try {
            close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        open();
    }

    private void expectNamespaces(String... names) {
        try (ReadView view = committer.acquire()) {
            for (String name : List.of("before", "refused", "after")) {
                assertThat(view.catalog().hasNamespace(name))
                        .as(name)
                        .isEqualTo(List.of(names).contains(name));
            }
        }
    }
}
