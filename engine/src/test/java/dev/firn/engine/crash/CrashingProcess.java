package dev.firn.engine.crash;

import dev.firn.engine.Engine;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that is killed: writers insert, update and delete through SQL while flush runs go on. Each write is
 * announced on standard output before it is sent and again when it is acknowledged, so the expected rows are known
 * outside. At a named step it says so and stands still until it is killed.
 */
final class CrashingProcess {
    static final int WRITERS = 3;
    private static final int ITEM_COUNT = 50;

    private CrashingProcess() {}

    /** Arguments: store directory, seed, step at which to stand still or {@code none}, its how-many-th time. */
    public static void main(String[] arguments) throws InterruptedException {
        Path root = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        Engine engine = Engine.open(
                CrashStore.settings(root),
                standStillAt(arguments[2], Integer.parseInt(arguments[3])),
                Clock.systemUTC());
        Semaphore nudges = new Semaphore(0);
        engine.runs().onNudge(nudges::release);
        for (int i = 0; i < WRITERS; i++) {
            Writer writer = new Writer(engine, new Caller("writer" + i, Role.USER), new Random(seed + i));
            new Thread(writer, "writer" + i).start();
        }
        System.out.println("READY");
        ChunkRunner runner = new ChunkRunner(engine.flushes(), ITEM_COUNT);
        while (true) {
            runner.runAll();
            nudges.tryAcquire(50, TimeUnit.MILLISECONDS);
        }
    }

    private static StepListener standStillAt(String name, int nth) {
        if (name.equals("none")) {
            return StepListener.NONE;
        }
        StepListener.Step at = StepListener.Step.valueOf(name);
        AtomicInteger count = new AtomicInteger();
        return (step, runId) -> {
            if (step == at && count.incrementAndGet() >= nth) {
                System.out.println("AT " + step);
                while (true) {
                    LockSupport.park();
                }
            }
        };
    }

    /** Writes rows of one user, one statement after the other. */
    private static final class Writer implements Runnable {
        private final Engine engine;
        private final Caller caller;
        private final Random random;
        private final TreeMap<Long, Integer> live;
        private long nextId;

        Writer(Engine engine, Caller caller, Random random) {
            this.engine = engine;
            this.caller = caller;
            this.random = random;
            this.live = CrashStore.rows(engine, caller);
            // Ids of deleted rows are used again now and then, so that keys are taken after a tombstone.
            this.nextId = live.isEmpty() ? 0 : Math.max(0, live.lastKey() + 1 - 20);
        }

        @Override
        public void run() {
            while (true) {
                int dice = random.nextInt(100);
                if (live.size() < 20 || dice < 55) {
                    insert();
                } else if (dice < 85) {
                    update(pick());
                } else {
                    delete(pick());
                }
            }
        }

        private void insert() {
            List<String> values = new ArrayList<>();
            List<String> changes = new ArrayList<>();
            TreeMap<Long, Integer> added = new TreeMap<>();
            for (int left = 1 + random.nextInt(5); left > 0; nextId++) {
                if (!live.containsKey(nextId)) {
                    int n = random.nextInt(1_000);
                    values.add("(" + nextId + ", " + n + ", 'note é " + nextId + "')");
                    changes.add(nextId + "=" + n);
                    added.put(nextId, n);
                    left--;
                }
            }
            send(changes, "INSERT INTO crash.events (id, n, note) VALUES " + String.join(", ", values));
            live.putAll(added);
        }

        private void update(long id) {
            int n = live.get(id) + 1;
            send(List.of(id + "=" + n), "UPDATE crash.events SET n = n + 1 WHERE id = " + id);
            live.put(id, n);
        }

        private void delete(long id) {
            send(List.of(id + "=x"), "DELETE FROM crash.events WHERE id = " + id);
            live.remove(id);
        }

        private long pick() {
            List<Long> ids = new ArrayList<>(live.keySet());
            return ids.get(random.nextInt(ids.size()));
        }

        private void send(List<String> changes, String sql) {
            String line = caller.userId() + " " + String.join(",", changes);
            System.out.println("SENT " + line);
            CrashStore.run(engine, caller, sql);
            System.out.println("ACKNOWLEDGED " + line);
        }
    }
}
