package dev.firn.engine.integrity;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Damages data files at seeded places, one at a time, and asks what an application asks: each answer must be the one from
 * before the damage, or DATA_FILE_UNAVAILABLE with the file's id. Then the file is repaired, and every answer is right.
 *
 * <p>Damage is noticed in one of three ways: the file system shows that the file was touched; nothing shows it, and a scrub
 * reads the file; nothing shows it, and the engine is started anew. The last is slow, so that only every fiftieth is of it.
 */
final class Mutations implements AutoCloseable {
    private static final int RESTART_EVERY = 50;
    private static final int FOOTER_BYTES = 1_500;
    private static final int QUESTIONS_PER_CALLER = 4;
    private static final List<Caller> USERS = List.of(TestingEngine.ALICE, TestingEngine.BOB, ADMIN);

    private final Random random;
    private final TestingEngine engine;
    private final DataFiles files;
    private final List<Question> questions = new ArrayList<>();
    private final List<DataFile> targets = new ArrayList<>();

    /** Outcomes by the kind of damage and how it is noticed, in the order of their first appearance. */
    final Map<String, Counts> outcomes = new LinkedHashMap<>();

    /** What went wrong, in words; empty when all is well. */
    final List<String> failures = new ArrayList<>();

    /** How many statements ended how. */
    static final class Counts {
        int mutations;
        int answered;
        int named;
        int wrong;
    }

    /** A SELECT over a table, and its answer. */
    private record Question(int tableId, Caller caller, String sql, List<?> answer) {}

    Mutations(Path root, long seed) {
        this.random = new Random(seed);
        this.engine = new TestingEngine(
                root,
                StepListener.NONE,
                "firn.durability",
                "process",
                "firn.flush.bundle-scopes",
                "2",
                "firn.compaction.min-files",
                "1000");
        this.files = new DataFiles(engine, root);
        engine.run(ADMIN, """
                CREATE NAMESPACE d;
                CREATE SHARED TABLE d.keyed (id BIGINT PRIMARY KEY, note TEXT, score DOUBLE, sent TIMESTAMP);
                CREATE SHARED TABLE d.plain (id BIGINT, note TEXT, score DOUBLE, sent TIMESTAMP);
                CREATE USER TABLE d.bundled (id BIGINT PRIMARY KEY, note TEXT, score DOUBLE, sent TIMESTAMP);
                """);
        for (int from = 0; from < 1_500; from += 500) {
            fill("d.keyed", List.of(ADMIN), from);
            fill("d.plain", List.of(ADMIN), from);
            fill("d.bundled", USERS, from);
        }
        engine.run(ADMIN, "UPDATE d.keyed SET note = 'hot' WHERE id % 250 = 9");
        ask("d.keyed", ADMIN);
        ask("d.plain", ADMIN);
        USERS.forEach(user -> ask("d.bundled", user));
        assertThat(targets).hasSize(9);
    }

    private void fill(String table, List<Caller> users, int from) {
        for (Caller user : users) {
            engine.run(
                    user,
                    "INSERT INTO " + table + " SELECT i, md5(CAST(i AS VARCHAR)) || repeat('x', CAST(i % 7 AS BIGINT)),"
                            + " i / 3.0, TIMESTAMP '2026-01-01 00:00:00' + to_seconds(i) FROM range(" + from + ", "
                            + (from + 500) + ") t(i)");
            engine.run(user, "DELETE FROM " + table + " WHERE id % 100 = 3 AND id >= " + (from - 200));
        }
        engine.flush(table);
    }

    private void ask(String table, Caller caller) {
        files.of(table).stream().filter(file -> !targets.contains(file)).forEach(targets::add);
        ask(table, caller, "SELECT count(*), sum(id), sum(length(note)), min(sent), max(score) FROM " + table);
        ask(table, caller, "SELECT count(*) FROM " + table);
        ask(table, caller, "SELECT id, note, score, sent FROM " + table + " WHERE id IN (17, 733, 1490) ORDER BY id");
        ask(table, caller, "SELECT sum(score), max(note) FROM " + table + " WHERE id > 1400");
    }

    private void ask(String table, Caller caller, String sql) {
        questions.add(new Question(files.table(table).id(), caller, sql, engine.rows(caller, sql)));
    }

