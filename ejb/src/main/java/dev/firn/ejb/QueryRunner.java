package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.statement.KeyedRun;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.IdempotencyKey;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.UUID;

/** Runs the statements of a request. Rows of a result are read after the call and closed by who asked for them. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class QueryRunner {
    @Inject
    Engine engine;

    /** Parses and authorises the whole request; nothing has run when it throws. */
    public SqlRun start(Caller caller, SqlRequest request) {
        return engine.statements().start(caller, request);
    }

    /** The same for a request that is done once however often it is sent; its reader closes it. */
    public KeyedRun startKeyed(Caller caller, SqlRequest request, IdempotencyKey key) {
        return engine.statements().start(caller, request, key);
    }

    /** Stores what a keyed request wrote, with its answer. */
    public void commit(KeyedRun.UnderWay keyed, byte[] answer) {
        keyed.commit(answer);
    }

    /** Runs the request's next statement. */
    public StatementResult next(SqlRun run) {
        return run.next();
    }

    /** Cancels a request of the caller (of anyone, for a dba); false when it is not running. */
    public boolean cancel(Caller caller, UUID queryId) {
        return engine.statements().cancel(caller, queryId);
    }
}
