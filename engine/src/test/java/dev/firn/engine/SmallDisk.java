package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of 64 MB of its own, which needs the right to mount: fails where it may not. */
final class SmallDisk implements AutoCloseable {
    private static final byte[] CHUNK = new byte[256 << 10];

    private final Path mountPoint;

    SmallDisk(Path mountPoint) throws IOException {
        this.mountPoint = Files.createDirectories(mountPoint);
        run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mountPoint.toString());
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor())
                    .as(String.join(" ", command) + ": " + said)
                    .isZero();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Path directory(String name) {
        return mountPoint.resolve(name);
    }

    /** Takes every byte that is left. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(CHUNK);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    /** Gives back what {@link #fill()} took. */
    void empty() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path filler() {
        return mountPoint.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        run("umount", mountPoint.toString());
    }
}
