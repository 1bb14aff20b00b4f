package dev.firn.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The log of what one writer has sent and of what was acknowledged, outside the store's directories. It outlives SIGKILL,
 * as each line is one write to a file. Acknowledged changes must be visible exactly; the changes of the statement that was
 * in flight all or none, which is settled for good by the first look at the store after the kill.
 *
 * <p>A change is {@code <table>:<id>=<n>}, or {@code <table>:<id>=x} for a row that is deleted.
 */
final class ExpectedRows {
    private static final String SENT = "S ";
    private static final String ACKNOWLEDGED = "A";
    private static final String NOT_THERE = "N";

    private final Path log;
    private final TreeMap<String, Integer> rows = new TreeMap<>();
    private final Set<String> deleted = new TreeSet<>();
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
            inFlight = line.substring(SENT.length());
            return;
        }
        assertThat(inFlight).as("before " + line).isNotEmpty();
        if (line.equals(ACKNOWLEDGED)) {
            acknowledged++;
            apply(inFlight, rows);
            for (String change : inFlight.split(",")) {
                String row = change.substring(0, change.indexOf('='));
                if (rows.containsKey(row)) {
                    deleted.remove(row);
                } else {
                    deleted.add(row);
                }
            }
        }
        inFlight = "";
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
        write(SENT + String.join(",", changes));
    }

    void acknowledged() {
        write(ACKNOWLEDGED);
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

    TreeMap<String, Integer> rows() {
        return rows;
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
