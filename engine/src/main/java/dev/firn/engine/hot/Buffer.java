package dev.firn.engine.hot;

import dev.firn.engine.store.Family;
import dev.firn.engine.store.Keys;
import dev.firn.engine.store.Store;
import dev.firn.engine.store.StoreCursor;
import dev.firn.engine.store.StoreKeys;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.ScopeId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/** One immutable version of the buffer's counters, per scope and per table; rebuilt by one scan at start. */
public final class Buffer {
    private final HashPMap<ScopeId, Counters> scopes;
    private final HashPMap<Integer, TableCounters> tables;
    private final long bytes;
    private final long streamBytes;

    /**
     * Counters of one scope.
     *
     * @param rows buffered row versions
     * @param tombstones those among them that are tombstones
     * @param bytes their encoded bytes
     * @param oldestMicros when the oldest was written, UTC microseconds, 0 when none is buffered
     * @param superseded entries of the superseded set
     */
    public record Counters(long rows, long tombstones, long bytes, long oldestMicros, long superseded) {
        static final Counters NONE = new Counters(0, 0, 0, 0, 0);
    }

    /**
     * Counters of one table, all scopes together.
     *
     * @param stream true for a STREAM table, whose rows no flush takes out
     * @param lastSeq the newest {@code _seq} written to the table since the start
     * @param oldestNanos the {@link System#nanoTime()} at or before which the oldest buffered row was written: steps of
     *     the wall clock do not reach it. Rows that leave keep it until none is left or {@link Buffer#bufferedSince} says
     *     better
     */
    public record TableCounters(boolean stream, long rows, long bytes, long lastSeq, long oldestNanos) {
        static final TableCounters NONE = new TableCounters(false, 0, 0, 0, 0);
    }

    private Buffer(
            HashPMap<ScopeId, Counters> scopes, HashPMap<Integer, TableCounters> tables, long bytes, long streamBytes) {
        this.scopes = scopes;
        this.tables = tables;
        this.bytes = bytes;
        this.streamBytes = streamBytes;
    }

    /**
     * Counts what a store holds.
     *
     * @param streams true for the ids of STREAM tables
     * @param nowMicros turns stored write times into ages, never negative ones
     */
    public static Buffer load(Store store, IntPredicate streams, long nowMicros) {
        Map<ScopeId, Counters> counted = new HashMap<>();
        Map<Integer, Long> lastSeqs = new HashMap<>();
        try (StoreCursor rows = store.scan(Family.HOT, StoreKeys.FIRST, StoreKeys.LAST)) {
            while (rows.next()) {
                byte[] value = rows.value();
                counted.merge(
                        scopeOf(rows.key()),
                        new Counters(
                                1,
                                RowFormat.isTombstone(value) ? 1 : 0,
                                value.length,
                                RowFormat.writtenAtMicros(value),
                                0),
                        (sum, row) -> new Counters(
                                sum.rows + 1,
                                sum.tombstones + row.tombstones,
                                sum.bytes + row.bytes,
                                Math.min(sum.oldestMicros, row.oldestMicros),
                                0));
                lastSeqs.merge(scopeOf(rows.key()).tableId(), Keys.seq(rows.key()), Math::max);
            }
        }
        try (StoreCursor entries = store.scan(Family.SUPERSEDED, StoreKeys.FIRST, StoreKeys.LAST)) {
            while (entries.next()) {
                counted.merge(
                        scopeOf(entries.key()),
                        new Counters(0, 0, 0, 0, 1),
                        (sum, entry) -> new Counters(
                                sum.rows, sum.tombstones, sum.bytes, sum.oldestMicros, sum.superseded + 1));
            }
        }
        Buffer buffer = new Buffer(HashTreePMap.from(counted), HashTreePMap.empty(), 0, 0);
        for (Map.Entry<ScopeId, Counters> scope : counted.entrySet()) {
            if (scope.getValue().rows > 0) {
                int tableId = scope.getKey().tableId();
                long oldest = nanosOf(scope.getValue().oldestMicros, nowMicros);
                buffer = buffer.counted(
                        tableId,
                        scope.getValue(),
                        new TableCounters(streams.test(tableId), 0, 0, lastSeqs.getOrDefault(tableId, 0L), oldest));
            }
        }
        return buffer;
    }

    private static ScopeId scopeOf(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        return new ScopeId(in.getInt(), in.getLong());
    }

