package dev.firn.engine.statement;

import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;

/** A statement that writes rows: tried anew on a fresh view when another writer was faster. */
abstract class RowChange implements Task {
    static final int MAX_TRIES = 10;
    static final long MAX_BYTES = 256L << 20;

    @Override
    public final StatementResult run() {
        for (int left = MAX_TRIES - 1; ; left--) {
            try {
                return attempt();
            } catch (EngineException e) {
                if (e.code() != ErrorCode.TRANSACTION_CONFLICT || left == 0) {
                    throw e;
                }
            }
        }
    }

    /** Stores everything or nothing. */
    abstract StatementResult attempt();

    static void requireWithinLimit(RowBatch batch) {
        if (batch.bytes() > MAX_BYTES) {
            throw new EngineException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "Cannot run the statement: it writes more than 256 MiB; nothing is stored");
        }
    }
}
