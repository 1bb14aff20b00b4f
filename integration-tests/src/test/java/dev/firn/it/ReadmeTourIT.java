package dev.firn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the README's tour, as they stand there, against a server. */
@ExtendWith(SharedServer.class)
class ReadmeTourIT {
    private static final Pattern TOUR_BLOCK = Pattern.compile("<!-- tour -->\\R```bash\\R(.*?)```", Pattern.DOTALL);
    private static final int LIMIT_SECONDS = 120;

    private final FirnServer server;

    @TempDir
    private Path folder;

    ReadmeTourIT(FirnServer server) {
        this.server = server;
    }

    @Test
    void everyCommandOfTheTourWorks() throws IOException, InterruptedException {
        layOutAsTheReaderHasIt();
        Path script = Files.writeString(folder.resolve("tour.sh"), "set -euo pipefail\n" + tour());
        Path output = folder.resolve("output.txt");
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().put("FIRN", server.address());

        Process tour = bash.start();
        boolean ended = tour.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        tour.destroyForcibly();

        String said = Files.readString(output);
        assertThat(ended).as("%s", said).isTrue();
        assertThat(tour.exitValue()).as("%s", said).isZero();
        assertThat(said)
                .contains("\"rows_stored\":1000", "\"rows_stored\":100,")
                .contains("[[\"151\",\"6834\",\"1100\"]]")
                .contains("[[\"0\"]]")
                .contains("message_id,tokens")
                .contains("data/ada/tables/tour/messages/batch-");
    }

    /** The data and state folders beside the tools, and the password where a first start leaves it. */
    private void layOutAsTheReaderHasIt() throws IOException {
        Files.createSymbolicLink(folder.resolve("tools"), FirnServer.root().resolve("tools"));
        Files.createSymbolicLink(folder.resolve("data"), server.data());
        Files.createDirectory(folder.resolve("state"));
        Files.writeString(folder.resolve("state/initial-admin-password"), FirnServer.ADMIN_PASSWORD + "\n");
    }

    /** JUnit warns of links that lead out of its folder. */
    @AfterEach
    void removeLinks() throws IOException {
        Files.deleteIfExists(folder.resolve("tools"));
        Files.deleteIfExists(folder.resolve("data"));
    }

    private static String tour() throws IOException {
        String readme = Files.readString(FirnServer.root().resolve("README.md"));
        String tour = TOUR_BLOCK
                .matcher(readme)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
        assertThat(tour).contains("login", "CREATE USER TABLE", "ChatSimulator");
        return tour;
    }
}
