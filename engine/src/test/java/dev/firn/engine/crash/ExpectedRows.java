package dev.firn.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The log of what one writer has sent and of what was acknowledged, outside the store's directories. It outlives SIGKILL,
 * as each line is one write to a file. Acknowledged changes must be visible exactly; the changes of the statement that was
 * in flight all or none, which is settled for good by the first look at the store after the kill.
 *
 * <p>A row that lives for a time only may be gone after it; once it was seen gone it stays gone.
 *
 * <p>A change is {@code <table>:<id>=<n>}, or {@code <table>:<id>=x} for a row that is deleted.
 */
final class ExpectedRows {
    private static final String SENT = "S ";
    private static final String ACKNOWLEDGED = "A";
    private static final String NOT_THERE = "N";
    private static final String EXPIRED = "X ";

    private final Path log;
    private final TreeMap<String, Integer> rows = new TreeMap<>();
    private final Set<String> deleted = new TreeSet<>();
    private final Map<String, Long> insertedAtMillis = new HashMap<>();
    private String inFlight = "";
    private int acknowledged;

    private ExpectedRows(Path log) {
        this.log = log;
    }

    /** Reads a writer's log; the first part of a line that was being written is none. */
    static ExpectedRows read(Path directory, String writer) {
        try {
            Files.createDirectories(directory);
            Path log = directory.resolve(writer + ".log");
            String text = Files.exists(log) ? Files.readString(log) : "";
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            if (whole.length() < text.length()) {
                Files.writeString(log, whole);
            }
            ExpectedRows expected = new ExpectedRows(log);
            whole.lines().forEach(expected::replay);
            return expected;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replay(String line) {
        if (line.startsWith(SENT)) {
            assertThat(inFlight).as("before " + line).isEmpty();
            String[] words = line.split(" ");
            inFlight = words[2];
            changedRows(inFlight).forEach(row -> insertedAtMillis.put(row, Long.parseLong(words[1])));
            return;
        }
        if (line.startsWith(EXPIRED)) {
            for (String row : line.substring(EXPIRED.length()).split(",")) {
                rows.remove(row);
            }
            return;
        }
        assertThat(inFlight).as("before " + line).isNotEmpty();
        if (line.equals(ACKNOWLEDGED)) {
            acknowledged++;
            apply(inFlight, rows);
            for (String row : changedRows(inFlight)) {
                if (rows.containsKey(row)) {
                    deleted.remove(row);
                } else {
                    deleted.add(row);
                }
            }
        }
        inFlight = "";
    }

    private static List<String> changedRows(String changes) {
        return Arrays.stream(changes.split(","))
                .map(change -> change.substring(0, change.indexOf('=')))
                .toList();
    }

    private static void apply(String changes, TreeMap<String, Integer> rows) {
        for (String change : changes.split(",")) {
            String[] pair = change.split("=");
            if (pair[1].equals("x")) {
                rows.remove(pair[0]);
            } else {
                rows.put(pair[0], Integer.parseInt(pair[1]));
            }
        }
    }

    private void write(String line) {
        replay(line);
        try {
            Files.write(
                    log,
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void sent(List<String> changes) {
        write(SENT + System.currentTimeMillis() + " " + String.join(",", changes));
    }

    void acknowledged() {
        write(ACKNOWLEDGED);
    }

    /** Says that the statement in flight was refused: nothing of it may ever be visible. */
    void refused() {
        write(NOT_THERE);
    }

    /** Settles what became of the statement in flight by what is visible; false when that is neither of both. */
    boolean settle(TreeMap<String, Integer> visible) {
        if (!inFlight.isEmpty()) {
            TreeMap<String, Integer> with = new TreeMap<>(rows);
            apply(inFlight, with);
            write(visible.equals(with) ? ACKNOWLEDGED : NOT_THERE);
        }
        return visible.equals(rows);
    }

    /**
     * Rows of a table that retention may have removed: they are not visible, and were inserted before a time. From now on
     * they are expected not to be there.
     */
    List<String> expire(String table, long insertedBeforeMillis, Set<String> visible) {
        List<String> gone = rows.keySet().stream()
                .filter(row -> row.startsWith(table) && !visible.contains(row))
                .filter(row -> Objects.requireNonNull(insertedAtMillis.get(row)) < insertedBeforeMillis)
                .toList();
        if (!gone.isEmpty()) {
            write(EXPIRED + String.join(",", gone));
        }
        return gone;
    }

    TreeMap<String, Integer> rows() {
        return rows;
    }

    /** The highest id of a table's rows that was ever sent, -1 for none. */
    long highest(String table) {
        return insertedAtMillis.keySet().stream()
                .filter(row -> row.startsWith(table))
                .mapToLong(row -> Long.parseLong(row.substring(2)))
                .max()
                .orElse(-1);
    }

    /** Statements that were acknowledged, or found when it was looked. */
    int acknowledgedCount() {
        return acknowledged;
    }

    /** Rows that were there once and are not. */
    Set<String> deleted() {
        return deleted;
    }
}
