package dev.firn.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server process, started by the {@code firn} command on free ports of 127.0.0.1. Its folder under {@code target}
 * holds data, state and the log; it survives the process, so that the next one finds it.
 */
public final class FirnServer implements AutoCloseable {
    private static final int FIRST_PORT = 12_000;
    private static final int LAST_PORT = 30_000;
    /** A setting: the port to serve at, by default one that is free. */
    public static final String PORT = "jboss.http.port";

    public static final String ADMIN_PASSWORD = "admin-of-tests";

    private static final Path ROOT =
            Path.of(System.getProperty("firn.root", "..")).toAbsolutePath().normalize();
    /** What this process of tests leaves; another may run beside it. */
    static final Path FOLDER =
            Path.of("target", System.getProperty("firn.fork", "fork-1")).toAbsolutePath();

    private static final Duration START_LIMIT = Duration.ofSeconds(240);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path home;
    private final Process process;
    private final int port;
    private final int managementPort;

    private FirnServer(Path home, Process process, int port, int managementPort) {
        this.home = home;
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** The project's folder. */
    public static Path root() {
        return ROOT;
    }

    /** An empty folder for a server of that name. */
    public static Path freshHome(String name) {
        Path home = FOLDER.resolve("servers").resolve(name);
        try (Stream<Path> old = Files.exists(home) ? Files.walk(home) : Stream.empty()) {
            for (Path path : old.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
            return Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server on that folder and waits until it answers. */
    public static FirnServer start(Path home, Map<String, String> settings) {
        return start(home, settings, 768);
    }

    /** Starts a server with a heap of that size. */
    static FirnServer start(Path home, Map<String, String> settings, int heapMib) {
        FirnServer server = launch(home, settings, heapMib);
        try {
            server.awaitHealthy();
            return server;
        } catch (RuntimeException e) {
            server.kill();
            throw e;
        }
    }

    /** Waits until the server answers. */
    void awaitHealthy() {
        await("server in " + home)
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(
                                "the server ended with code " + process.exitValue() + ":\n" + logTail());
                    }
                    return healthy();
                });
    }

    /** Starts the process only. */
    static FirnServer launch(Path home, Map<String, String> settings) {
        return launch(home, settings, 768);
    }

    private static FirnServer launch(Path home, Map<String, String> settings, int heapMib) {
        int port = Optional.ofNullable(settings.get(PORT)).map(Integer::valueOf).orElseGet(FirnServer::freePort);
        Map<String, String> properties = new TreeMap<>(settings);
        properties.putIfAbsent("firn.admin.initial-password", ADMIN_PASSWORD);
        properties.putIfAbsent("firn.query.memory-mib", "256");
        int managementPort = freePort();
        properties.put("jboss.management.http.port", Integer.toString(managementPort));
        List<String> command =
                new ArrayList<>(List.of("bash", ROOT.resolve("firn").toString(), "start", "--no-build"));
        command.addAll(List.of("--port", Integer.toString(port)));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.resolve("console.log").toFile()));
            builder.environment()
                    .put("FIRN_JVM", "-Xms128m -Xmx" + heapMib + "m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process process = builder.start();
            // Not left behind when this JVM is stopped half-way.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new FirnServer(home, process, port, managementPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    int managementPort() {
        return managementPort;
    }

    public Path home() {
        return home;
    }

    public Path data() {
        return home.resolve("data");
    }

    Process process() {
        return process;
    }

    public FirnClient admin() {
        return client("admin", ADMIN_PASSWORD);
    }

    public FirnClient client(String user, String password) {
        return FirnClient.basic(HTTP, address(), user, password);
    }

    /** Data files that match a glob under the data folder, by name. */
    List<Path> dataFiles(String glob) {
        try (Stream<Path> all = Files.walk(data())) {
            return all.filter(path -> data().getFileSystem()
                            .getPathMatcher("glob:" + glob)
                            .matches(data().relativize(path)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends the process in order. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Waits until the process has ended by itself. */
    int awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the server did not end within " + STOP_LIMIT + ":\n" + logTail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String log() {
        try {
            return Files.readString(home.resolve("console.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private boolean healthy() {
        try {
            HttpRequest health = HttpRequest.newBuilder(java.net.URI.create(address() + "/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String logTail() {
        String log = log();
        return log.substring(Math.max(0, log.length() - 8_000));
    }

    /**
     * A port that nothing listens on, below the ports that the kernel hands to outgoing connections: one of those could
     * take it before the server does.
     */
    static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue; // taken: the next one
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
