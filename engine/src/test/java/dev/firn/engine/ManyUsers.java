package dev.firn.engine;

import static dev.firn.engine.TestingEngine.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.ScopeId;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Users who write rows in every flush period, update some and delete some; flushes and compactions run when they are due.
 * What each user must read is known.
 */
final class ManyUsers implements AutoCloseable {
    private static final String TABLE = "m.t";
    private static final int BODY_CHARACTERS = 80;
    /** Changes in a period. */
    private static final int CHANGES = 5;
    /** Few enough to leave a user small. */
    private static final int DELETED_ROWS = 5;

    private final Shape shape;
    private final TestingEngine engine;
    private final Random random;
    private final List<SortedMap<Integer, Integer>> model = new ArrayList<>();
    private final List<Seen> seen = new ArrayList<>();

    /**
     * How much is written.
     *
     * @param rows of a user in a period; in every fourth one a single row
     * @param largeUsers the first of them always writes enough for a file of their own, the others in every other period,
     *     so that their own files and bundles alternate
     * @param bundleRows {@code firn.flush.bundle-rows}: what a large user writes
     * @param minFiles {@code firn.compaction.min-files}
     */
    record Shape(int users, int rows, int largeUsers, int bundleRows, int minFiles) {
        /** docs/design/compaction.md: how many files a scope may have while none is full. */
        long budget() {
            return budget(minFiles);
        }

        /** The same of a table's bundles. */
        long bundleBudget() {
            return budget(Math.max(2, minFiles / 4));
        }

        private static long budget(int merged) {
            double target = 128 << 20;
            long levels = 1 + (long) Math.ceil(Math.log(target / (128 << 10)) / Math.log(merged));
            return (merged - 1) * levels;
        }

        private int rows(int user, int period) {
            boolean large = user < largeUsers && (user == 0 || period % 2 == 1);
            int small = period % 4 == 3 ? 1 : rows;
            return large ? bundleRows : small;
        }
    }

    /**
     * What a period left.
     *
     * @param own most files that a scope has for itself
     * @param ofScope most files in which a scope has rows, bundles included
     * @param mostRows of a file
     */
    record Seen(long files, long bundles, long own, long ofScope, long bytes, long mostRows) {}

    ManyUsers(Path root, Shape shape, long seed) {
        this.shape = shape;
        this.random = new Random(seed);
        for (int user = 0; user < shape.users(); user++) {
            model.add(new TreeMap<>());
        }
        this.engine = new TestingEngine(
                root,
                StepListener.NONE,
                "firn.durability",
                "process",
                "firn.flush.bundle-rows",
                Integer.toString(shape.bundleRows()),
                "firn.compaction.min-files",
                Integer.toString(shape.minFiles()));
        engine.run(
                ADMIN,
                "CREATE NAMESPACE m; CREATE USER TABLE " + TABLE + " (id INT PRIMARY KEY, n INT, body TEXT) FLUSH ROWS "
                        + shape.users());
    }

    private static Caller user(int number) {
        return new Caller("user%04d".formatted(number), Role.USER);
    }

