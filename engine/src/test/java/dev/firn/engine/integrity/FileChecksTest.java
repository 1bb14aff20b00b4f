package dev.firn.engine.integrity;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static dev.firn.engine.TestingEngine.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChecksTest {
    private static final String STATES =
            "SELECT state, reason FROM system.manifest WHERE table_name = 'notes'" + " ORDER BY file_id";

    @TempDir
    private Path root;

    private TestingEngine engine;
    private DataFiles files;
    private DataFile first;
    private DataFile second;

    /** Two files of {@code chat.notes}, with ids from 1 and from 101, and a row that is hot. */
    @BeforeEach
    void open() {
        engine = new TestingEngine(root);
        files = new DataFiles(engine, root);
        engine.run(ADMIN, """
                CREATE NAMESPACE chat;
                CREATE SHARED TABLE chat.notes (id BIGINT PRIMARY KEY, note TEXT);
                """);
        insert(1);
        engine.flush("chat.notes");
        insert(101);
        engine.flush("chat.notes");
        engine.run(ADMIN, "INSERT INTO chat.notes VALUES (201, 'hot')");
        first = files.of("chat.notes").get(0);
        second = files.of("chat.notes").get(1);
    }

    private void insert(int from) {
        engine.run(
                ADMIN,
                "INSERT INTO chat.notes SELECT i, 'note ' || i FROM range(" + from + ", " + from + " + 100) t(i)");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aDamagedFileFailsOnlyStatementsThatNeedIt() throws IOException {
        files.overwrite(first, DataFiles.withFlippedBit(files.bytes(first), 40));

        files.expectUnavailable(first, ADMIN, "SELECT sum(id) FROM chat.notes");
        files.expectUnavailable(first, ADMIN, "SELECT note FROM chat.notes WHERE id = 7");
        assertThatThrownBy(() -> engine.run(ADMIN, "UPDATE chat.notes SET note = 'x' WHERE id < 50"))
                .hasMessageContaining("data file " + first.id() + " is quarantined");
        assertThatThrownBy(() -> engine.run(ADMIN, "DELETE FROM chat.notes WHERE id = 7"))
                .hasMessageContaining("data file " + first.id() + " is quarantined");
        assertThatThrownBy(() -> engine.run(ADMIN, "INSERT INTO chat.notes SELECT id + 1000, note FROM chat.notes"))
                .hasMessageContaining("data file " + first.id() + " is quarantined");

        assertThat(engine.value(ADMIN, "SELECT sum(id) FROM chat.notes WHERE id > 100"))
                .hasToString("15251");
        assertThat(engine.value(ADMIN, "SELECT note FROM chat.notes WHERE id = 150"))
                .isEqualTo("note 150");
        assertThat(engine.value(ADMIN, "SELECT note FROM chat.notes WHERE id = 201"))
                .isEqualTo("hot");
        assertThat(engine.value(ADMIN, "SELECT count(*) FROM chat.notes")).isEqualTo(201L);
        assertThat(engine.run(ADMIN, "UPDATE chat.notes SET note = 'x' WHERE id = 150"))
                .isEqualTo(1);
        assertThat(engine.rows(ADMIN, STATES)).containsExactly(List.of("quarantined", "checksum"), row("active", null));
    }

    private static List<Object> row(Object... values) {
        List<Object> row = new ArrayList<>();
        java.util.Collections.addAll(row, values);
        return row;
    }

    @Test
    void aScopeIsReadWhileAFileOfAnotherIsDamaged() throws IOException {
        engine.run(ADMIN, "CREATE USER TABLE chat.own (id BIGINT PRIMARY KEY)");
        engine.run(ALICE, "INSERT INTO chat.own VALUES (1)");
        engine.flush("chat.own");
        engine.run(BOB, "INSERT INTO chat.own VALUES (2)");
        engine.flush("chat.own");
        DataFile ofAlice = files.of("chat.own").get(0);

        Files.delete(files.path(ofAlice));

        files.expectUnavailable(ofAlice, ALICE, "SELECT sum(id) FROM chat.own");
        assertThat(engine.value(BOB, "SELECT sum(id) FROM chat.own")).hasToString("2");
        assertThat(engine.rows(BOB, "SELECT state FROM system.manifest WHERE table_name = 'own'"))
                .containsExactly(List.of("active"));
    }

    @Test
    void whatIsWrongIsNamedAndAFileThatIsWholeAgainIsReleased() throws IOException {
        byte[] whole = files.bytes(first);

        Files.delete(files.path(first));
        expectQuarantined("missing");
        Files.createDirectory(files.path(first));
        expectQuarantined("unreadable");
        Files.delete(files.path(first));
        files.overwrite(first, new byte[0]);
        expectQuarantined("length");
        files.overwrite(first, DataFiles.withFlippedBit(whole, whole.length - 6));
        expectQuarantined("checksum");

        engine.reopen();
        assertThat(engine.rows(ADMIN, STATES)).containsExactly(List.of("quarantined", "checksum"), row("active", null));
        expectQuarantined("checksum");
        files.overwrite(first, whole);
        assertThat(engine.value(ADMIN, "SELECT sum(id) FROM chat.notes")).hasToString("20301");
        assertThat(engine.rows(ADMIN, STATES)).containsExactly(row("active", null), row("active", null));
    }

    private void expectQuarantined(String reason) {
        files.expectUnavailable(first, ADMIN, "SELECT sum(id) FROM chat.notes");
        assertThat(engine.rows(ADMIN, STATES)).containsExactly(List.of("quarantined", reason), row("active", null));
    }

    @Test
    void filesThatTookEachOthersNameAreFoundOut() throws IOException {
        Path aside = root.resolve("aside");
        Files.move(files.path(first), aside);
        Files.move(files.path(second), files.path(first));
        Files.move(aside, files.path(second));

        files.expectUnavailable(first, ADMIN, "SELECT note FROM chat.notes WHERE id = 7");
        files.expectUnavailable(second, ADMIN, "SELECT note FROM chat.notes WHERE id = 150");
    }

    @Test
    void bytesThatRotUnseenAreFoundAfterAStartOrByARecheck() throws IOException {
        assertThat(engine.value(ADMIN, "SELECT sum(id) FROM chat.notes")).hasToString("20301");
        assertThat(engine.engine().fileChecks().filesRead())
                .as("files that this process wrote")
                .isZero();
        byte[] whole = files.bytes(first);
        files.rot(first, DataFiles.withFlippedBit(whole, 60));

        engine.reopen();
        files.expectUnavailable(first, ADMIN, "SELECT sum(id) FROM chat.notes");

        files.rot(first, whole);
        FileChecks checks = engine.engine().fileChecks();
        try (ReadView view = engine.engine().committer().acquire()) {
            assertThat(checks.recheck(files.table("chat.notes"), first, bytes -> {}))
                    .isEmpty();
        }
        assertThat(engine.value(ADMIN, "SELECT sum(id) FROM chat.notes")).hasToString("20301");
    }

    /** A page that DuckDB reads as other values is for a scrub; whatever it cannot read is the file's fault by name. */
    @Test
    void bytesThatRotAfterTheirCheckFailAStatementByTheFilesName() throws IOException {
        String sql = "SELECT sum(id), max(note) FROM chat.notes";
        List<?> answer = engine.rows(ADMIN, sql);
        byte[] whole = files.bytes(first);
        Random random = new Random(20261123);
        int named = 0;
        for (int i = 0; i < 60; i++) {
            files.rot(first, damaged(whole, i, random));
            EngineException failure = catchThrowableOfType(EngineException.class, () -> engine.rows(ADMIN, sql));
            if (failure != null) {
                assertThat(failure.code())
                        .as("%d: %s", i, failure.getMessage())
                        .isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
                assertThat(failure.details()).containsEntry("file_id", String.valueOf(first.id()));
                // From now on it is known, also where DuckDB would notice nothing.
                files.expectUnavailable(first, ADMIN, "SELECT note FROM chat.notes WHERE id = 7");
                named++;
            }
            files.overwrite(first, whole);
            assertThat(engine.rows(ADMIN, sql)).isEqualTo(answer);
        }
        assertThat(named).isGreaterThan(20);
    }

    /** Some of these end DuckDB's instance by an error of its own: the next statement has another. */
    @Test
    void numbersOfTheFooterThatRotHarmNoOtherStatement() throws IOException {
        String sql = "SELECT sum(id), max(note) FROM chat.notes";
        List<?> answer = engine.rows(ADMIN, sql);
        byte[] whole = files.bytes(first);
        int named = 0;
        for (int place = whole.length - 600; place < whole.length - 8; place++) {
            byte[] bytes = whole.clone();
            bytes[place] ^= 1; // the sign of a number that is stored there
            files.rot(first, bytes);
            EngineException failure = catchThrowableOfType(EngineException.class, () -> engine.rows(ADMIN, sql));
            files.overwrite(first, whole);
            if (failure != null) {
                assertThat(failure.code())
                        .as("%d: %s", place, failure.getMessage())
                        .isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
                assertThat(engine.rows(ADMIN, sql)).isEqualTo(answer);
                named++;
            }
        }
        assertThat(named).isGreaterThan(20);
    }

    /** A flipped bit, a byte of anything or a hole, anywhere or in the footer. */
    private static byte[] damaged(byte[] whole, int i, Random random) {
        int place = i % 2 == 0 ? random.nextInt(whole.length) : whole.length - 1 - random.nextInt(whole.length / 3);
        byte[] bytes = DataFiles.withFlippedBit(whole, place);
        if (i % 3 == 1) {
            bytes[place] = (byte) random.nextInt();
        } else if (i % 3 == 2) {
            Arrays.fill(bytes, place, Math.min(bytes.length, place + 200), (byte) 0);
        }
        return bytes;
    }

    @Test
    void aFileThatIsCutWhileAStatementReadsItFailsItByName() throws IOException {
        String note = IntStream.range(0, 8)
                .mapToObj(n -> "md5((i + " + n + ")::TEXT)")
                .collect(Collectors.joining(" || "));
        engine.run(ADMIN, "CREATE SHARED TABLE chat.long (id BIGINT, note TEXT)");
        engine.run(ADMIN, "INSERT INTO chat.long SELECT i, " + note + " FROM range(400000) t(i)");
        engine.flush("chat.long");
        DataFile file = files.of("chat.long").get(0);

        EngineException failure;
        try (SqlRun run = engine.start(ADMIN, "SELECT id, note FROM chat.long");
                QueryResult result = ((StatementResult.Rows) run.next()).rows()) {
            assertThat(result.next()).isTrue();
            files.overwrite(file, Arrays.copyOf(files.bytes(file), 1_000));
            failure = catchThrowableOfType(EngineException.class, () -> {
                while (result.next()) {
                    assertThat(result.value(0)).isNotNull();
                }
            });
        }

        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.DATA_FILE_UNAVAILABLE);
        assertThat(failure.details()).containsEntry("file_id", String.valueOf(file.id()));
    }

    @Test
    void statementsAtOnceReadAFileOnceAndOneThatGivesUpLeavesTheCheckToTheNext() throws Exception {
        engine.reopen();
        FileChecks checks = new FileChecks(
                engine.engine().committer(), new DataDirectory(root.resolve("data"), new LocalFileCalls()));
        AtomicInteger buffers = new AtomicInteger();
        assertThatThrownBy(() -> checks.require(files.table("chat.notes"), List.of(first), () -> {
                    if (buffers.incrementAndGet() > 1) {
                        throw new EngineException(ErrorCode.QUERY_CANCELLED, "given up");
                    }
                }))
                .hasMessage("given up");

        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<FileChecks.Use>> uses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                uses.add(
                        pool.submit(() -> checks.require(files.table("chat.notes"), List.of(first, second), () -> {})));
            }
            for (Future<FileChecks.Use> use : uses) {
                assertThat(use.get()).isNotNull();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(checks.filesRead()).isEqualTo(2);
    }

    @Test
    void explainSaysThatAStatementNeedsAQuarantinedFile() throws IOException {
        Files.delete(files.path(first));
        files.expectUnavailable(first, ADMIN, "SELECT sum(id) FROM chat.notes");

        assertThat(engine.rows(ADMIN, "EXPLAIN SELECT sum(id) FROM chat.notes").toString())
                .contains("quarantined, it is missing: the statement fails");
        assertThat(engine.rows(ADMIN, "EXPLAIN SELECT sum(id) FROM chat.notes WHERE id > 100")
                        .toString())
                .doesNotContain("quarantined");
    }

    @Test
    void aDroppedTableTakesItsQuarantineWithIt() throws IOException {
        Files.delete(files.path(first));
        files.expectUnavailable(first, ADMIN, "SELECT sum(id) FROM chat.notes");
        assertThat(engine.engine().quarantinedFiles()).isEqualTo(1);

        engine.run(ADMIN, "DROP TABLE chat.notes");

        assertThat(engine.engine().quarantinedFiles()).isZero();
        assertThat(engine.reopen().engine().quarantinedFiles()).isZero();
    }
}