    /** @param table what the scope's rows make of a table that had none, without their number and bytes */
    private Buffer counted(int tableId, Counters scope, TableCounters table) {
        TableCounters before = table(tableId);
        boolean older = before.rows == 0 || table.oldestNanos - before.oldestNanos < 0;
        TableCounters after = new TableCounters(
                table.stream,
                before.rows + scope.rows,
                before.bytes + scope.bytes,
                table.lastSeq,
                older ? table.oldestNanos : before.oldestNanos);
        return with(scopes, tableId, after);
    }

    /** The counters of a table replaced, the sums with them. */
    private Buffer with(HashPMap<ScopeId, Counters> newScopes, int tableId, TableCounters after) {
        long added = after.bytes - table(tableId).bytes;
        return new Buffer(
                newScopes,
                after.rows == 0 ? tables.minus(tableId) : tables.plus(tableId, after),
                bytes + added,
                streamBytes + (after.stream ? added : 0));
    }

    private static long nanosOf(long writtenAtMicros, long nowMicros) {
        return System.nanoTime() - Math.max(0, nowMicros - writtenAtMicros) * 1_000;
    }

    public Counters scope(ScopeId scope) {
        return scopes.getOrDefault(scope, Counters.NONE);
    }

    public TableCounters table(int tableId) {
        return tables.getOrDefault(tableId, TableCounters.NONE);
    }

    /** Encoded bytes of all buffered rows. */
    public long bytes() {
        return bytes;
    }

    /** Encoded bytes of the buffered rows that flushes take out: those of STREAM tables are not among them. */
    public long flushedBytes() {
        return bytes - streamBytes;
    }

    /** The tables with buffered rows, by id. */
    public Map<Integer, TableCounters> tables() {
        return tables;
    }

    /**
     * Counts rows that were written to a scope.
     *
     * @param written their counters, at the time of the commit
     * @param stream true when the table is a STREAM table
     * @param lastSeq of the last of them
     */
    public Buffer appended(ScopeId scope, Counters written, boolean stream, long lastSeq) {
        Counters before = scope(scope);
        Counters after = new Counters(
                before.rows + written.rows,
                before.tombstones + written.tombstones,
                before.bytes + written.bytes,
                before.rows == 0 ? written.oldestMicros : before.oldestMicros,
                before.superseded + written.superseded);
        TableCounters table = table(scope.tableId());
        TableCounters tableAfter = new TableCounters(
                stream,
                table.rows + written.rows,
                table.bytes + written.bytes,
                lastSeq,
                table.rows == 0 ? System.nanoTime() : table.oldestNanos);
        return with(scopes.plus(scope, after), scope.tableId(), tableAfter);
    }

    /**
     * Counts rows and superseded entries that left a scope.
     *
     * @param left their counters, with the time of the oldest row that is not among them
     */
    public Buffer trimmed(ScopeId scope, Counters left) {
        Counters before = scope(scope);
        Counters after = new Counters(
                before.rows - left.rows,
                before.tombstones - left.tombstones,
                before.bytes - left.bytes,
                before.rows == left.rows ? 0 : left.oldestMicros,
                before.superseded - left.superseded);
        TableCounters table = table(scope.tableId());
        TableCounters tableAfter = new TableCounters(
                table.stream, table.rows - left.rows, table.bytes - left.bytes, table.lastSeq, table.oldestNanos);
        return with(scopes.plus(scope, after), scope.tableId(), tableAfter);
    }

    /** Counts entries that left a scope's superseded set. */
    public Buffer released(ScopeId scope, long superseded) {
        if (superseded == 0) {
            return this;
        }
        Counters before = scope(scope);
        Counters after = new Counters(
                before.rows, before.tombstones, before.bytes, before.oldestMicros, before.superseded - superseded);
        return new Buffer(scopes.plus(scope, after), tables, bytes, streamBytes);
    }

    /** Notes that a table's buffered rows were all written after a moment, by {@link System#nanoTime()}. */
    public Buffer bufferedSince(int tableId, long nanos) {
        TableCounters table = table(tableId);
        if (table.rows == 0 || nanos - table.oldestNanos <= 0) {
            return this;
        }
        return with(scopes, tableId, new TableCounters(table.stream, table.rows, table.bytes, table.lastSeq, nanos));
    }

    /** Forgets a table. */
    public Buffer dropped(int tableId, Iterable<ScopeId> ofTable) {
        HashPMap<ScopeId, Counters> left = scopes;
        for (ScopeId scope : ofTable) {
            left = left.minus(scope);
        }
        return with(left, tableId, new TableCounters(table(tableId).stream, 0, 0, 0, 0));
    }
}
