package dev.firn.it;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Inserts, updates and deletes rows {@code (id, v)} of its own range of ids until the server is gone, and remembers what
 * was acknowledged. What the last request would have changed may or may not have happened.
 */
final class Writer implements Runnable {
    private static final int ROWS_PER_INSERT = 50;

    private final String table;
    private final Random random;
    private final TreeMap<Long, Long> acknowledged = new TreeMap<>();
    private final Map<Long, Optional<Long>> underWay = new HashMap<>();
    private FirnClient client;
    private long nextId;

    Writer(String table, FirnClient client, long firstId, long seed) {
        this.table = table;
        this.client = client;
        this.nextId = firstId;
        this.random = new Random(seed);
    }

    /** Goes on with a new server, from what that one holds. */
    void reconnect(FirnClient newClient, Map<Long, Long> stored) {
        client = newClient;
        acknowledged.clear();
        acknowledged.putAll(stored);
        underWay.clear();
    }

    @Override
    public void run() {
        try {
            while (true) {
                int choice = acknowledged.size() < 10 ? 0 : random.nextInt(10);
                client.run(choice < 6 ? insert() : choice < 9 ? update() : delete());
                underWay.forEach((id, value) ->
                        value.ifPresentOrElse(v -> acknowledged.put(id, v), () -> acknowledged.remove(id)));
                underWay.clear();
            }
        } catch (UncheckedIOException e) {
            // The server was killed; underWay says what is uncertain.
        }
    }

    /** Ids whose stored value is neither what was acknowledged nor what was under way, with both. */
    List<String> losses(Map<Long, Long> stored) {
        List<String> losses = new ArrayList<>();
        acknowledged.forEach((id, value) -> {
            Optional<Long> actual = Optional.ofNullable(stored.get(id));
            if (!actual.equals(Optional.of(value)) && !actual.equals(underWay.get(id))) {
                losses.add(id + ": acknowledged " + value + ", stored " + actual);
            }
        });
        stored.forEach((id, value) -> {
            if (!acknowledged.containsKey(id) && !Optional.of(value).equals(underWay.get(id))) {
                losses.add(id + ": not acknowledged, stored " + value);
            }
        });
        return losses;
    }

    private String insert() {
        for (int i = 0; i < ROWS_PER_INSERT; i++) {
            underWay.put(nextId++, Optional.of(random.nextLong(1_000_000)));
        }
        return underWay.entrySet().stream()
                .map(row -> "(" + row.getKey() + ", " + row.getValue().orElseThrow() + ")")
                .collect(Collectors.joining(", ", "INSERT INTO " + table + " VALUES ", ""));
    }

    private String update() {
        long id = anyId();
        long value = random.nextLong(1_000_000);
        underWay.put(id, Optional.of(value));
        return "UPDATE " + table + " SET v = " + value + " WHERE id = " + id;
    }

    private String delete() {
        long id = anyId();
        underWay.put(id, Optional.empty());
        return "DELETE FROM " + table + " WHERE id = " + id;
    }

    private long anyId() {
        long first = acknowledged.firstKey();
        long id = first + random.nextLong(acknowledged.lastKey() - first + 1);
        return acknowledged.floorKey(id);
    }
}
