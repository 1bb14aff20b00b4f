package dev.firn.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Engine;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.flush.ChunkRunner;
import dev.firn.engine.run.Run;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a forked JVM under load with SIGKILL, twice at each named step and otherwise at random moments, and checks after
 * each restart that every acknowledged row is there once, that the interrupted run completes by itself and that no file
 * is left over. System property {@code firn.crash.random} sets the number of random kills.
 */
class CrashIT {
    private static final int RANDOM_KILLS = Integer.getInteger("firn.crash.random", 6);
    private static final int KILLS_AT_EACH_STEP = Integer.getInteger("firn.crash.each", 2);
    private static final Caller ADMIN = new Caller("admin", Role.DBA);

    @TempDir
    private Path root;

    /** Expected {@code n} by {@code id}, per user; writes that were sent but not acknowledged may or may not be there. */
    private final Map<String, TreeMap<Long, Integer>> expected = new HashMap<>();

    private final Map<String, String> unacknowledged = new HashMap<>();
    private int acknowledged;
    private int resumedRuns;

    private record Kill(String step, int nth) {}

    @Test
    void everyAcknowledgedRowSurvivesOnceWhereverTheProcessIsKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (Engine engine = open()) {
            CrashStore.run(
                    engine,
                    ADMIN,
                    "CREATE NAMESPACE crash; CREATE USER TABLE crash.events (id BIGINT PRIMARY KEY, n INT NOT NULL,"
                            + " note TEXT) FLUSH ROWS 60");
        }
        List<Kill> kills = kills(random);
        for (Kill kill : kills) {
            runUntilKilled(kill, random);
            check(kill);
        }
        System.out.printf(
                "%d kills, %d statements acknowledged, %d runs resumed%n", kills.size(), acknowledged, resumedRuns);
        assertThat(acknowledged).isGreaterThan(100);
        assertThat(resumedRuns).isPositive();
    }

    private static List<Kill> kills(Random random) {
        List<Kill> kills = new ArrayList<>();
        for (StepListener.Step step : StepListener.Step.values()) {
            for (int i = 0; i < KILLS_AT_EACH_STEP; i++) {
                kills.add(new Kill(step.name(), 1 + random.nextInt(step == StepListener.Step.WAL_WRITTEN ? 80 : 3)));
            }
        }
        for (int i = 0; i < RANDOM_KILLS; i++) {
            kills.add(new Kill("none", 0));
        }
        Collections.shuffle(kills, random);
        return kills;
    }

    private Engine open() {
        return Engine.open(CrashStore.settings(root), StepListener.NONE, Clock.systemUTC());
    }

    private void runUntilKilled(Kill kill, Random random) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        // It lives for a second or two: start fast.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingProcess.class.getName(),
                        root.toString(),
                        Long.toString(random.nextLong()),
                        kill.step(),
                        Integer.toString(kill.nth()))
                .redirectError(root.resolve("stderr.log").toFile())
                .start();
        long killAfterMillis = 200L + random.nextInt(1_000);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("AT ")) {
                    process.toHandle().destroyForcibly();
                } else if (line.equals("READY") && kill.step().equals("none")) {
                    killLater(process, killAfterMillis);
                } else {
                    note(line);
                }
            }
        } finally {
            process.toHandle().destroyForcibly();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("killed by SIGKILL, not ended by itself: %s", Files.readString(root.resolve("stderr.log")))
                .isEqualTo(128 + 9);
    }

    private static void killLater(Process process, long millis) {
        Thread killer = new Thread(
                () -> {
                    try {
                        if (!process.waitFor(millis, TimeUnit.MILLISECONDS)) {
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

    private void note(String line) {
        String[] words = line.split(" ", 3);
        if (words[0].equals("SENT") && words.length == 3) {
            unacknowledged.put(words[1], words[2]);
        } else if (words[0].equals("ACKNOWLEDGED") && words.length == 3) {
            assertThat(unacknowledged.remove(words[1])).isEqualTo(words[2]);
            apply(rowsOf(words[1]), words[2]);
            acknowledged++;
        }
    }

    private TreeMap<Long, Integer> rowsOf(String user) {
        return expected.computeIfAbsent(user, unused -> new TreeMap<>());
    }

    private static void apply(TreeMap<Long, Integer> rows, String changes) {
        for (String change : changes.split(",")) {
            String[] pair = change.split("=");
            if (pair[1].equals("x")) {
                rows.remove(Long.parseLong(pair[0]));
            } else {
                rows.put(Long.parseLong(pair[0]), Integer.parseInt(pair[1]));
            }
        }
    }

    private void check(Kill kill) throws IOException {
        try (Engine engine = open()) {
            long start = System.nanoTime();
            List<String> interrupted = engine.runs().newest(100).stream()
                    .filter(run -> run.status() == Run.Status.RUNNING)
                    .map(Run::id)
                    .toList();
            checkRows(engine, kill);
            new ChunkRunner(engine.flushes(), 50).runAll();
            for (String runId : interrupted) {
                assertThat(engine.runs().find(runId).orElseThrow().status()).isEqualTo(Run.Status.COMPLETED);
            }
            resumedRuns += interrupted.size();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            checkRows(engine, kill);
            checkFiles(engine);
        }
    }

    private void checkRows(Engine engine, Kill kill) {
        for (int i = 0; i < CrashingProcess.WRITERS; i++) {
            String user = "writer" + i;
            TreeMap<Long, Integer> found = CrashStore.rows(engine, new Caller(user, Role.USER));
            String pending = unacknowledged.remove(user);
            if (pending != null) {
                TreeMap<Long, Integer> withPending = new TreeMap<>(rowsOf(user));
                apply(withPending, pending);
                if (found.equals(withPending)) {
                    expected.put(user, withPending);
                }
            }
            assertThat(found).as("rows of %s after %s", user, kill).isEqualTo(rowsOf(user));
        }
    }

    private void checkFiles(Engine engine) throws IOException {
        try (ReadView view = engine.committer().acquire();
                Stream<Path> files = Files.walk(root.resolve("data"))) {
            List<String> listed = view.manifest().files().stream()
                    .map(DataFile::path)
                    .sorted()
                    .toList();
            assertThat(files.filter(file -> file.toString().contains(".parquet"))
                            .map(file -> root.resolve("data").relativize(file).toString())
                            .sorted())
                    .isEqualTo(listed);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
