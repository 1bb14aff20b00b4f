package dev.firn.engine.ingest;

import dev.firn.engine.table.TableName;
import java.util.Optional;

/**
 * @param ownerField the input's field that holds the owning user id of a USER table's rows; role service or higher
 * @param batchRows rows a batch, 1 to 100,000
 */
public record ImportRequest(TableName table, Optional<String> ownerField, int batchRows) {}
