package dev.firn.engine.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.FilePart;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock steps by an hour and back while rows are written and flushed, also within a flush. */
class ClockStepsTest {
    private static final List<Duration> STEPS =
            List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofSeconds(-7), Duration.ofMillis(-1));

    @TempDir
    private Path root;

    private final SteppingClock clock = new SteppingClock();
    private Random random = new Random();
    private boolean stepping;
    private OpenStore store;
    private Table table;
    private long rows;

    private static final class SteppingClock extends Clock {
        private volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void openStore() {
        store = open();
        store.committer.createNamespace("n", "admin");
        table = store.committer.createTable(new Committer.NewTable(
                new TableName("n", "t"),
                TableKind.USER,
                AccessLevel.PUBLIC,
                "admin",
                FlushPolicy.parse("interval:1"),
                List.of(new Column(0, "id", ColumnType.BIGINT, false)),
                "id"));
    }

    private OpenStore open() {
        return new OpenStore(root, (step, runId) -> stepNowAndThen(), new FlushSettings(false, 15), clock);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private void stepNowAndThen() {
        if (stepping && random.nextInt(3) == 0) {
            clock.offset = clock.offset.plus(STEPS.get(random.nextInt(STEPS.size())));
        }
    }

    private void insert() {
        RowBatch batch = new RowBatch(table, store.committer.nowMicros());
        for (int left = 1 + random.nextInt(20); left > 0; left--) {
            batch.insert(new TableScope.User("user" + random.nextInt(3)), new Object[] {rows++});
        }
        store.committer.commit(batch);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void nothingIsLostTheOrderIsThatOfWritingAndIntervalFlushesGoOn(long seed) {
        random = new Random(seed);
        stepping = true;
        for (int i = 0; i < 40; i++) {
            insert();
            stepNowAndThen();
            if (random.nextInt(4) == 0) {
                store.flushes.request(table);
                new ChunkRunner(store.flushes, 10).runAll();
            }
            if (random.nextInt(20) == 0) {
                store.close();
                store = open();
            }
            expectRowsInOrder();
        }
        stepping = false;
        for (Duration step : STEPS) {
            insert();
            clock.offset = clock.offset.plus(step);
            await().atMost(Duration.ofSeconds(20)).until(this::nothingIsHot);
        }
        expectRowsInOrder();
    }

    private boolean nothingIsHot() {
        new ChunkRunner(store.flushes, 10).runAll();
        try (ReadView view = store.committer.acquire()) {
            return view.buffered(table.id()).rows() == 0;
        }
    }

    /** Every row once, in files whose ranges of {@code _seq} ascend, the hot rows above them. */
    private void expectRowsInOrder() {
        long found = 0;
        try (ReadView view = store.committer.acquire()) {
            for (ScopeView scope : view.scopes(table.id())) {
                long lastSeq = 0;
                for (DataFile file : view.dataFiles(scope)) {
                    for (FilePart part : file.parts()) {
                        assertThat(part.minSeq()).isGreaterThan(lastSeq);
                        lastSeq = part.maxSeq();
                    }
                    found += file.rows();
                }
                assertThat(scope.flushedThrough()).isEqualTo(lastSeq);
                try (RowCursor cursor = view.hotRows(scope)) {
                    while (cursor.next()) {
                        assertThat(cursor.seq()).isGreaterThan(lastSeq);
                        lastSeq = cursor.seq();
                        found++;
                    }
                }
            }
        }
        assertThat(found).isEqualTo(rows);
    }
}
