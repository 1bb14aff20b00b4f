package dev.firn.engine.monitor;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static dev.firn.engine.TestingEngine.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.monitor.FileState.Check;
import dev.firn.engine.monitor.FileState.Kind;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.RunQuery.Direction;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FileFooter;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMonitorTest {
    private static final TableName OWN = new TableName("m", "own");
    private static final TableName NEWS = new TableName("m", "news");
    private static final FileQuery ALL = query(Set.of(), Optional.empty());

    @TempDir
    private Path root;

    private TestingEngine engine;

    @BeforeEach
    void createTables() {
        engine = new TestingEngine(root, StepListener.NONE, "firn.flush.nudge", "false");
        engine.run(ADMIN, """
                CREATE NAMESPACE m;
                CREATE USER TABLE m.own (id INT PRIMARY KEY, secret TEXT);
                CREATE SHARED TABLE m.news (id BIGINT PRIMARY KEY, b BOOLEAN, s SMALLINT, f FLOAT, d DOUBLE,
                    small DECIMAL(9, 2), wide DECIMAL(38, 3), t TEXT, x BYTES, j JSON, ts TIMESTAMP, day DATE, tm TIME,
                    u UUID)""");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private FileMonitor monitor() {
        return engine.engine().monitor().files();
    }

    private static FileQuery query(Set<Check> states, Optional<Kind> kind) {
        return new FileQuery(
                states,
                kind,
                Optional.empty(),
                new Paging<>(FileQuery.Sort.FILE_ID, Direction.DESCENDING, Optional.empty(), 100));
    }

    private FileState onlyFile(Caller caller, TableName table) {
        List<FileState> files = monitor().files(caller, table, ALL).items();
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    private FileDetail detail(Caller caller, TableName table, long id) {
        return monitor().file(caller, table, id, 0, 10);
    }

    private static Map<String, FileFooter.Chunk> chunks(FileDetail detail) {
        return detail.footer().orElseThrow().rowGroups().get(0).chunks().stream()
                .collect(Collectors.toMap(FileFooter.Chunk::name, chunk -> chunk));
    }

    @Test
    void tellsWhatTheFooterSays() {
        engine.run(ADMIN, """
                INSERT INTO m.news VALUES
                (1, FALSE, -5, 0.5, -1.25, -3.50, -12345678901234567890.125, 'apple', X'00', '{}',
                    TIMESTAMP '2025-01-02 03:04:05.000006', DATE '2025-01-02', TIME '03:04:05', '00000000-0000-0000-0000-00000000000a'),
                (3, TRUE, 7, 1.5, 2.5, 4.25, 12345678901234567890.125, 'päär', X'FF', '[]',
                    TIMESTAMP '2026-01-02 03:04:05', DATE '2026-01-02', TIME '23:04:05', 'f0000000-0000-0000-0000-00000000000a'),
                (2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)""");
        engine.flush("m.news");

        FileDetail detail = detail(ALICE, NEWS, onlyFile(ALICE, NEWS).id());
        FileFooter footer = detail.footer().orElseThrow();
        assertThat(detail.values()).isEqualTo(FileFooter.Values.SHOWN);
        assertThat(footer.createdBy())
                .hasValueSatisfying(library -> assertThat(library).startsWith("parquet-mr"));
        assertThat(footer.rows()).isEqualTo(3);
        assertThat(footer.rowGroupCount()).isEqualTo(1);
        assertThat(footer.columns().get(0))
                .isEqualTo(new FileFooter.Column("id", OptionalInt.of(1), "INT64", Optional.empty(), false));
        assertThat(footer.columns())
                .filteredOn(FileFooter.Column::system)
                .extracting(FileFooter.Column::name)
                .containsExactly("_seq", "_prev", "_deleted", "_written_at");
        Map<String, FileFooter.Chunk> chunks = chunks(detail);
        assertBounds(chunks, "id", "1", "3");
        assertBounds(chunks, "b", "false", "true");
        assertBounds(chunks, "s", "-5", "7");
        assertBounds(chunks, "f", "0.5", "1.5");
        assertBounds(chunks, "d", "-1.25", "2.5");
        assertBounds(chunks, "small", "-3.50", "4.25");
        assertBounds(chunks, "wide", "-12345678901234567890.125", "12345678901234567890.125");
        assertBounds(chunks, "t", "apple", "päär");
        assertBounds(chunks, "ts", "2025-01-02 03:04:05.000006", "2026-01-02 03:04:05");
        assertBounds(chunks, "day", "2025-01-02", "2026-01-02");
        assertBounds(chunks, "tm", "03:04:05", "23:04:05");
        assertBounds(chunks, "u", "00000000-0000-0000-0000-00000000000a", "f0000000-0000-0000-0000-00000000000a");
        assertThat(chunks.get("x").min()).as("bytes are no text").isEmpty();
        assertThat(chunks.get("j").min()).as("JSON has no order").isEmpty();
        assertThat(chunks.get("id").bloomFilter()).isTrue();
        assertThat(chunks.get("t").bloomFilter()).isFalse();
        assertThat(chunks.get("t").nulls()).hasValue(1);
        assertThat(chunks.get("t").compression()).isEqualTo("ZSTD");
        assertThat(chunks.get("t").pageIndex()).isTrue();
        assertThat(chunks.get("t").encodings()).isNotEmpty();

        FileFooter behind =
                monitor().file(ALICE, NEWS, detail.file().id(), 1, 10).footer().orElseThrow();
        assertThat(behind.rowGroups()).isEmpty();
        assertThat(behind.next()).isEmpty();
    }

    private static void assertBounds(Map<String, FileFooter.Chunk> chunks, String column, String min, String max) {
        assertThat(chunks.get(column).min()).as(column).hasValue(min);
        assertThat(chunks.get(column).max()).as(column).hasValue(max);
    }

    @Test
    void cutsLongTexts() {
        engine.run(ADMIN, "INSERT INTO m.news (id, t) VALUES (1, '" + "ä".repeat(100) + "')");
        engine.flush("m.news");

        FileFooter.Chunk text =
                chunks(detail(ADMIN, NEWS, onlyFile(ADMIN, NEWS).id())).get("t");
        assertThat(text.min()).hasValue("ä".repeat(64) + "…");
    }

    @Test
    void tellsNobodyOfAnothersValues() {
        engine.run(ALICE, "INSERT INTO m.own VALUES (4711, 'alice only')");
        engine.flush("m.own");
        long id = onlyFile(ADMIN, OWN).id();

        FileDetail admins = detail(ADMIN, OWN, id);
        assertThat(admins.values()).isEqualTo(FileFooter.Values.HIDDEN);
        assertThat(admins.parts())
                .containsExactly(new FileDetail.Part(
                        Optional.of("alice"),
                        1,
                        admins.file().minSeq(),
                        admins.file().maxSeq()));
        assertThat(chunks(admins).values()).allSatisfy(chunk -> {
            assertThat(chunk.min()).isEmpty();
            assertThat(chunk.max()).isEmpty();
            assertThat(chunk.nulls()).isEqualTo(OptionalLong.empty());
            assertThat(chunk.compressedBytes()).isPositive();
        });
        assertThat(chunks(detail(ALICE, OWN, id)).get("secret").min()).hasValue("alice only");
        assertThat(detail(ALICE, OWN, id).run()).isEmpty();
        assertThat(admins.run().orElseThrow().id()).isEqualTo(admins.file().runId());
        assertThat(admins.file().jobType()).isEqualTo(JobType.FLUSH);
        assertThat(monitor().files(BOB, OWN, ALL).items()).isEmpty();
        assertNotFound(() -> detail(BOB, OWN, id));
        assertNotFound(() -> detail(ADMIN, NEWS, id));
        assertNotFound(() -> detail(ADMIN, OWN, id + 1_000));
    }

    private static void assertNotFound(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void showsAUserTheirPartOfABundleAndNothingOfOthers() {
        engine.close();
        engine = new TestingEngine(
                root, StepListener.NONE, "firn.flush.nudge", "false", "firn.flush.bundle-scopes", "1");
        engine.run(ALICE, "INSERT INTO m.own VALUES (1, 'a'), (2, 'b')");
        engine.run(BOB, "INSERT INTO m.own VALUES (1, 'c')");
        engine.flush("m.own");

        FileState whole = onlyFile(ADMIN, OWN);
        assertThat(whole.kind()).isEqualTo(Kind.BUNDLE);
        assertThat(whole.scopes()).hasValue(2);
        assertThat(whole.rows()).isEqualTo(3);
        FileDetail admins = detail(ADMIN, OWN, whole.id());
        assertThat(admins.parts()).hasSize(2);
        assertThat(admins.values()).isEqualTo(FileFooter.Values.HIDDEN);
        assertThat(admins.footer()).isPresent();

        FileState part = onlyFile(ALICE, OWN);
        assertThat(part.rows()).isEqualTo(2);
        assertThat(part.scopes()).isEmpty();
        assertThat(part.bytes()).isEmpty();
        assertThat(part.level()).isEmpty();
        FileDetail alices = detail(ALICE, OWN, whole.id());
        assertThat(alices.parts()).extracting(FileDetail.Part::userId).containsExactly(Optional.of("alice"));
        assertThat(alices.crc32c()).isEmpty();
        assertThat(alices.footer()).isEmpty();
        assertThat(engine.engine().monitor().tables().table(ALICE, OWN).files().bytes())
                .isZero();
        assertThat(monitor()
                        .files(ADMIN, OWN, query(Set.of(), Optional.of(Kind.OWN)))
                        .items())
                .isEmpty();
    }

    @Test
    void saysWhetherTheBytesAreKnownToBeRight() throws IOException {
        engine.run(ADMIN, "INSERT INTO m.news (id) VALUES (1)");
        engine.flush("m.news");
        assertThat(onlyFile(ADMIN, NEWS).check()).as("just written").isEqualTo(Check.VERIFIED);

        engine.reopen();
        assertThat(onlyFile(ADMIN, NEWS).check()).isEqualTo(Check.UNVERIFIED);
        engine.rows(ADMIN, "SELECT t FROM m.news");
        assertThat(onlyFile(ADMIN, NEWS).check()).as("just read").isEqualTo(Check.VERIFIED);

        engine.close();
        damage();
        engine = new TestingEngine(root, StepListener.NONE, "firn.flush.nudge", "false");
        long id = onlyFile(ADMIN, NEWS).id();
        assertThat(detail(ADMIN, NEWS, id).footer())
                .as("a footer that cannot be read")
                .isEmpty();
        assertThatThrownBy(() -> engine.rows(ADMIN, "SELECT t FROM m.news")).isInstanceOf(EngineException.class);
        FileState quarantined = onlyFile(ADMIN, NEWS);
        assertThat(quarantined.check()).isEqualTo(Check.QUARANTINED);
        assertThat(quarantined.damaged().orElseThrow().reason()).isEqualTo("checksum");
        assertThat(detail(ADMIN, NEWS, id).footer()).isEmpty();
        assertThat(monitor()
                        .files(ADMIN, NEWS, query(Set.of(Check.VERIFIED), Optional.empty()))
                        .items())
                .isEmpty();
        assertThat(engine.engine().monitor().tables().table(ADMIN, NEWS).files().quarantined())
                .isEqualTo(1);
    }

    /** Writes over the end of the one data file. */
    private void damage() throws IOException {
        Path file = TestingFileCalls.parquetFiles(root.resolve("data")).get(0);
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length - 60; i < bytes.length - 8; i++) {
            bytes[i] = (byte) 0xFF;
        }
        Files.write(file, bytes);
    }
}
