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
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/** One immutable version of the buffer's counters, per scope and per table; rebuilt by one scan at start. */
public final class Buffer {
    private final HashPMap<ScopeId, Counters> scopes;
    private final HashPMap<Integer, TableCounters> tables;
    private final long bytes;

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
     * @param lastSeq the newest {@code _seq} written to the table since the start
     * @param oldestNanos the {@link System#nanoTime()} at or before which the oldest buffered row was written: steps of
     *     the wall clock do not reach it. Rows that leave keep it until none is left or {@link Buffer#bufferedSince} says
     *     better
     */
    public record TableCounters(long rows, long bytes, long lastSeq, long oldestNanos) {
        static final TableCounters NONE = new TableCounters(0, 0, 0, 0);
    }

    private Buffer(HashPMap<ScopeId, Counters> scopes, HashPMap<Integer, TableCounters> tables, long bytes) {
        this.scopes = scopes;
        this.tables = tables;
        this.bytes = bytes;
    }

    /** Counts what a store holds; {@code nowMicros} turns stored write times into ages, never negative ones. */
    public static Buffer load(Store store, long nowMicros) {
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
        Buffer buffer = new Buffer(HashTreePMap.from(counted), HashTreePMap.empty(), 0);
        for (Map.Entry<ScopeId, Counters> scope : counted.entrySet()) {
            if (scope.getValue().rows > 0) {
                int tableId = scope.getKey().tableId();
                buffer = buffer.counted(tableId, scope.getValue(), lastSeqs.getOrDefault(tableId, 0L), nowMicros);
            }
        }
        return buffer;
    }

    private static ScopeId scopeOf(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        return new ScopeId(in.getInt(), in.getLong());
    }

    private Buffer counted(int tableId, Counters scope, long lastSeq, long nowMicros) {
        TableCounters before = table(tableId);
        long oldest = nanosOf(scope.oldestMicros, nowMicros);
        TableCounters after = new TableCounters(
                before.rows + scope.rows,
                before.bytes + scope.bytes,
                lastSeq,
                before.rows == 0 || oldest - before.oldestNanos < 0 ? oldest : before.oldestNanos);
        return new Buffer(scopes, tables.plus(tableId, after), bytes + scope.bytes);
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

    /** The tables with buffered rows, by id. */
    public Map<Integer, TableCounters> tables() {
        return tables;
    }

    /**
     * Counts rows that were written to a scope.
     *
     * @param written their counters, at the time of the commit
     * @param lastSeq of the last of them
     */
    public Buffer appended(ScopeId scope, Counters written, long lastSeq) {
        Counters before = scope(scope);
        Counters after = new Counters(
                before.rows + written.rows,
                before.tombstones + written.tombstones,
                before.bytes + written.bytes,
                before.rows == 0 ? written.oldestMicros : before.oldestMicros,
                before.superseded + written.superseded);
        TableCounters table = table(scope.tableId());
        TableCounters tableAfter = new TableCounters(
                table.rows + written.rows,
                table.bytes + written.bytes,
                lastSeq,
                table.rows == 0 ? System.nanoTime() : table.oldestNanos);
        return new Buffer(scopes.plus(scope, after), tables.plus(scope.tableId(), tableAfter), bytes + written.bytes);
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
        TableCounters tableAfter =
                new TableCounters(table.rows - left.rows, table.bytes - left.bytes, table.lastSeq, table.oldestNanos);
        return new Buffer(
                scopes.plus(scope, after),
                tableAfter.rows == 0 ? tables.minus(scope.tableId()) : tables.plus(scope.tableId(), tableAfter),
                bytes - left.bytes);
    }

    /** Counts entries that left a scope's superseded set. */
    public Buffer released(ScopeId scope, long superseded) {
        if (superseded == 0) {
            return this;
        }
        Counters before = scope(scope);
        Counters after = new Counters(
                before.rows, before.tombstones, before.bytes, before.oldestMicros, before.superseded - superseded);
        return new Buffer(scopes.plus(scope, after), tables, bytes);
    }

    /** Notes that a table's buffered rows were all written after a moment, by {@link System#nanoTime()}. */
    public Buffer bufferedSince(int tableId, long nanos) {
        TableCounters table = table(tableId);
        if (table.rows == 0 || nanos - table.oldestNanos <= 0) {
            return this;
        }
        return new Buffer(
                scopes, tables.plus(tableId, new TableCounters(table.rows, table.bytes, table.lastSeq, nanos)), bytes);
    }

    /** Forgets a table. */
    public Buffer dropped(int tableId, Iterable<ScopeId> ofTable) {
        HashPMap<ScopeId, Counters> left = scopes;
        for (ScopeId scope : ofTable) {
            left = left.minus(scope);
        }
        return new Buffer(left, tables.minus(tableId), bytes - table(tableId).bytes);
    }
}
