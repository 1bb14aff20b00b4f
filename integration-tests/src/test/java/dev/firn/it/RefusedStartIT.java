package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.Engine;
import dev.firn.engine.EngineSettings;
import dev.firn.engine.commit.StepListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server whose directories do not belong together ends, says why, and deletes nothing. */
class RefusedStartIT {
    @Test
    void refusesDataFilesWithoutTheirStoreOrWithAnother() throws IOException {
        Path home = FirnServer.freshHome("refused");
        try (FirnServer server = FirnServer.start(home, Map.of())) {
            FirnClient admin = server.admin();
            admin.run("CREATE NAMESPACE refused_ns");
            admin.run("CREATE SHARED TABLE refused_ns.messages (" + Messages.COLUMNS + ") FLUSH ROWS 100");
            admin.run(Messages.insert("refused_ns.messages", 0, 100));
            new Jobs(admin, "refused_ns.messages").awaitCompleted(1, Duration.ofSeconds(15));
            assertThat(server.dataFiles("**/batch-*.parquet")).hasSize(1);
        }
        Map<Path, Long> files = files(home.resolve("data"));

        Files.move(home.resolve("state/rocksdb"), home.resolve("rocksdb-lost"));
        assertThat(refusal(home)).contains("Firn cannot start: ");
        assertThat(files(home.resolve("data"))).isEqualTo(files);

        Path other = FirnServer.freshHome("refused-other");
        openAndClose(other);
        Files.move(home.resolve("state"), home.resolve("state-lost"));
        Files.move(other.resolve("state"), home.resolve("state"));
        assertThat(refusal(home)).contains("Firn cannot start: ");
        assertThat(files(home.resolve("data"))).isEqualTo(files);
    }

    /** What the server logs before it ends by itself. */
    private static String refusal(Path home) throws IOException {
        Files.deleteIfExists(home.resolve("console.log"));
        FirnServer refused = FirnServer.launch(home, Map.of());
        assertThat(refused.awaitEnd()).isEqualTo(1);
        return refused.log();
    }

    /** Sizes of everything but the lock, whose content is the id of the last process that held it. */
    private static Map<Path, Long> files(Path folder) throws IOException {
        Map<Path, Long> sizes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("_firn/lock"))
                    .toList()) {
                sizes.put(folder.relativize(file), Files.size(file));
            }
        }
        return sizes;
    }

    private static void openAndClose(Path home) {
        Map<String, String> settings = Map.of(
                "firn.data.directory", home.resolve("data").toString(),
                "firn.state.directory", home.resolve("state").toString());
        Engine.open(
                        EngineSettings.from(key -> Optional.ofNullable(settings.get(key))),
                        StepListener.NONE,
                        Clock.systemUTC())
                .close();
    }
}
