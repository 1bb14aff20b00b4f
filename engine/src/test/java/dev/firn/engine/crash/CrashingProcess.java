package dev.firn.engine.crash;

import dev.firn.engine.Engine;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.table.Caller;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The process that is killed: writers insert, update and delete through SQL while the runs that are due go on. It writes
 * what it sends and what was acknowledged to {@link ExpectedRows}. At a named point it says so and stands still until it is
 * killed. Whatever fails ends it with another exit value than a kill does.
 */
final class CrashingProcess {
    static final int ITEM_COUNT = 50;

    private CrashingProcess() {}

    /** Arguments: store directory, seed, step, begin of the run's id, how-many-th time. */
    public static void main(String[] arguments) throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        StepListener steps = new KillPoint(arguments[2], arguments[3]).listener(Integer.parseInt(arguments[4]));
        Path root = Path.of(arguments[0]);
        Engine engine = CrashStore.open(root, steps);
        Semaphore nudges = new Semaphore(0);
        engine.runs().onNudge(nudges::release);
        Random random = new Random(Long.parseLong(arguments[1]));
        for (Caller caller : CrashStore.writers()) {
            CrashWriter writer =
                    new CrashWriter(engine, caller, CrashStore.expected(root, caller), new Random(random.nextLong()));
            new Thread(writer::writeOn, caller.userId()).start();
        }
        ChunkRunner runner = new ChunkRunner(engine.flushes(), ITEM_COUNT);
        while (true) {
            runner.runAll();
            nudges.tryAcquire(20, TimeUnit.MILLISECONDS);
        }
    }

    /** A life without a crash, which loads every class that the others need. */
    static final class Whole {
        private static final int STATEMENTS = 60;

        private Whole() {}

        /** Argument: store directory. */
        public static void main(String[] arguments) {
            Path root = Path.of(arguments[0]);
            try (Engine engine = CrashStore.open(root, StepListener.NONE)) {
                CrashStore.createTables(engine);
                for (Caller caller : CrashStore.writers()) {
                    CrashWriter writer =
                            new CrashWriter(engine, caller, CrashStore.expected(root, caller), new Random(1));
                    for (int i = 0; i < STATEMENTS; i++) {
                        writer.write();
                    }
                }
                new ChunkRunner(engine.flushes(), ITEM_COUNT).runAll();
                CrashStore.rows(engine, CrashStore.writers().get(0));
            }
        }
    }
}
