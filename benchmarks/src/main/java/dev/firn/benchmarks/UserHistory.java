package dev.firn.benchmarks;

import dev.firn.engine.commit.RowBatch;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A USER table to which every user adds rows in each flush period. */
final class UserHistory {
    private static final long PERIOD_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int BODY_CHARACTERS = 100;
    private static final int NEWEST = 50;

    private final OpenEngine engine;
    private final Table table;
    private final int users;
    private final int rows;
    private final Random random = new Random(4);
    private final long begin = TimeUnit.DAYS.toMicros(20_000);
    private int periods;

    /** What a user asks. */
    enum Question {
        NEWEST("the newest 50 rows, ORDER BY … LIMIT"),
        BY_TIME("the rows of the last period, by time"),
        COUNT("count(*)"),
        COLD_KEY("a flushed row by its key"),
        HOT_KEY("a buffered row by its key"),
        ABSENT_KEY("a key that no row has");

        private final String title;

        Question(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /**
     * @param rows that a user adds in a period
     */
    UserHistory(OpenEngine engine, String name, int users, int rows) {
        this.engine = engine;
        this.users = users;
        this.rows = rows;
        engine.run("CREATE NAMESPACE IF NOT EXISTS h; CREATE USER TABLE h." + name
                + " (id BIGINT PRIMARY KEY, sent_at TIMESTAMP NOT NULL, sender TEXT, body TEXT) FLUSH ROWS "
                + users * rows);
        this.table = engine.table("h", name);
    }

    private static Caller user(int number) {
        return new Caller("user%04d".formatted(number), Role.USER);
    }

    /** Buffers the rows of a period: the next run that is launched flushes them. */
    void insertPeriod() {
        RowBatch batch = new RowBatch(table, engine.engine().committer().nowMicros());
        for (int user = 0; user < users; user++) {
            TableScope scope = new TableScope.User(user(user).userId());
            for (int row = 0; row < rows; row++) {
                long id = (long) periods * rows + row;
                batch.insert(scope, new @Nullable Object[] {id, at(id), "sender " + row % 5, body()});
            }
        }
        engine.engine().committer().commit(batch);
        periods++;
    }

    private long at(long id) {
        return begin + id * (PERIOD_MICROS / rows);
    }

    private String body() {
        StringBuilder body = new StringBuilder(BODY_CHARACTERS);
        while (body.length() < BODY_CHARACTERS) {
            body.append(Integer.toString(random.nextInt(100_000), Character.MAX_RADIX))
                    .append(' ');
        }
        return body.toString();
    }

    int files() {
        return engine.files(table);
    }

    /** Asks as some user, and checks the answer's size. */
    void ask(Question question) {
        Caller user = user(random.nextInt(users));
        long all = (long) periods * rows;
        switch (question) {
            case NEWEST ->
                expect(
                        Math.min(NEWEST, all),
                        ask(user, "SELECT id, sent_at, body FROM %s ORDER BY sent_at DESC LIMIT " + NEWEST)
                                .rows());
            case BY_TIME -> {
                String sql = "SELECT id, sent_at, body FROM %s"
                        + " WHERE sent_at >= make_timestamp($1) AND sent_at < make_timestamp($2)";
                expect(rows, ask(user, sql, at(all - rows), at(all)).rows());
            }
            case COUNT ->
                expect(all, (long) Objects.requireNonNull(
                        ask(user, "SELECT count(*) FROM %s").last()));
            case COLD_KEY -> expect(1, byKey(user, random.nextInt((int) all)));
            case HOT_KEY -> expect(1, byKey(user, all - 1 - random.nextInt(rows)));
            case ABSENT_KEY -> expect(0, byKey(user, all + random.nextInt(1_000_000)));
        }
    }

    private long byKey(Caller user, long id) {
        return ask(user, "SELECT id, sender, body FROM %s WHERE id = $1", id).rows();
    }

    private OpenEngine.Answer ask(Caller user, String sql, @Nullable Object... params) {
        return engine.ask(user, sql.formatted(table.name()), params);
    }

    private static void expect(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("expected " + expected + ", found " + found);
        }
    }
}
