package dev.firn.it;

import dev.firn.it.step.TestingStepListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The built application with {@link TestingStepListener} added to its lib, on the built server's configuration. */
public final class TestApplication {
    private static final Path SERVER = FirnServer.root().resolve("ear/target/server/standalone");
    private static boolean made;

    private TestApplication() {}

    /** Makes the application, once in a process, and gives the setting that lets a server run it. */
    public static synchronized Map<String, String> settings() {
        Path base = FirnServer.FOLDER.resolve("test-application");
        try {
            if (!made) {
                make(base);
                made = true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("jboss.server.base.dir", base.toString());
    }

    private static void make(Path base) throws IOException {
        Files.createDirectories(base.resolve("deployments"));
        try (Stream<Path> files = Files.walk(SERVER.resolve("configuration"))) {
            for (Path file : files.toList()) {
                Path copy = base.resolve(SERVER.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        Path making = base.resolve("firn.ear");
        Files.copy(SERVER.resolve("deployments/firn.ear"), making, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem ear = FileSystems.newFileSystem(making)) {
            Files.write(ear.getPath("lib", "step-listener.jar"), listenerJar());
        }
        Files.move(making, base.resolve("deployments/firn.ear"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] listenerJar() throws IOException {
        String name = TestingStepListener.class.getName().replace('.', '/') + ".class";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes);
                InputStream type = Objects.requireNonNull(
                        TestingStepListener.class.getClassLoader().getResourceAsStream(name))) {
            jar.putNextEntry(new ZipEntry(name));
            type.transferTo(jar);
            jar.putNextEntry(new ZipEntry("META-INF/beans.xml"));
            jar.write(
                    "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\" bean-discovery-mode=\"annotated\"/>"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
