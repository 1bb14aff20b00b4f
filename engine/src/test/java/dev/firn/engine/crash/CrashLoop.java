package dev.firn.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firn.engine.Engine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.run.Run;
import dev.firn.engine.store.TestingFileCalls;
import dev.firn.engine.table.Caller;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Kills a process under load with SIGKILL again and again, on one store, and checks after each kill that every
 * acknowledged change is there once, that the interrupted runs complete by themselves within 30 s and that no file is left
 * over.
 */
final class CrashLoop {
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);
    private static final int POINT_LIMIT_SECONDS = 60;
    private static final int LOOKUPS = 2;
    private static final int MOST_COMMITS = 60;
    private static final int MOST_DELAY_MILLIS = 200;
    private static final int SIGKILL_EXIT = 128 + 9;

    private final Path root;
    private final CrashJvm jvm;
    private final Random random;
    private final Map<KillPoint, Outcome> outcomes = new LinkedHashMap<>();

    /** What was seen of the kills at one point. */
    static final class Outcome {
        private int kills;
        private int resumedRuns;
        private long longestRecoveryMillis;

        int kills() {
            return kills;
        }

        int resumedRuns() {
            return resumedRuns;
        }

        long longestRecoveryMillis() {
            return longestRecoveryMillis;
        }
    }

    CrashLoop(Path root, long seed) throws IOException, InterruptedException {
        this.root = Files.createDirectories(root.resolve("store"));
        this.random = new Random(seed);
        this.jvm = new CrashJvm(root.resolve("jvm"));
        jvm.archiveClassesOf(CrashingProcess.Whole.class, root.resolve("whole").toString());
        try (Engine engine = CrashStore.open(this.root, StepListener.NONE)) {
            CrashStore.createTables(engine);
        }
    }

    /** Kills so often at each named point, and otherwise at any moment, in random order. */
    Map<KillPoint, Outcome> kill(int atEachPoint, int inAll) throws IOException, InterruptedException {
        List<KillPoint> kills = new ArrayList<>();
        KillPoint.named().forEach(point -> kills.addAll(Collections.nCopies(atEachPoint, point)));
        while (kills.size() < inAll) {
            kills.add(KillPoint.ANY_MOMENT);
        }
        Collections.shuffle(kills, random);
        for (KillPoint point : kills) {
            runUntilKilled(point);
            Outcome outcome = outcomes.computeIfAbsent(point, unused -> new Outcome());
            outcome.kills++;
            check(point, outcome);
        }
        return outcomes;
    }

    /** Statements that were acknowledged in all. */
    int acknowledged() {
        return CrashStore.writers().stream()
                .mapToInt(writer -> CrashStore.expected(root, writer).acknowledgedCount())
                .sum();
    }

    private void runUntilKilled(KillPoint point) throws IOException, InterruptedException {
        int nth = 1 + random.nextInt(point.countsCommits() ? MOST_COMMITS : 2);
        Process process = jvm.start(
                CrashingProcess.class,
                root.toString(),
                Long.toString(random.nextLong()),
                point.step(),
                point.runs(),
                Integer.toString(nth));
        AtomicBoolean late = new AtomicBoolean();
        killLater(process, TimeUnit.SECONDS.toMillis(POINT_LIMIT_SECONDS), () -> late.set(true));
        int delayMillis = point.isNamed() ? 0 : random.nextInt(MOST_DELAY_MILLIS);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(line).isEqualTo(KillPoint.REACHED);
                killLater(process, delayMillis, () -> {});
            }
        } finally {
            process.toHandle().destroyForcibly();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("killed by SIGKILL, not ended by itself: %s", jvm.errors())
                .isEqualTo(SIGKILL_EXIT);
        assertThat(late)
                .as("%s was not reached the %dth time within %d s", point, nth, POINT_LIMIT_SECONDS)
                .isFalse();
    }

    private static void killLater(Process process, long millis, Runnable before) {
        Thread killer = new Thread(
                () -> {
                    try {
                        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
                            before.run();
                            process.toHandle().destroyForcibly();
                        }
                    } catch (InterruptedException e) {
                        process.toHandle().destroyForcibly();
                    }
                },
                "killer");
        killer.setDaemon(true);
        killer.start();
    }

    private void check(KillPoint point, Outcome outcome) {
        long opening = System.nanoTime();
        try (Engine engine = CrashStore.open(root, StepListener.NONE)) {
            long opened = System.nanoTime();
            List<String> interrupted = engine.runs().newest(100).stream()
                    .filter(run -> run.status() == Run.Status.RUNNING)
                    .map(Run::id)
                    .toList();
            checkRows(engine, point);
            long resuming = System.nanoTime();
            new ChunkRunner(engine.flushes(), CrashingProcess.ITEM_COUNT).runAll();
            long resumed = System.nanoTime();
            for (String runId : interrupted) {
                assertThat(engine.runs().find(runId).orElseThrow().status())
                        .as("%s, interrupted at %s", runId, point)
                        .isEqualTo(Run.Status.COMPLETED);
            }
            Duration took = Duration.ofNanos(opened - opening + resumed - resuming);
            assertThat(took).isLessThan(RECOVERY_LIMIT);
            outcome.resumedRuns += interrupted.size();
            outcome.longestRecoveryMillis = Math.max(outcome.longestRecoveryMillis, took.toMillis());
            checkRows(engine, point);
            await().atMost(RECOVERY_LIMIT)
                    .untilAsserted(() -> assertThat(dataFiles()).isEqualTo(listed(engine)));
        }
    }

    private void checkRows(Engine engine, KillPoint point) {
        for (Caller writer : CrashStore.writers()) {
            ExpectedRows expected = CrashStore.expected(root, writer);
            long expiredMillis = System.currentTimeMillis() - TimeUnit.SECONDS.toMillis(CrashStore.TTL_SECONDS);
            TreeMap<String, Integer> visible = CrashStore.rows(engine, writer);
            checkExpired(expected.expire("a", expiredMillis, visible.keySet()), visible.keySet());
            if (!expected.settle(visible)) {
                assertThat(visible)
                        .as("rows of %s after a kill at %s", writer.userId(), point)
                        .isEqualTo(expected.rows());
            }
            checkShortcuts(engine, writer, expected);
        }
    }

    /** The oldest go first. */
    private static void checkExpired(List<String> gone, Set<String> visible) {
        long newestGone = gone.stream().mapToLong(CrashLoop::id).max().orElse(-1);
        assertThat(visible.stream().filter(row -> row.startsWith("a")).mapToLong(CrashLoop::id))
                .allMatch(id -> id > newestGone);
    }

    private static long id(String row) {
        return Long.parseLong(row.substring(2));
    }

    /** Counters and the key index tell the same as the rows. */
    private void checkShortcuts(Engine engine, Caller writer, ExpectedRows expected) {
        long events =
                expected.rows().keySet().stream().filter(CrashLoop::isKeyed).count();
        assertThat(CrashStore.select(engine, writer, "SELECT count(*) FROM crash.events"))
                .hasToString("[[" + events + "]]");
        for (String row : some(expected.rows().keySet())) {
            assertThat(lookup(engine, writer, row))
                    .hasToString("[[" + expected.rows().get(row) + "]]");
        }
        for (String row : some(expected.deleted())) {
            assertThat(lookup(engine, writer, row)).isEmpty();
        }
    }

    private static List<?> lookup(Engine engine, Caller writer, String row) {
        return CrashStore.select(engine, writer, "SELECT n FROM crash.events WHERE id = " + row.substring(2));
    }

    private List<String> some(Set<String> rows) {
        List<String> keyed =
                new ArrayList<>(rows.stream().filter(CrashLoop::isKeyed).toList());
        Collections.shuffle(keyed, random);
        return keyed.subList(0, Math.min(LOOKUPS, keyed.size()));
    }

    private static boolean isKeyed(String row) {
        return row.startsWith("e");
    }

    private List<String> dataFiles() {
        Path data = root.resolve("data");
        return TestingFileCalls.parquetFiles(data).stream()
                .map(file -> data.relativize(file).toString())
                .sorted()
                .toList();
    }

    private static List<String> listed(Engine engine) {
        try (ReadView view = engine.committer().acquire()) {
            return view.manifest().files().stream().map(DataFile::path).sorted().toList();
        }
    }
}
