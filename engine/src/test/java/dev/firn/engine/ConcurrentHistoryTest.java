package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers, flushes and readers at once. A transfer moves an amount between two accounts, counts both accounts' versions
 * up and writes a line to a log, in one transaction; so the log of any read says what every account must hold in that
 * same read, should it show the store as it was at some commit.
 */
class ConcurrentHistoryTest {
    private static final int ACCOUNTS = 6;
    private static final int WRITERS = 3;
    private static final int TRANSFERS = 30;
    private static final int COUNTS = 30;
    private static final String ACCOUNTS_AND_THEIR_LOG = """
            SELECT a.id, a.balance, a.version,
                (SELECT COALESCE(SUM(CASE WHEN l.target = a.id THEN l.amount ELSE -l.amount END), 0)
                    FROM c.log AS l WHERE l.source = a.id OR l.target = a.id) AS moved,
                (SELECT COUNT(*) FROM c.log AS l WHERE l.source = a.id OR l.target = a.id) AS lines
            FROM c.accounts AS a ORDER BY a.id""";

    @TempDir
    private Path root;

    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private TestingEngine engine;
    private Caller user;

    @ParameterizedTest
    @ValueSource(strings = {"USER", "SHARED"})
    void everyReadShowsTheStoreAsItWasAtSomeCommit(String kind) throws Exception {
        user = kind.equals("USER") ? TestingEngine.ALICE : TestingEngine.ADMIN;
        engine = new TestingEngine(root, StepListener.NONE, "firn.flush.rows-per-file", "20");
        try {
            create(kind);
            runAll();
            expectEnd();
            engine.flush("c.accounts");
            engine.reopen();
            expectEnd();
        } finally {
            engine.close();
        }
    }

    private void create(String kind) {
        engine.run(TestingEngine.ADMIN, """
                CREATE NAMESPACE c;
                CREATE %1$s TABLE c.accounts (id BIGINT PRIMARY KEY, balance BIGINT, version BIGINT) FLUSH ROWS 30;
                CREATE %1$s TABLE c.log (source BIGINT, target BIGINT, amount BIGINT) FLUSH ROWS 30;
                CREATE %1$s TABLE c.counter (id BIGINT PRIMARY KEY, n BIGINT)
                """.formatted(kind));
        for (int id = 0; id < ACCOUNTS; id++) {
            engine.run(user, "INSERT INTO c.accounts (id, balance, version) VALUES (" + id + ", 100, 0)");
        }
        engine.run(user, "INSERT INTO c.counter (id, n) VALUES (1, 0)");
    }

    private void runAll() throws Exception {
        List<Callable<Void>> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Random random = new Random(i);
            threads.add(writer(TRANSFERS, n -> transfer(random)));
        }
        threads.add(writer(COUNTS, n -> engine.run(user, "UPDATE c.counter SET n = n + 1 WHERE id = 1")));
        threads.add(writer(COUNTS, n -> engine.run(user, "UPDATE c.counter SET n = n + 1")));
        threads.add(writer(COUNTS, this::replaceRow));
        writing.set(threads.size());
        threads.add(this::flush);
        threads.add(this::read);
        threads.add(this::read);
        ExecutorService pool = Executors.newFixedThreadPool(threads.size());
        try {
            List<Future<Void>> results = pool.invokeAll(threads, 120, TimeUnit.SECONDS);
            for (Future<Void> result : results) {
                result.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private interface Write {
        void run(int n);
    }

    /** A thread of so many writes; each is tried anew as long as another writer is faster. */
    private Callable<Void> writer(int writes, Write write) {
        return () -> {
            try {
                for (int n = 0; n < writes; n++) {
                    while (!committed(write, n)) {
                        Thread.onSpinWait();
                    }
                }
            } finally {
                writing.decrementAndGet();
            }
            return null;
        };
    }

    private static boolean committed(Write write, int n) {
        try {
            write.run(n);
            return true;
        } catch (EngineException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
            return false;
        }
    }

    private void transfer(Random random) {
        int source = random.nextInt(ACCOUNTS);
        int target = (source + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        int amount = 1 + random.nextInt(20);
        engine.run(user, """
                BEGIN;
                UPDATE c.accounts SET balance = balance - %3$d, version = version + 1 WHERE id = %1$d;
                UPDATE c.accounts SET balance = balance + %3$d, version = version + 1 WHERE id = %2$d;
                INSERT INTO c.log (source, target, amount) VALUES (%1$d, %2$d, %3$d);
                COMMIT
                """.formatted(source, target, amount));
    }

    /** A row that goes and comes, so that deletions of rows in either tier are among what is flushed. */
    private void replaceRow(int n) {
        engine.run(user, "DELETE FROM c.counter WHERE id = 2");
        engine.run(user, "INSERT INTO c.counter (id, n) VALUES (2, " + n + ")");
    }

    private Void flush() {
        List<String> tables = List.of("c.accounts", "c.log", "c.counter");
        for (int i = 0; writing.get() > 0; i++) {
            engine.flush(tables.get(i % tables.size()));
        }
        return null;
    }

    /** Reads until the writers are done. */
    private Void read() {
        long before = 0;
        long countedBefore = 0;
        boolean last;
        do {
            last = writing.get() == 0;
            long lines = expectConsistent();
            assertThat(lines).as("lines of the log never become fewer").isGreaterThanOrEqualTo(before);
            before = lines;
            Object counted = engine.value(user, "SELECT n FROM c.counter WHERE id = 1");
            assertThat((Long) counted).as("the counter never goes back").isGreaterThanOrEqualTo(countedBefore);
            countedBefore = (Long) counted;
            reads.incrementAndGet();
        } while (!last);
        return null;
    }

    /** Answers the lines of the log. */
    private long expectConsistent() {
        long balances = 0;
        long lines = 0;
        List<List<@Nullable Object>> rows = engine.rows(user, ACCOUNTS_AND_THEIR_LOG);
        assertThat(rows).hasSize(ACCOUNTS);
        for (List<@Nullable Object> row : rows) {
            long balance = number(row.get(1));
            assertThat(balance).as("balance of %s", row).isEqualTo(100 + number(row.get(3)));
            assertThat(number(row.get(2))).as("version of %s", row).isEqualTo(number(row.get(4)));
            balances += balance;
            lines += number(row.get(4));
        }
        assertThat(balances).isEqualTo(100L * ACCOUNTS);
        assertThat(lines % 2).isZero();
        return lines / 2;
    }

    private static long number(@Nullable Object value) {
        return Long.parseLong(String.valueOf(value));
    }

    private void expectEnd() {
        assertThat(expectConsistent()).isEqualTo((long) WRITERS * TRANSFERS);
        assertThat(engine.value(user, "SELECT COUNT(*) FROM c.log")).isEqualTo((long) WRITERS * TRANSFERS);
        assertThat(engine.value(user, "SELECT n FROM c.counter WHERE id = 1")).isEqualTo(2L * COUNTS);
        assertThat(engine.value(user, "SELECT COUNT(*) FROM c.counter")).isEqualTo(2L);
        assertThat(reads.get()).isGreaterThan(1);
    }
}