    private static String body(int user, int id) {
        return new Random(user * 1_000_003L + id)
                .ints(BODY_CHARACTERS, '0', 'z')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** Every user writes, some change what they wrote before; then runs whatever is due. */
    private void period() {
        int number = seen.size();
        insert(number);
        for (int i = 0; i < CHANGES; i++) {
            change(random.nextInt(shape.users()));
        }
        engine.flushDue();
        assertThat(engine.hotRows(TABLE)).isZero();
        seen.add(look());
    }

    private void insert(int period) {
        Table table = engine.table(TABLE);
        RowBatch batch = new RowBatch(table, engine.engine().committer().nowMicros());
        for (int user = 0; user < shape.users(); user++) {
            SortedMap<Integer, Integer> rows = model.get(user);
            int first = period * shape.bundleRows();
            for (int id = first; id < first + shape.rows(user, period); id++) {
                rows.put(id, user);
                batch.insert(
                        new TableScope.User(user(user).userId()), new @Nullable Object[] {id, user, body(user, id)});
            }
        }
        engine.engine().committer().commit(batch);
    }

    private void change(int user) {
        SortedMap<Integer, Integer> rows = model.get(user);
        if (rows.isEmpty()) {
            return;
        }
        if (random.nextInt(4) > 0) {
            int middle = (rows.firstKey() + rows.lastKey()) / 2;
            int id = rows.tailMap(middle).firstKey();
            assertThat(engine.run(user(user), "UPDATE " + TABLE + " SET n = -1 WHERE id = " + id))
                    .isEqualTo(1);
            rows.put(id, -1);
        } else {
            int id = rows.firstKey() + DELETED_ROWS;
            SortedMap<Integer, Integer> oldest = rows.headMap(id);
            assertThat(engine.run(user(user), "DELETE FROM " + TABLE + " WHERE id < " + id))
                    .isEqualTo(oldest.size());
            oldest.clear();
        }
    }

    private Seen look() {
        try (ReadView view = engine.engine().committer().acquire()) {
            Table table = engine.table(TABLE);
            List<DataFile> files = List.copyOf(view.manifest().files(table.id()));
            long own = 0;
            long ofScope = 0;
            for (long scope : view.catalog().scopes(table.id()).keySet()) {
                List<DataFile> ofIt = List.copyOf(view.manifest().files(new ScopeId(table.id(), scope)));
                own = Math.max(
                        own,
                        ofIt.stream().filter(file -> !file.holdsSeveralScopes()).count());
                ofScope = Math.max(ofScope, ofIt.size());
            }
            return new Seen(
                    files.size(),
                    files.stream().filter(DataFile::holdsSeveralScopes).count(),
                    own,
                    ofScope,
                    files.stream().mapToLong(DataFile::bytes).sum(),
                    files.stream().mapToLong(DataFile::rows).max().orElse(0));
        }
    }

    /** What each period left, in their order. */
    List<Seen> seen() {
        return seen;
    }

    /** Rows of all users. */
    long rows() {
        return model.stream().mapToLong(SortedMap::size).sum();
    }

    /** Runs that have completed, of all runs of the type. */
    String completed(String type) {
        List<@Nullable Object> counts = engine.rows(
                        ADMIN,
                        "SELECT count(*) FILTER (WHERE status = 'completed'), count(*) FROM system.jobs WHERE job_type = $1",
                        type)
                .get(0);
        return counts.get(0) + " of " + counts.get(1);
    }

    /** Lets periods go by; after each, the table has few enough bundles and each scope few enough files. */
    void expectFewFiles(int periods) {
        for (int i = 0; i < periods; i++) {
            period();
            Seen now = seen.get(seen.size() - 1);
            assertThat(now.bundles()).isBetween(1L, shape.bundleBudget());
            assertThat(now.own()).isBetween((long) Math.min(1, shape.largeUsers()), shape.budget());
            assertThat(now.files()).isLessThanOrEqualTo(shape.bundleBudget() + shape.largeUsers() * shape.budget());
        }
    }

    /** Every user reads their rows, each once. */
    void expectRowsOfEveryUser() {
        for (int user = 0; user < shape.users(); user++) {
            expectRows(user);
        }
    }

    private void expectRows(int user) {
        SortedMap<Integer, Integer> rows = model.get(user);
        List<List<@Nullable Object>> expected = new ArrayList<>();
        rows.forEach((id, n) -> expected.add(List.of(id, n, body(user, id))));
        assertThat(engine.rows(user(user), "SELECT id, n, body FROM " + TABLE + " ORDER BY id"))
                .isEqualTo(expected);
        assertThat(engine.value(user(user), "SELECT count(*) FROM " + TABLE)).isEqualTo((long) rows.size());
        newest(rows)
                .ifPresent(
                        id -> assertThat(engine.rows(user(user), "SELECT n, body FROM " + TABLE + " WHERE id = " + id))
                                .containsExactly(List.of(rows.get(id), body(user, id))));
    }

    private static Optional<Integer> newest(SortedMap<Integer, Integer> rows) {
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.lastKey());
    }

    @Override
    public void close() {
        engine.close();
    }
}
