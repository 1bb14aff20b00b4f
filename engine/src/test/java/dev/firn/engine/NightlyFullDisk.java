package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code data}, {@code state} or both on a file system of 64 MB that is full during inserts, a flush and a compaction: reads go on,
 * writes are refused with 507 or 429, work resumes when there is space again, without a restart. It mounts: run it as
 * root. Its table of outcomes is {@code target/nightly/issue-4-disk.md}.
 */
@Tag("nightly")
@Tag("issue-4")
class NightlyFullDisk {
    private static final Path TABLE = Path.of("target", "nightly", "issue-4-disk.md");
    private static final Set<ErrorCode> REFUSED = Set.of(ErrorCode.STORAGE_FULL, ErrorCode.RATE_LIMIT_EXCEEDED);
    private static final int TEXT_BYTES = 64 << 10;
    private static final int MOST_ROWS = 2_000;

    @TempDir
    private Path root;

    private final Random random = new Random(4);
    private final Set<Long> acknowledged = new TreeSet<>();
    private final Set<ErrorCode> refusals = new TreeSet<>();
    private final AtomicReference<Runnable> onChunk = new AtomicReference<>(() -> {});
    private long nextId;
    private TestingEngine engine;

    /** What lies on the small disk. */
    enum Small {
        DATA,
        STATE,
        BOTH
    }

    @ParameterizedTest
    @EnumSource
    void readsGoOnWritesAreRefusedAndWorkResumes(Small small) throws IOException {
        try (SmallDisk disk = new SmallDisk(root.resolve("disk"))) {
            Path data = small == Small.STATE ? root.resolve("data") : disk.directory("data");
            Path state = small == Small.DATA ? root.resolve("state") : disk.directory("state");
            StepListener steps = (step, runId) -> {
                if (step == Step.CHUNK_APPENDED) {
                    onChunk.get().run();
                }
            };
            engine = new TestingEngine(
                    root,
                    steps,
                    "firn.data.directory",
                    data.toString(),
                    "firn.state.directory",
                    state.toString(),
                    "firn.flush.nudge",
                    "false");
            try {
                engine.run(ADMIN, "CREATE NAMESPACE n");
                createTable();
                ownRowsFillTheDisk(small);
                somebodyFillsTheDiskDuringInserts(disk);
                somebodyFillsTheDiskDuringAFlush(disk);
                somebodyFillsTheDiskDuringACompaction(disk);
                expectEveryRowOnce();
                report(small);
            } finally {
                engine.close();
            }
        }
    }

    private void createTable() {
        engine.run(ADMIN, "CREATE SHARED TABLE n.t (id BIGINT PRIMARY KEY, text TEXT) FLUSH ROWS 1000000");
    }

    private void ownRowsFillTheDisk(Small small) {
        int inserted = 0;
        while (insert()) {
            assertThat(++inserted).isLessThan(MOST_ROWS);
            if (small == Small.DATA && inserted % 80 == 0) {
                engine.flush("n.t");
            }
        }
        expectEveryRowOnce();
        if (small == Small.STATE) {
            engine.flush("n.t");
        } else {
            engine.run(ADMIN, "DROP TABLE n.t");
            acknowledged.clear();
            createTable();
        }
        await().atMost(Duration.ofSeconds(30)).until(this::insert);
    }

    private void somebodyFillsTheDiskDuringInserts(SmallDisk disk) {
        insert();
        await().until(() -> {
            disk.fill(); // again, as what was dropped before may be unlinked meanwhile
            return !insert();
        });
        for (int i = 0; i < 20; i++) {
            insert();
        }
        expectEveryRowOnce();
        disk.empty();
        await().atMost(Duration.ofSeconds(30)).until(this::insert);
        expectEveryRowOnce();
    }

    private void somebodyFillsTheDiskDuringAFlush(SmallDisk disk) {
        for (int i = 0; i < 120; i++) {
            insert();
        }
        onChunk.set(disk::fill);
        try {
            engine.flush("n.t");
            throw new AssertionError("a flush to a full disk succeeded");
        } catch (EngineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
        }
        expectEveryRowOnce();
        onChunk.set(() -> {});
        disk.empty();
        await().atMost(Duration.ofSeconds(60)).until(this::flushed);
        expectEveryRowOnce();
        assertThat(engine.files("n.t")).isPositive();
        insert();
    }

    private void somebodyFillsTheDiskDuringACompaction(SmallDisk disk) {
        engine.flush("n.t");
        long files = engine.files("n.t");
        assertThat(files).isGreaterThan(1);
        onChunk.set(disk::fill);
        try {
            engine.compact("n.t");
            throw new AssertionError("a compaction on a full disk succeeded");
        } catch (EngineException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
        }
        expectEveryRowOnce();
        assertThat(engine.files("n.t")).isEqualTo(files);
        onChunk.set(() -> {});
        disk.empty();
        await().atMost(Duration.ofSeconds(60)).until(this::compacted);
        expectEveryRowOnce();
    }

    private boolean compacted() {
        try {
            engine.compact("n.t");
        } catch (EngineException e) {
            assertThat(e.code()).isIn(REFUSED);
        }
        return engine.files("n.t") == 1;
    }

    private boolean flushed() {
        try {
            engine.flush("n.t");
        } catch (EngineException e) {
            assertThat(e.code()).isIn(REFUSED);
        }
        return engine.hotRows("n.t") == 0;
    }

    /** Inserts a row; false when it is refused as one that finds no room. */
    private boolean insert() {
        byte[] noise = new byte[TEXT_BYTES / 2];
        random.nextBytes(noise);
        long id = nextId++;
        try {
            engine.run(
                    ADMIN, "INSERT INTO n.t VALUES ($1, $2)", id, HexFormat.of().formatHex(noise));
        } catch (EngineException e) {
            assertThat(e.code()).isIn(REFUSED);
            refusals.add(e.code());
            return false;
        }
        acknowledged.add(id);
        return true;
    }

    private void expectEveryRowOnce() {
        List<Long> found = new ArrayList<>();
        engine.rows(ADMIN, "SELECT id FROM n.t ORDER BY id").forEach(row -> found.add((Long) row.get(0)));
        assertThat(found).containsExactlyElementsOf(acknowledged);
        assertThat(engine.engine().writable()).isTrue();
    }

    private void report(Small small) throws IOException {
        Files.createDirectories(TABLE.getParent());
        Files.writeString(
                TABLE,
                "| %s | inserts, flush, compaction | %d rows tried | %d acknowledged and there once | %s | resumed without a restart |%n"
                        .formatted(small, nextId, acknowledged.size(), refusals),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
