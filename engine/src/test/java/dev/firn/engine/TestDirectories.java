package dev.firn.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes the temporary directories of unit tests, in CI in memory where there is room: their many small fsyncs would take
 * a fifth of the time. That writes are synced is asserted by counters, and crash tests use the disk. At home
 * directories are made where Java makes them, as a test that is interrupted leaves them behind.
 */
public final class TestDirectories implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long NEEDED_BYTES = 4L << 30;
    /** {@link LeakGuard} knows open files of tests by it. */
    private static final String PREFIX = "junit-";

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        return isInMemory() ? Files.createTempDirectory(MEMORY, PREFIX) : Files.createTempDirectory(PREFIX);
    }

    private static boolean isInMemory() throws IOException {
        return List.of("true", "1").contains(System.getenv().getOrDefault("CI", ""))
                && Files.isWritable(MEMORY)
                && Files.getFileStore(MEMORY).getUsableSpace() > NEEDED_BYTES;
    }
}