    /** Damages, asks, repairs and asks again, so often. */
    void run(int mutations) throws IOException {
        for (int i = 1; i <= mutations; i++) {
            DataFile file = targets.get(random.nextInt(targets.size()));
            byte[] whole = files.bytes(file);
            boolean cut = random.nextInt(10) < 3;
            byte[] damaged = cut ? Arrays.copyOf(whole, place(whole)) : altered(whole);
            String noticed = i % RESTART_EVERY == 0 ? "start" : cut || random.nextBoolean() ? "touched" : "scrub";
            damage(file, damaged, noticed);
            askAll(file, counts(cut ? "cut short" : "bytes altered", noticed), i);
            files.overwrite(file, whole);
            expectAllRight(file, i);
        }
    }

    private Counts counts(String kind, String noticed) {
        Counts counts = outcomes.computeIfAbsent(kind + " | " + noticed, unused -> new Counts());
        counts.mutations++;
        return counts;
    }

    /** A place in a file: anywhere, in the footer or at the very ends. */
    private int place(byte[] bytes) {
        return switch (random.nextInt(4)) {
            case 0 -> bytes.length - 1 - random.nextInt(Math.min(FOOTER_BYTES, bytes.length));
            case 1 -> random.nextBoolean() ? random.nextInt(8) : bytes.length - 1 - random.nextInt(12);
            default -> random.nextInt(bytes.length);
        };
    }

    /** One flipped bit, or a few bytes of nothing or of anything. */
    private byte[] altered(byte[] whole) {
        byte[] damaged = whole.clone();
        while (Arrays.equals(damaged, whole)) {
            int place = place(whole);
            switch (random.nextInt(3)) {
                case 0 -> damaged[place] ^= (byte) (1 << random.nextInt(8));
                case 1 -> Arrays.fill(damaged, place, Math.min(damaged.length, place + 64), (byte) 0);
                default -> damaged[place] = (byte) random.nextInt();
            }
        }
        return damaged;
    }

    private void damage(DataFile file, byte[] damaged, String noticed) throws IOException {
        if (noticed.equals("touched")) {
            files.overwrite(file, damaged);
            return;
        }
        files.rot(file, damaged);
        if (noticed.equals("start")) {
            engine.reopen();
        } else {
            try (ReadView view = engine.engine().committer().acquire()) {
                engine.engine()
                        .fileChecks()
                        .recheck(view.catalog().table(file.tableId()).orElseThrow(), file, bytes -> {});
            }
        }
    }

    private void askAll(DataFile file, Counts counts, int mutation) {
        for (Question question : questions(file)) {
            try {
                if (engine.rows(question.caller(), question.sql()).equals(question.answer())) {
                    counts.answered++;
                } else {
                    counts.wrong++;
                    failures.add(
                            "mutation " + mutation + " of file " + file.id() + ": wrong rows of " + question.sql());
                }
            } catch (EngineException e) {
                boolean named = e.code() == ErrorCode.DATA_FILE_UNAVAILABLE
                        && String.valueOf(file.id()).equals(e.details().get("file_id"));
                counts.named += named ? 1 : 0;
                counts.wrong += named ? 0 : 1;
                if (!named) {
                    failures.add("mutation " + mutation + " of file " + file.id() + ": " + question.sql() + ": " + e);
                }
            }
        }
    }

    /** One that reads all of the table of the file, another about that table, and one about another table. */
    private List<Question> questions(DataFile file) {
        List<Question> about = questions.stream()
                .filter(question -> question.tableId() == file.tableId())
                .toList();
        List<Question> others = questions.stream()
                .filter(question -> question.tableId() != file.tableId())
                .toList();
        int whole = QUESTIONS_PER_CALLER * random.nextInt(about.size() / QUESTIONS_PER_CALLER);
        return List.of(
                about.get(whole), about.get(random.nextInt(about.size())), others.get(random.nextInt(others.size())));
    }

    /** Asks a question that reads all of the table of the file. */
    private void expectAllRight(DataFile file, int mutation) {
        Question question = questions(file).get(0);
        if (!engine.rows(question.caller(), question.sql()).equals(question.answer())) {
            failures.add("after mutation " + mutation + " of file " + file.id() + " was repaired: " + question.sql());
        }
        if (engine.engine().quarantinedFiles() != 0) {
            failures.add("after mutation " + mutation + ": file " + file.id() + " stays quarantined");
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
