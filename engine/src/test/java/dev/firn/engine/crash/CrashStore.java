package dev.firn.engine.crash;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The store of the crash tests and what both processes do with it. */
final class CrashStore {
    static final Caller ADMIN = new Caller("admin", Role.DBA);
    /** The tables by the letter that stands for them in {@link ExpectedRows}: with a key, without one, with a TTL. */
    static final Map<String, String> TABLES = Map.of("e", "crash.events", "n", "crash.notes", "a", "crash.aging");

    static final long TTL_SECONDS = 1;

    private static final int WRITERS = 3;

    private CrashStore() {}

    /** Each writes rows of its own. */
    static List<Caller> writers() {
        List<Caller> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Caller("writer" + i, Role.SERVICE));
        }
        return writers;
    }

    static Engine open(Path root, StepListener steps) {
        Map<String, String> settings = Map.of(
                "firn.data.directory", root.resolve("data").toString(),
                "firn.state.directory", root.resolve("state").toString(),
                "firn.flush.rows-per-file", "25",
                "firn.compaction.min-files", "2",
                "firn.flush.bundle-scopes", "1",
                "firn.flush.bundle-rows", "20",
                "firn.flush.partition-rows", "10",
                "firn.retention.check-seconds", "1",
                "firn.admin.initial-password", "not a secret",
                "firn.query.memory-mib", "128");
        return Engine.open(
                EngineSettings.from(key -> Optional.ofNullable(settings.get(key))), steps, Clock.systemUTC());
    }

    static void createTables(Engine engine) {
        run(engine, ADMIN, """
                CREATE NAMESPACE crash;
                CREATE USER TABLE crash.events (id BIGINT PRIMARY KEY, owner TEXT, n INT NOT NULL, note TEXT) FLUSH ROWS 40;
                CREATE SHARED TABLE crash.notes (id BIGINT, owner TEXT, n INT NOT NULL, note TEXT) FLUSH ROWS 40;
                CREATE USER TABLE crash.aging (id BIGINT PRIMARY KEY, owner TEXT, n INT NOT NULL, note TEXT)
                    FLUSH ROWS 40 TTL %d
                """.formatted(TTL_SECONDS));
    }

    /** The log of a writer's expected rows, beside the directories of the store. */
    static ExpectedRows expected(Path root, Caller writer) {
        return ExpectedRows.read(root.resolve("expected"), writer.userId());
    }

    /** Runs statements that answer no rows. */
    static void run(Engine engine, Caller caller, String sql) {
        try (SqlRun run = engine.statements().start(caller, request(sql))) {
            while (run.hasNext()) {
                run.next();
            }
        }
    }

    private static SqlRequest request(String sql) {
        return new SqlRequest(sql, List.of(), Optional.empty(), UUID.randomUUID());
    }

    /** The rows of a SELECT. */
    static List<List<@Nullable Object>> select(Engine engine, Caller caller, String sql) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (SqlRun run = engine.statements().start(caller, request(sql));
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

    /** The writer's rows in both tables: {@code n} by table and id; a row that shows twice is an error. */
    static TreeMap<String, Integer> rows(Engine engine, Caller writer) {
        TreeMap<String, Integer> rows = new TreeMap<>();
        TABLES.forEach((letter, table) -> {
            for (List<@Nullable Object> row : select(
                    engine, writer, "SELECT id, n, note FROM " + table + " WHERE owner = '" + writer.userId() + "'")) {
                if (rows.put(letter + ":" + row.get(0), (Integer) row.get(1)) != null) {
                    throw new AssertionError("row " + row + " of " + writer.userId() + " shows twice in " + table);
                }
                if (!note((Long) row.get(0)).equals(row.get(2))) {
                    throw new AssertionError("row " + row + " has another note than it was given");
                }
            }
        });
        return rows;
    }

    static String note(long id) {
        return "note é " + id;
    }
}
