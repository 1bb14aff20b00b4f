package dev.firn.engine.statement;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.KeptAnswer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.compaction.Compactions;
import dev.firn.engine.flush.Flushes;
import dev.firn.engine.query.Queries;
import dev.firn.engine.retention.Retention;
import dev.firn.engine.security.Passwords;
import dev.firn.engine.sql.SqlScript;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.Naming;
import dev.firn.engine.table.Role;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Runs SQL for a caller. */
public final class Statements {
    private static final int MAX_SQL_BYTES = 1 << 20;
    private static final int MAX_PARAMS = 50;
    private static final int MAX_PARAM_BYTES = 512 << 10;

    private final Committer committer;
    private final Queries queries;
    private final Flushes flushes;
    private final Compactions compactions;
    private final Retention retention;
    private final Passwords passwords;
    private final StatementSettings settings;
    private final Turns turns = new Turns();
    private final KeysInUse keysInUse = new KeysInUse();
    private final ConcurrentMap<UUID, Running> running = new ConcurrentHashMap<>();

    private record Running(String userId, SqlRun run) {}

    public Statements(
            Committer committer,
            Queries queries,
            Flushes flushes,
            Compactions compactions,
            Retention retention,
            Passwords passwords,
            StatementSettings settings) {
        this.committer = committer;
        this.queries = queries;
        this.flushes = flushes;
        this.compactions = compactions;
        this.retention = retention;
        this.passwords = passwords;
        this.settings = settings;
    }

    /** Parses and authorises the whole request; nothing has run when it throws. The caller closes the run. */
    public SqlRun start(Caller caller, SqlRequest request) {
        return start(caller, request, new Autocommit(committer));
    }

    /**
     * The same for a request that is done once, whole or not at all, however often it is sent under its key. A second one
     * waits for the first.
     *
     * @throws EngineException IDEMPOTENCY_CONFLICT when the key stands for another request
     */
    public KeyedRun start(Caller caller, SqlRequest request, IdempotencyKey key) {
        byte[] hash = KeyedRun.hash(request);
        KeysInUse.Use use = keysInUse.await(key);
        boolean started = false;
        try (ReadView view = committer.acquire()) {
            Optional<KeptAnswer> kept = view.kept(key, 0, committer.nowMicros());
            if (kept.isPresent() && !kept.get().agrees(KeptAnswer.Kind.SQL, hash)) {
                throw KeptAnswer.conflict();
            }
            KeyedRun run =
                    kept.isPresent() ? new KeyedRun.Done(kept.get().answer()) : underWay(caller, request, use, hash);
            started = kept.isEmpty();
            return run;
        } finally {
            if (!started) {
                use.close();
            }
        }
    }

    private KeyedRun underWay(Caller caller, SqlRequest request, KeysInUse.Use use, byte[] hash) {
        Transaction transaction = new Transaction(committer, queries);
        return new KeyedRun.UnderWay(start(caller, request, transaction), transaction, use, hash, committer);
    }

    private SqlRun start(Caller caller, SqlRequest request, Work work) {
        requireWithinLimits(request);
        List<Statement> statements = SqlScript.parse(request.sql()).statements();
        if (statements.size() > 1 && !request.params().isEmpty()) {
            throw new EngineException(
                    ErrorCode.PARAMS_WITH_BATCH, "Cannot use params with " + statements.size() + " statements");
        }
        SqlRequest normal = new SqlRequest(
                request.sql(), request.params(), request.namespace().map(Naming::namespace), request.queryId());
        boolean endsInRows = statements.get(statements.size() - 1).hasRows();
        Session session = new Session(
                committer, queries, flushes, compactions, retention, passwords, settings, caller, normal, turns, work);
        SqlRun run = new SqlRun(steps(session, statements), endsInRows, () -> running.remove(request.queryId()));
        if (running.putIfAbsent(request.queryId(), new Running(caller.userId(), run)) != null) {
            throw new EngineException(
                    ErrorCode.INVALID_PARAMETER, "Cannot use query id " + request.queryId() + ": it is running");
        }
        return run;
    }

    /** Cancels a request of the caller (of anyone, for a dba); false when it is not running. */
    public boolean cancel(Caller caller, UUID queryId) {
        Running found = running.get(queryId);
        boolean allowed = found != null
                && (found.userId().equals(caller.userId()) || caller.role().atLeast(Role.DBA));
        if (found == null || !allowed) {
            return false;
        }
        found.run().cancel();
        queries.cancel(queryId);
        return true;
    }

    private List<SqlRun.Step> steps(Session session, List<Statement> statements) {
        try (ReadView view = committer.acquire()) {
            Preparation preparation = new Preparation(session, view);
            List<SqlRun.Step> steps = new ArrayList<>(statements.size());
            for (Statement statement : statements) {
                try {
                    steps.add(preparation.prepare(statement));
                } catch (EngineException e) {
                    throw statements.size() == 1 ? e : e.prefixed(SqlScript.failedPrefix(steps.size()));
                }
            }
            preparation.end();
            return steps;
        }
    }

    private static void requireWithinLimits(SqlRequest request) {
        if (isLonger(request.sql(), MAX_SQL_BYTES)) {
            throw new EngineException(ErrorCode.PAYLOAD_TOO_LARGE, "Cannot read the request: its SQL exceeds 1 MiB");
        }
        if (request.params().size() > MAX_PARAMS) {
            throw new EngineException(
                    ErrorCode.INVALID_PARAMETER,
                    "Cannot use " + request.params().size() + " params: " + MAX_PARAMS + " are possible");
        }
        for (int i = 0; i < request.params().size(); i++) {
            if (request.params().get(i) instanceof String text && isLonger(text, MAX_PARAM_BYTES)) {
                throw new EngineException(
                        ErrorCode.INVALID_PARAMETER, "Cannot use parameter $" + (i + 1) + ": it exceeds 512 KiB");
            }
        }
    }

    private static boolean isLonger(String text, int bytes) {
        return text.length() > bytes
                || (text.length() > bytes / 3 && text.getBytes(StandardCharsets.UTF_8).length > bytes);
    }
}
