package dev.firn.engine;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a file of a temporary directory open or a thread of the engine running: a handle of
 * RocksDB or DuckDB that nobody closed shows as one or the other. Registered for every test of the engine.
 */
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakGuard.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        context.getStore(NAMESPACE).put("before", held());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Set<?> before = context.getStore(NAMESPACE).get("before", Set.class);
        await(context.getDisplayName() + " leaves nothing open")
                .atMost(Duration.ofSeconds(10))
                .until(() -> without(held(), before), Set::isEmpty);
    }

    private static Set<String> without(Set<String> held, Set<?> before) {
        held.removeAll(before);
        return held;
    }

    private static Set<String> held() throws IOException {
        Set<String> held = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("firn-"))
                .map(thread -> "thread " + thread.getName() + " " + System.identityHashCode(thread))
                .collect(Collectors.toCollection(TreeSet::new));
        if (Files.isDirectory(DESCRIPTORS)) {
            try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
                descriptors
                        .map(LeakGuard::target)
                        .filter(target -> target.contains("/junit"))
                        .forEach(held::add);
            }
        }
        return held;
    }

    /** What a descriptor is open on, empty when it was closed meanwhile. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
