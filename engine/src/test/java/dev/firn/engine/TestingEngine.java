package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.security.TestingPasswords;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.store.FileCalls;
import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An engine in a directory of its own, driven by SQL: the words in which tests are written as a specification. */
public final class TestingEngine implements AutoCloseable {
    public static final Caller ADMIN = new Caller("admin", Role.DBA);
    public static final Caller ALICE = new Caller("alice", Role.USER);
    public static final Caller BOB = new Caller("bob", Role.USER);
    private static final int ITEM_COUNT = 100;

    private final Map<String, String> settings = new HashMap<>();
    private final StepListener steps;
    private final FileCalls files;
    private final Clock clock;
    private Engine engine;

    /**
     * @param pairs keys and values of further settings
     */
    public TestingEngine(Path root, StepListener steps, String... pairs) {
        this(root, steps, Clock.systemUTC(), pairs);
    }

    /** An engine that lives by a clock. */
    public TestingEngine(Path root, StepListener steps, Clock clock, String... pairs) {
        this(root, steps, clock, new LocalFileCalls(), pairs);
    }

    private TestingEngine(Path root, StepListener steps, Clock clock, FileCalls files, String... pairs) {
        this.files = files;
        settings.put("firn.data.directory", root.resolve("data").toString());
        settings.put("firn.state.directory", root.resolve("state").toString());
        settings.put("firn.admin.initial-password", "not a secret");
        settings.put("firn.query.memory-mib", "256");
        for (int i = 0; i < pairs.length; i += 2) {
            settings.put(pairs[i], pairs[i + 1]);
        }
        this.steps = steps;
        this.clock = clock;
        this.engine = open();
    }

    /**
     * @param files the calls to the file system that it makes
     * @param pairs keys and values of further settings
     */
    public TestingEngine(Path root, FileCalls files, String... pairs) {
        this(root, StepListener.NONE, Clock.systemUTC(), files, pairs);
    }

    public TestingEngine(Path root) {
        this(root, StepListener.NONE);
    }

    private Engine open() {
        return Engine.open(
                EngineSettings.from(key -> Optional.ofNullable(settings.get(key))),
                new Surroundings(steps, clock).with(new TestingPasswords()).with(files));
    }

    public Engine engine() {
        return engine;
    }

    /** Closes the engine and opens it again. */
    public TestingEngine reopen() {
        engine.close();
        engine = open();
        return this;
    }

    /** Runs statements; answers the count of the last one that has one. */
    public long run(Caller caller, String sql, @Nullable Object... params) {
        long count = 0;
        try (SqlRun run = start(caller, sql, params)) {
            while (run.hasNext()) {
                if (run.next() instanceof StatementResult.Done done) {
                    count = done.rowCount();
                }
            }
        }
        return count;
    }

    /** What the one statement says. */
    public String message(Caller caller, String sql) {
        try (SqlRun run = start(caller, sql)) {
            return ((StatementResult.Done) run.next()).message();
        }
    }

    /** The rows of a SELECT, each as a list of its values. */
    public List<List<@Nullable Object>> rows(Caller caller, String sql, @Nullable Object... params) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (SqlRun run = start(caller, sql, params);
                QueryResult result = ((StatementResult.Rows) run.next()).rows()) {
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 0; i < result.columns().size(); i++) {
                    row.add(result.value(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** The {@code data_type} of each column of a SELECT. */
    public List<String> types(Caller caller, String sql, @Nullable Object... params) {
        try (SqlRun run = start(caller, sql, params);
                QueryResult result = ((StatementResult.Rows) run.next()).rows()) {
            return result.columns().stream()
                    .map(column -> column.type().dataType())
                    .toList();
        }
    }

    /** The one value of a SELECT of one row and column. */
    public @Nullable Object value(Caller caller, String sql, @Nullable Object... params) {
        List<List<@Nullable Object>> rows = rows(caller, sql, params);
        assertThat(rows).as(sql).hasSize(1);
        assertThat(rows.get(0)).as(sql).hasSize(1);
        return rows.get(0).get(0);
    }

    /** Begins statements, which the caller runs one by one. */
    public SqlRun start(Caller caller, String sql, @Nullable Object... params) {
        List<@Nullable Object> list = new ArrayList<>(java.util.Arrays.asList(params));
        return engine.statements().start(caller, new SqlRequest(sql, list, Optional.empty(), UUID.randomUUID()));
    }

    /** Executes the flush runs that are to be launched now, one after the other. */
    public int flushDue() {
        return new ChunkRunner(engine.flushes(), ITEM_COUNT).runAll();
    }

    /** Flushes every buffered row of a table. */
    public void flush(String table) {
        run(ADMIN, "STORAGE FLUSH TABLE " + table);
        flushDue();
    }

    /** Merges all data files of a table that can be merged. */
    public void compact(String table) {
        run(ADMIN, "STORAGE COMPACT TABLE " + table);
        flushDue();
    }

    /** Removes the expired rows of a table, as a retention run does. */
    public void applyRetention(String name) {
        engine.retention().apply(table(name));
    }

    /** The table of that name. */
    public Table table(String name) {
        try (ReadView view = engine.committer().acquire()) {
            return table(view, name);
        }
    }

    /** Buffered row versions of a table. */
    public long hotRows(String table) {
        try (ReadView view = engine.committer().acquire()) {
            return view.buffered(table(view, table).id()).rows();
        }
    }

    /** Data files of a table. */
    public long files(String table) {
        try (ReadView view = engine.committer().acquire()) {
            int tableId = table(view, table).id();
            return view.manifest().files().stream()
                    .filter(file -> file.tableId() == tableId)
                    .count();
        }
    }

    private static Table table(ReadView view, String name) {
        String[] parts = name.split("\\.");
        return view.catalog().table(new TableName(parts[0], parts[1])).orElseThrow();
    }

    @Override
    public void close() {
        engine.close();
    }
}
