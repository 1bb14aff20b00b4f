package dev.firn.benchmarks;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.FlushItem;
import dev.firn.engine.flush.FlushPartition;
import dev.firn.engine.flush.FlushReader;
import dev.firn.engine.flush.FlushWriter;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Launch;
import dev.firn.engine.run.Runs;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An engine with default settings in a directory of its own, which goes when it is closed; runs are executed here. */
final class OpenEngine implements AutoCloseable {
    private static final Caller ADMIN = new Caller("admin", Role.DBA);
    private static final int ITEM_COUNT = 1_000;

    private final Path root;
    private final Engine engine;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    OpenEngine() {
        try {
            this.root = Files.createTempDirectory("firn-benchmark-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = Map.of(
                "firn.data.directory", root.resolve("data").toString(),
                "firn.state.directory", root.resolve("state").toString(),
                "firn.admin.initial-password", "not a secret");
        this.engine = Engine.open(
                EngineSettings.from(key -> Optional.ofNullable(settings.get(key))),
                StepListener.NONE,
                Clock.systemUTC());
    }

    Engine engine() {
        return engine;
    }

    /** Runs statements that answer no rows. */
    void run(String sql) {
        try (SqlRun run = start(ADMIN, sql)) {
            while (run.hasNext()) {
                run.next();
            }
        }
    }

    /** Reads all rows of a SELECT; answers the first column of the last one. */
    Answer ask(Caller caller, String sql, @Nullable Object... params) {
        long rows = 0;
        Object last = null;
        try (SqlRun run = start(caller, sql, params);
                QueryResult result = ((StatementResult.Rows) run.next()).rows()) {
            while (result.next()) {
                rows++;
                for (int i = 0; i < result.columns().size(); i++) {
                    Object value = result.value(i);
                    last = i == 0 ? value : last;
                }
            }
        }
        return new Answer(rows, last);
    }

    /** How many rows came, and the first value of the last one. */
    record Answer(long rows, @Nullable Object last) {}

    private SqlRun start(Caller caller, String sql, @Nullable Object... params) {
        List<@Nullable Object> list = new ArrayList<>(Arrays.asList(params));
        return engine.statements().start(caller, new SqlRequest(sql, list, Optional.empty(), UUID.randomUUID()));
    }

    Table table(String namespace, String name) {
        try (ReadView view = engine.committer().acquire()) {
            return view.catalog().table(new TableName(namespace, name)).orElseThrow();
        }
    }

    /** Data files of a table. */
    int files(Table table) {
        try (ReadView view = engine.committer().acquire()) {
            return view.manifest().files(table.id()).size();
        }
    }

    /** Executes every run that is due, one after the other; answers how many. */
    int runDue() {
        int executed = 0;
        Runs runs = engine.runs();
        for (List<Launch> launches = runs.takeLaunches(); !launches.isEmpty(); launches = runs.takeLaunches()) {
            launches.forEach(this::execute);
            executed += launches.size();
        }
        return executed;
    }

    private void execute(Launch launch) {
        if (launch.type() == JobType.FLUSH) {
            flush(launch);
        } else {
            engine.runs().execute(launch.runId(), launch.attempt());
        }
    }

    /** As the batch runtime does it: partitions beside each other, then the purge. */
    private void flush(Launch launch) {
        List<CompletableFuture<Void>> partitions =
                engine.flushes().partitions(launch.runId(), launch.attempt()).stream()
                        .map(partition -> CompletableFuture.runAsync(() -> flush(launch, partition), threads))
                        .toList();
        partitions.forEach(CompletableFuture::join);
        engine.flushes().purge(launch.runId(), launch.attempt());
    }

    private void flush(Launch launch, FlushPartition partition) {
        try (FlushReader reader = engine.flushes().reader(launch.runId(), launch.attempt(), partition);
                FlushWriter writer = engine.flushes().writer(launch.runId(), launch.attempt())) {
            List<FlushItem> chunk = new ArrayList<>();
            for (FlushItem item = reader.next(); item != null; item = reader.next()) {
                chunk.add(item);
                if (chunk.size() == ITEM_COUNT) {
                    writer.write(chunk);
                    chunk = new ArrayList<>();
                }
            }
            writer.write(chunk);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        engine.close();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
