package dev.firn.engine.statement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.cold.DataDirectory;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.compaction.CompactionSettings;
import dev.firn.engine.compaction.Compactions;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.flush.FlushSettings;
import dev.firn.engine.flush.OpenStore;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.integrity.FileChecks;
import dev.firn.engine.query.Queries;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.QuerySettings;
import dev.firn.engine.retention.Retention;
import dev.firn.engine.retention.RetentionSettings;
import dev.firn.engine.security.TestingPasswords;
import dev.firn.engine.setting.Setting;
import dev.firn.engine.setting.SettingValue;
import dev.firn.engine.store.LocalFileCalls;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Statements over a store of their own, with some callers to run them. */
final class OpenStatements implements AutoCloseable {
    static final Caller ALICE = new Caller("alice", Role.USER);
    static final Caller BOB = new Caller("bob", Role.USER);
    static final Caller SERVICE = new Caller("robot", Role.SERVICE);
    static final Caller DBA = new Caller("root", Role.DBA);

    final OpenStore store;
    final Queries queries;
    final Retention retention;
    final Statements statements;

    OpenStatements(Path root) {
        this(root, true);
    }

    OpenStatements(Path root, boolean usersCreateTables) {
        this(root, usersCreateTables, Duration.ofSeconds(60));
    }

    OpenStatements(Path root, boolean usersCreateTables, Duration stallLimit) {
        this.store = new OpenStore(root, StepListener.NONE, new FlushSettings(false, 1_000_000));
        DataDirectory data = new DataDirectory(store.data, new LocalFileCalls());
        this.queries = Queries.open(
                new QuerySettings(
                        store.data,
                        root.resolve("spill"),
                        root.resolve("spool"),
                        256,
                        1_024,
                        2,
                        Duration.ofSeconds(60),
                        stallLimit),
                new FileChecks(store.committer, data));
        Compactions compactions =
                new Compactions(store.committer, data, queries, StepListener.NONE, new CompactionSettings(12, 128));
        store.runs.register(compactions);
        this.retention =
                new Retention(store.committer, store.runs, StepListener.NONE, new RetentionSettings(3_600, 1L << 20));
        this.statements = new Statements(
                store.committer,
                queries,
                store.flushes,
                compactions,
                retention,
                new TestingPasswords(),
                new StatementSettings(
                        FlushPolicy.parse("rows:100000"),
                        usersCreateTables,
                        List.of(
                                new SettingValue(
                                        Setting.FLUSH_ROWS_PER_FILE, Optional.of("9"), SettingValue.Origin.ENVIRONMENT),
                                new SettingValue(
                                        Setting.ADMIN_INITIAL_PASSWORD,
                                        Optional.of("the secret"),
                                        SettingValue.Origin.SYSTEM_PROPERTY))));
    }

    /** What a request answers: one message or the rows of each statement. */
    record Answer(
            List<StatementResult.Done> done,
            List<List<@Nullable Object>> rows,
            List<String> columns,
            List<Optional<String>> messages) {
        String message() {
            assertThat(done).hasSize(1);
            return done.get(0).message();
        }

        @Nullable
        Object single() {
            assertThat(rows).hasSize(1);
            return rows.get(0).get(0);
        }
    }

    Answer run(Caller caller, String sql, @Nullable Object... params) {
        return run(caller, new SqlRequest(sql, Arrays.asList(params), Optional.empty(), UUID.randomUUID()));
    }

    Answer run(Caller caller, SqlRequest request) {
        Answer answer = new Answer(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (SqlRun run = statements.start(caller, request)) {
            while (run.hasNext()) {
                StatementResult result = run.next();
                if (result instanceof StatementResult.Rows rows) {
                    read(rows.rows(), answer);
                    answer.messages().add(rows.message());
                } else if (result instanceof StatementResult.Done done) {
                    answer.done().add(done);
                }
            }
        }
        return answer;
    }

    private static void read(QueryResult result, Answer answer) {
        result.columns().forEach(column -> answer.columns().add(column.name()));
        while (result.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 0; i < result.columns().size(); i++) {
                row.add(result.value(i));
            }
            answer.rows().add(row);
        }
    }

    /** A request whose statements the test runs one by one. */
    SqlRun start(Caller caller, String sql) {
        return statements.start(caller, new SqlRequest(sql, List.of(), Optional.empty(), UUID.randomUUID()));
    }

    /** Runs the next statements of a request to their ends. */
    static void step(SqlRun run, int count) {
        for (int i = 0; i < count; i++) {
            if (run.next() instanceof StatementResult.Rows rows) {
                read(
                        rows.rows(),
                        new Answer(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
            }
        }
    }

    /** The failure of a request. */
    EngineException refused(Caller caller, String sql, @Nullable Object... params) {
        try {
            run(caller, sql, params);
        } catch (EngineException e) {
            return e;
        }
        throw new AssertionError("accepted: " + sql);
    }

    void refused(Caller caller, String sql, ErrorCode code, int position, String messagePart) {
        EngineException e = refused(caller, sql);
        assertThat(e.code()).as(sql + ": " + e.getMessage()).isEqualTo(code);
        assertThat(e).hasMessageContaining(messagePart);
        assertThat(e.position().orElse(0)).as("position in " + sql).isEqualTo(position);
    }

    /** Executes every flush run that is ready. */
    void flush() {
        new ChunkRunner(store.flushes, 1_000).runAll();
    }

    /** The values of the rows in the hot store, whichever version, by scope and {@code _seq}. */
    List<List<@Nullable Object>> hotRows(String namespace, String name) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (ReadView view = store.committer.acquire()) {
            Table table = view.catalog().table(new TableName(namespace, name)).orElseThrow();
            for (ScopeView scope : view.scopes(table.id())) {
                try (RowCursor cursor = view.hotRows(scope)) {
                    while (cursor.next()) {
                        Row row = RowFormat.decode(table, cursor.seq(), cursor.value());
                        List<@Nullable Object> values = new ArrayList<>();
                        for (int i = 0; i < table.schema().columns().size(); i++) {
                            values.add(row.value(i));
                        }
                        rows.add(values);
                    }
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        retention.close();
        queries.close();
        store.close();
    }
}
