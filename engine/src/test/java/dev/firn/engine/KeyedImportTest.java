package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static dev.firn.engine.TestingEngine.ALICE;
import static dev.firn.engine.TestingEngine.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.ingest.ImportRequest;
import dev.firn.engine.ingest.RowImport;
import dev.firn.engine.statement.KeyedRun;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.TableName;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
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

/** An import under an Idempotency-Key may be sent again from its beginning: no batch is stored twice. */
class KeyedImportTest {
    private static final int BATCH = 10;

    @TempDir
    private Path root;

    private final AtomicInteger writesLeft = new AtomicInteger(Integer.MAX_VALUE);
    private TestingEngine engine;

    @BeforeEach
    void open() {
        StepListener steps = (step, runId) -> {
            if (step == StepListener.Step.WAL_WRITTEN && writesLeft.getAndDecrement() <= 0) {
                throw new IllegalStateException("the process ends here");
            }
        };
        engine = new TestingEngine(root, steps);
        engine.run(ADMIN, """
                CREATE NAMESPACE k;
                CREATE USER TABLE k.plain (id INT, note TEXT DEFAULT 'x', made BIGINT DEFAULT SNOWFLAKE_ID());
                CREATE USER TABLE k.keyed (id INT PRIMARY KEY);
                CREATE USER TABLE k.bare (id INT)""");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private long load(Caller caller, String table, String key, String lines) {
        ImportRequest request = new ImportRequest(
                new TableName("k", table),
                Optional.empty(),
                BATCH,
                Optional.of(new IdempotencyKey(caller.userId(), key)));
        byte[] body = lines.getBytes(StandardCharsets.UTF_8);
        try (RowImport rows =
                engine.engine().imports().open(caller, request, ImportFormat.NDJSON, new ByteArrayInputStream(body))) {
            while (rows.readBatch()) {
                rows.storeBatch();
            }
            return rows.rowsStored();
        }
    }

    private EngineException refused(String table, String key, String lines) {
        return catchThrowableOfType(EngineException.class, () -> load(ALICE, table, key, lines));
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "{\"id\":" + i + "}\n").collect(Collectors.joining());
    }

    private String count(Caller caller) {
        return count(caller, "plain");
    }

    private String count(Caller caller, String table) {
        return String.valueOf(engine.rows(caller, "SELECT count(*), count(DISTINCT id) FROM k." + table));
    }

    @Test
    void batchesThatAreStoredArePassedOver() {
        assertThat(load(ALICE, "plain", "one", lines(0, 35))).isEqualTo(35);
        assertThat(load(ALICE, "plain", "one", lines(0, 35))).isEqualTo(35);
        engine.flush("k.plain");
        engine.reopen();
        assertThat(load(ALICE, "plain", "one", lines(0, 35).replace(":", " : ")))
                .isEqualTo(35);
        assertThat(count(ALICE)).isEqualTo("[[35, 35]]");
        assertThat(load(BOB, "plain", "one", lines(0, 5))).isEqualTo(5);
        assertThat(load(ALICE, "plain", "two", lines(0, 5))).isEqualTo(5);
        assertThat(count(ALICE)).isEqualTo("[[40, 35]]");
    }

    @Test
    void theFirstBatchThatDiffersEndsIt() {
        load(ALICE, "plain", "one", lines(0, 30));
        String changed = lines(0, 15) + "{\"id\":15,\"note\":null}\n" + lines(16, 40);
        EngineException e = refused("plain", "one", changed);
        assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
        assertThat(e.details()).containsEntry("rows_stored", 10L);
        assertThat(refused("keyed", "one", lines(0, 30)).code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
        assertThat(count(ALICE)).isEqualTo("[[30, 30]]");
    }

    @Test
    void goesOnBehindABadRowThatWasMended() {
        EngineException e = refused("plain", "one", lines(0, 25) + "{\"id\":\"bad\"}\n" + lines(26, 40));
        assertThat(e.details()).containsEntry("rows_stored", 20L).containsEntry("line", 26L);
        assertThat(load(ALICE, "plain", "one", lines(0, 40))).isEqualTo(40);
        assertThat(count(ALICE)).isEqualTo("[[40, 40]]");
        assertThat(refused("keyed", "two", lines(0, 5) + lines(3, 5)).code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATION);
        assertThat(load(ALICE, "keyed", "two", lines(0, 8))).isEqualTo(8);
    }

    @Test
    void aBatchWhoseAnswerWasLostIsNotStoredTwice() {
        writesLeft.set(2);
        assertThat(refused("bare", "one", lines(0, 50)).code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        writesLeft.set(Integer.MAX_VALUE);
        engine.reopen();
        assertThat(count(ALICE, "bare")).isEqualTo("[[30, 30]]");
        assertThat(load(ALICE, "bare", "one", lines(0, 50))).isEqualTo(50);
        assertThat(count(ALICE, "bare")).isEqualTo("[[50, 50]]");
    }

    @Test
    void twiceAtOnceIsStoredOnce() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Long>> loads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            loads.add(threads.submit(() -> load(ALICE, "plain", "one", lines(0, 300))));
        }
        for (Future<Long> load : loads) {
            assertThat(load.get()).isEqualTo(300);
        }
        threads.shutdown();
        assertThat(count(ALICE)).isEqualTo("[[300, 300]]");
    }

    @Test
    void aKeyStandsForOneKindOfRequest() {
        load(ALICE, "plain", "one", lines(0, 5));
        SqlRequest request = new SqlRequest("SELECT 1", List.of(), Optional.empty(), UUID.randomUUID());
        EngineException e = catchThrowableOfType(
                EngineException.class,
                () -> engine.engine()
                        .statements()
                        .start(ALICE, request, new IdempotencyKey("alice", "one"))
                        .close());
        assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
        try (KeyedRun keyed = engine.engine().statements().start(ALICE, request, new IdempotencyKey("alice", "sql"))) {
            KeyedRun.UnderWay underWay = (KeyedRun.UnderWay) keyed;
            underWay.run().next();
            underWay.commit(new byte[1]);
        }
        assertThat(refused("plain", "sql", lines(0, 5)).code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
    }
}
