package dev.firn.engine.crash;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.Caller;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The store of the crash tests and what both processes do with it. */
final class CrashStore {
    private CrashStore() {}

    static EngineSettings settings(Path root) {
        Map<String, String> settings = Map.of(
                "firn.data.directory", root.resolve("data").toString(),
                "firn.state.directory", root.resolve("state").toString(),
                "firn.flush.rows-per-file", "25",
                "firn.compaction.min-files", "3",
                "firn.admin.initial-password", "not a secret",
                "firn.query.memory-mib", "128");
        return EngineSettings.from(key -> Optional.ofNullable(settings.get(key)));
    }

    /** Runs statements that answer no rows. */
    static void run(Engine engine, Caller caller, String sql) {
        SqlRequest request = new SqlRequest(sql, List.of(), Optional.empty(), UUID.randomUUID());
        try (SqlRun run = engine.statements().start(caller, request)) {
            while (run.hasNext()) {
                run.next();
            }
        }
    }

    /** The caller's rows: {@code n} by {@code id}; a row that shows twice is an error. */
    static TreeMap<Long, Integer> rows(Engine engine, Caller caller) {
        TreeMap<Long, Integer> rows = new TreeMap<>();
        String sql = "SELECT id, n, note FROM crash.events";
        SqlRequest request = new SqlRequest(sql, List.of(), Optional.empty(), UUID.randomUUID());
        try (SqlRun run = engine.statements().start(caller, request);
                QueryResult result = ((StatementResult.Rows) run.next()).rows()) {
            while (result.next()) {
                Long id = (Long) result.value(0);
                if (rows.put(id, (Integer) result.value(1)) != null) {
                    throw new AssertionError("row " + id + " of " + caller.userId() + " shows twice");
                }
                if (!("note é " + id).equals(result.value(2))) {
                    throw new AssertionError("row " + id + " has note " + result.value(2));
                }
            }
        }
        return rows;
    }
}
