package dev.firn.engine.crash;

import dev.firn.engine.Engine;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Writes rows of one user, one statement or transaction after the other. */
final class CrashWriter {
    /** Its rows are inserted with rising ids and not touched any more. */
    private static final String AGING = "a";

    private static final int FEW_ROWS = 40;
    private static final int MOST_ROWS = 5;
    /** Ids of deleted rows are used again, so that keys are taken after a tombstone. */
    private static final int REUSED_IDS = 20;

    private final Engine engine;
    private final Caller caller;
    private final ExpectedRows expected;
    private final Random random;
    private long nextAgingId;

    CrashWriter(Engine engine, Caller caller, ExpectedRows expected, Random random) {
        this.engine = engine;
        this.caller = caller;
        this.expected = expected;
        this.random = random;
        this.nextAgingId = expected.highest(AGING) + 1;
    }

    void writeOn() {
        while (true) {
            write();
        }
    }

    void write() {
        Change first = change(Set.of());
        if (random.nextInt(8) > 0) {
            send(first.changes(), first.sql());
            return;
        }
        Change second = change(first.rows());
        List<String> changes = new ArrayList<>(first.changes());
        changes.addAll(second.changes());
        send(changes, "BEGIN; " + first.sql() + "; " + second.sql() + "; COMMIT");
    }

    /** A statement and what it changes. */
    private record Change(List<String> changes, String sql) {
        Set<String> rows() {
            Set<String> rows = new TreeSet<>();
            changes.forEach(change -> rows.add(change.substring(0, change.indexOf('='))));
            return rows;
        }
    }

    private void send(List<String> changes, String sql) {
        expected.sent(changes);
        try {
            CrashStore.run(engine, caller, sql);
            expected.acknowledged();
        } catch (EngineException e) {
            // A compaction that forgets versions refuses a transaction whose view is older, also when no row was
            // changed.
            if (e.code() != ErrorCode.TRANSACTION_CONFLICT || !sql.startsWith("BEGIN")) {
                throw e;
            }
            expected.refused();
        }
    }

    /** @param taken rows that the transaction changes already */
    private Change change(Set<String> taken) {
        List<String> live = expected.rows().keySet().stream()
                .filter(row -> !row.startsWith(AGING) && !taken.contains(row))
                .toList();
        int dice = random.nextInt(100);
        if (live.size() < FEW_ROWS || dice < 50) {
            return insert(taken);
        }
        String row = live.get(random.nextInt(live.size()));
        return dice < 80 ? update(row) : delete(row);
    }

    private Change insert(Set<String> taken) {
        String table = List.of("e", "n", AGING).get(random.nextInt(3));
        List<String> changes = new ArrayList<>();
        List<String> values = new ArrayList<>();
        long id = table.equals(AGING) ? nextAgingId : Math.max(0, nextId(table) - REUSED_IDS);
        for (int left = 1 + random.nextInt(MOST_ROWS); left > 0; id++) {
            String row = table + ":" + id;
            if (!expected.rows().containsKey(row) && !taken.contains(row)) {
                int n = random.nextInt(1_000);
                changes.add(row + "=" + n);
                values.add("(%d, '%s', %d, '%s')".formatted(id, caller.userId(), n, CrashStore.note(id)));
                left--;
            }
        }
        nextAgingId = table.equals(AGING) ? id : nextAgingId;
        return new Change(
                changes,
                "INSERT INTO " + CrashStore.TABLES.get(table) + " (id, owner, n, note) VALUES "
                        + String.join(", ", values));
    }

    private long nextId(String table) {
        return expected.rows().keySet().stream()
                .filter(row -> row.startsWith(table))
                .mapToLong(row -> Long.parseLong(row.substring(2)) + 1)
                .max()
                .orElse(0);
    }

    private Change update(String row) {
        int n = expected.rows().get(row) + 1;
        return new Change(
                List.of(row + "=" + n),
                "UPDATE " + CrashStore.TABLES.get(row.substring(0, 1)) + " SET n = n + 1 WHERE " + is(row));
    }

    private Change delete(String row) {
        return new Change(
                List.of(row + "=x"), "DELETE FROM " + CrashStore.TABLES.get(row.substring(0, 1)) + " WHERE " + is(row));
    }

    private String is(String row) {
        return "id = " + row.substring(2) + " AND owner = '" + caller.userId() + "'";
    }
}
