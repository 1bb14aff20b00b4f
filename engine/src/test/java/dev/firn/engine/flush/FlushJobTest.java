package dev.firn.engine.flush;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.run.Due;
import dev.firn.engine.run.Run.Trigger;
import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlushJobTest {
    private static final int TABLES = 3_000;

    @TempDir
    private Path root;

    @Test
    void ofThousandsOfTablesOnlyThoseWithBufferedRowsAreLookedAt() throws Exception {
        try (OpenStore store = new OpenStore(root, StepListener.NONE, new FlushSettings(false, 1_000))) {
            store.committer.createNamespace("many", "admin");
            List<Table> tables = createTables(store.committer);
            insert(store.committer, tables.get(7), 10);
            insert(store.committer, tables.get(1_500), 3);
            insert(store.committer, tables.get(2_999), 11);

            List<Integer> lookedAt = new ArrayList<>();
            try (ReadView view = store.committer.acquire()) {
                List<Due> due = FlushJob.due(view.bufferedTables(), tableId -> {
                    lookedAt.add(tableId);
                    return view.catalog().table(tableId);
                });

                assertThat(due)
                        .containsExactlyInAnyOrder(
                                new Due(tables.get(7).id(), Trigger.ROWS),
                                new Due(tables.get(2_999).id(), Trigger.ROWS));
            }
            assertThat(lookedAt)
                    .containsExactlyInAnyOrder(
                            tables.get(7).id(),
                            tables.get(1_500).id(),
                            tables.get(2_999).id());
            assertThat(new ChunkRunner(store.flushes, 100).runAll()).isEqualTo(2);
        }
    }

    /** By many threads: the committer takes what they wait for into one group. */
    private static List<Table> createTables(Committer committer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(64);
        try {
            List<Future<Table>> created = new ArrayList<>();
            for (int i = 0; i < TABLES; i++) {
                String name = "t" + i;
                created.add(threads.submit(() -> committer.createTable(new Committer.NewTable(
                        new TableName("many", name),
                        TableKind.SHARED,
                        AccessLevel.PUBLIC,
                        "admin",
                        FlushPolicy.parse("rows:10"),
                        List.of(new Column(0, "id", ColumnType.BIGINT, false)),
                        "id"))));
            }
            List<Table> tables = new ArrayList<>();
            for (Future<Table> table : created) {
                tables.add(table.get());
            }
            return tables;
        } finally {
            threads.shutdown();
        }
    }

    private static void insert(Committer committer, Table table, int rows) {
        RowBatch batch = new RowBatch(table, committer.nowMicros());
        for (int i = 0; i < rows; i++) {
            batch.insert(TableScope.of(TableKind.SHARED, "anybody"), new Object[] {(long) i});
        }
        committer.commit(batch);
    }
}
