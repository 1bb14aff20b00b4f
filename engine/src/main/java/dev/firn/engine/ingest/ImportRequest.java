package dev.firn.engine.ingest;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import dev.firn.engine.table.TableName;
import java.util.Optional;

/**
 * What to import and how.
 *
 * @param ownerField the input's field that holds the owning user id of a USER table's rows; role service or higher
 * @param batchRows rows a batch, 1 to 100,000
 * @param key under which each batch is stored once, however often the import is sent
 */
public record ImportRequest(TableName table, Optional<String> ownerField, int batchRows, Optional<IdempotencyKey> key) {
    /** Rows a batch when the client does not say. */
    public static final int DEFAULT_BATCH_ROWS = 10_000;

    private static final int MAX_BATCH_ROWS = 100_000;

    /** An import without an Idempotency-Key. */
    public ImportRequest(TableName table, Optional<String> ownerField, int batchRows) {
        this(table, ownerField, batchRows, Optional.empty());
    }

    public ImportRequest {
        if (batchRows < 1 || batchRows > MAX_BATCH_ROWS) {
            throw new EngineException(
                    ErrorCode.INVALID_PARAMETER,
                    "Cannot import in batches of " + batchRows + " rows: batch must be 1 to 100,000");
        }
    }
}
