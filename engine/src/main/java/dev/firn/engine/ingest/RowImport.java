package dev.firn.engine.ingest;

import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.Defaults;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import dev.firn.engine.table.UserIds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bulk import under way: {@link #readBatch} fills one batch after the other and {@link #storeBatch} stores each whole
 * or not at all. Web parses in its thread; ejb stores one batch a call.
 *
 * <p>Every failure carries {@code rows_stored} and, where a row is to blame, its {@code line} (of NDJSON and CSV) or
 * {@code row} (of Parquet). After one the import is over.
 */
public final class RowImport implements AutoCloseable {
    /** Input of a batch after which it is full, whatever its rows. */
    static final long MAX_BATCH_BYTES = 32L << 20;

    private static final int MAX_CACHED_SCOPES = 10_000;

    private final Committer committer;
    private final Table table;
    private final ImportRequest request;
    private final String callerId;
    private final TableScope callersScope;
    private final RowReader rows;
    private final Map<String, TableScope> scopes = new HashMap<>();
    private final Optional<KeyedBatches> keyed;
    private @Nullable RowBatch batch;
    private long[] places = new long[1_024];
    private long rowsStored;
    private boolean over;

    RowImport(Committer committer, Caller caller, Table table, ImportRequest request, RowReader rows) {
        this.committer = committer;
        this.table = table;
        this.request = request;
        this.keyed = request.key().map(key -> new KeyedBatches(committer, key, table, request));
        this.callerId = caller.userId();
        this.callersScope = TableScope.of(table.kind(), caller.userId());
        this.rows = rows;
    }

    /** Reads the next batch from the input and holds it; false at the end of the input. */
    public boolean readBatch() {
        if (over || batch != null) {
            throw new IllegalStateException("the import is over, or its last batch was not stored");
        }
        long now = committer.nowMicros();
        RowBatch reading = new RowBatch(table, now);
        try {
            fill(reading, committer.defaults(callerId, now));
        } catch (EngineException e) {
            over = true;
            throw located(e, rows.place());
        }
        if (reading.size() == 0) {
            over = true;
            return false;
        }
        batch = reading;
        return true;
    }

    /** Stores the batch that was read, durably, and adds it to {@link #rowsStored()}. */
    public void storeBatch() {
        RowBatch storing = batch;
        if (storing == null) {
            throw new IllegalStateException("no batch was read");
        }
        batch = null;
        try {
            if (keyed.isPresent()) {
                keyed.get().store(storing);
            } else {
                committer.commit(storing);
            }
        } catch (EngineException e) {
            over = true;
            throw e.details().get("row") instanceof Number row
                    ? located(e, places[row.intValue()])
                    : e.with("rows_stored", rowsStored);
        }
        rowsStored += storing.size();
    }

    /** Rows stored so far. */
    public long rowsStored() {
        return rowsStored;
    }

    /** Drops a batch that was not stored, and what was kept of the input. */
    @Override
    public void close() {
        over = true;
        batch = null;
        rows.close();
    }

    private void fill(RowBatch reading, Defaults defaults) {
        long end = rows.bytesRead() + MAX_BATCH_BYTES;
        while (reading.size() < request.batchRows() && rows.bytesRead() < end && rows.advance()) {
            remember(reading.size(), rows.place());
            @Nullable Object[] values = rows.values();
            keyed.ifPresent(batches -> batches.add(rows.owner(), values, rows::names));
            addDefaults(values, defaults);
            reading.insert(scope(), values);
        }
    }

    private void addDefaults(@Nullable Object[] values, Defaults defaults) {
        for (int i = 0; i < values.length; i++) {
            if (!rows.names(i)) {
                values[i] = defaults.value(table.schema().columns().get(i));
            }
        }
    }

    private void remember(int row, long place) {
        if (row == places.length) {
            places = Arrays.copyOf(places, row * 2);
        }
        places[row] = place;
    }

    private TableScope scope() {
        if (request.ownerField().isEmpty()) {
            return callersScope;
        }
        String owner = rows.owner()
                .orElseThrow(() -> new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "the owner field '" + request.ownerField().get() + "' is missing or null"));
        TableScope scope = scopes.get(owner);
        if (scope == null) {
            if (scopes.size() == MAX_CACHED_SCOPES) {
                scopes.clear();
            }
            scope = TableScope.of(table.kind(), UserIds.checked(owner));
            scopes.put(owner, scope);
        }
        return scope;
    }

    /** The failure at a place of the input, instead of at a row of the batch. */
    private EngineException located(EngineException failure, long place) {
        String unit = rows.unit();
        String where = unit.substring(0, 1).toUpperCase(Locale.ROOT) + unit.substring(1) + " " + place + ": ";
        EngineException located = new EngineException(failure.code(), where + failure.getMessage(), failure);
        for (Map.Entry<String, Object> detail : failure.details().entrySet()) {
            if (!detail.getKey().equals("row")) {
                located = located.with(detail.getKey(), detail.getValue());
            }
        }
        return located.with(unit, place).with("rows_stored", rowsStored);
    }
}
