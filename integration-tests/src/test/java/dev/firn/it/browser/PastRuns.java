package dev.firn.it.browser;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Operator;
import dev.firn.engine.run.Run;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A long history of runs, made in a store that no server has open: each was asked for by the engine's own means and
 * stopped, or stopped and abandoned, before it began; one a minute until an hour ago.
 */
final class PastRuns {
    static final String NAMESPACE = "past";
    private static final String TABLE = "events";
    private static final Caller ADMIN = new Caller("admin", Role.DBA);
    private static final Operator OPERATOR = new Operator(ADMIN.userId(), "seeded");
    private static final int ABANDONED_EACH = 4;

    private PastRuns() {}

    static void make(Path home, Map<String, String> serverSettings, int count) {
        Map<String, String> settings = new HashMap<>(serverSettings);
        settings.put("firn.data.directory", home.resolve("data").toString());
        settings.put("firn.state.directory", home.resolve("state").toString());
        settings.put("firn.durability", "process");
        settings.put("firn.query.memory-mib", "64");
        MinuteClock clock =
                new MinuteClock(Instant.now().minus(Duration.ofHours(1).plusMinutes(count)));
        EngineSettings ours = EngineSettings.from(key -> Optional.ofNullable(settings.get(key)));
        try (Engine engine = Engine.open(ours, StepListener.NONE, clock)) {
            run(engine, "CREATE NAMESPACE " + NAMESPACE);
            run(engine, "CREATE SHARED TABLE past.events (id BIGINT) FLUSH ROWS 1000000");
            run(engine, "INSERT INTO past.events VALUES (1)");
            int tableId = tableId(engine);
            for (int i = 0; i < count; i++) {
                clock.advance();
                String id = engine.runs()
                        .request(JobType.FLUSH, tableId, Run.Trigger.MANUAL, Map.of())
                        .orElseThrow()
                        .id();
                engine.runs().stop(id, OPERATOR);
                if (i % ABANDONED_EACH == 0) {
                    engine.runs().abandon(id, OPERATOR);
                }
            }
        }
    }

    private static void run(Engine engine, String sql) {
        SqlRequest request = new SqlRequest(sql, List.of(), Optional.empty(), UUID.randomUUID());
        try (SqlRun run = engine.statements().start(ADMIN, request)) {
            while (run.hasNext()) {
                run.next();
            }
        }
    }

    private static int tableId(Engine engine) {
        try (ReadView view = engine.committer().acquire()) {
            return view.catalog()
                    .table(new TableName(NAMESPACE, TABLE))
                    .orElseThrow()
                    .id();
        }
    }

    /** Moves a minute at a time, when told to. */
    private static final class MinuteClock extends Clock {
        private Instant now;

        MinuteClock(Instant now) {
            this.now = now;
        }

        synchronized void advance() {
            now = now.plus(Duration.ofMinutes(1));
        }

        @Override
        public synchronized Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the engine reads UTC only");
        }
    }
}
