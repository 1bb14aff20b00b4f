package dev.firn.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Starts JVMs that live for a second: the native libraries of DuckDB and RocksDB, which each JVM would unpack for longer
 * than that, are unpacked once, and classes come from an archive of the JVM's that a first process leaves.
 */
final class CrashJvm {
    private static final int COPY_BYTES = 1 << 16;
    private static final boolean LIBRARIES_KNOWN = System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");

    private final Path directory;
    private final String classPath;

    CrashJvm(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path from = Path.of(part);
            if (Files.isDirectory(from)) {
                parts.add(packed(from, "classes-" + parts.size() + ".jar").toString());
            } else if (LIBRARIES_KNOWN && (part.contains("duckdb_jdbc") || part.contains("rocksdbjni"))) {
                parts.add(withoutLibraries(from).toString());
            } else {
                parts.add(part);
            }
        }
        this.classPath = String.join(File.pathSeparator, parts);
    }

    /** A class archive takes no classes from directories. */
    private Path packed(Path classes, String name) throws IOException {
        Path jar = directory.resolve(name);
        try (ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            to.setLevel(0);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                to.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, to);
            }
        }
        return jar;
    }

    /** The jar without native libraries; this machine's is unpacked under the name by which Java loads it. */
    private Path withoutLibraries(Path original) throws IOException {
        Path copy = directory.resolve(original.getFileName());
        try (JarFile from = new JarFile(original.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(copy))) {
            for (ZipEntry entry : from.stream().toList()) {
                String name = entry.getName();
                if (!name.contains(".so") && !name.endsWith(".jnilib") && !name.endsWith(".dll")) {
                    to.putNextEntry(new ZipEntry(name));
                    copy(from, entry, to);
                } else if (name.equals("libduckdb_java.so_linux_amd64") || name.equals("librocksdbjni-linux64.so")) {
                    Path library = directory.resolve(name.substring(0, name.indexOf(".so")) + ".so");
                    try (OutputStream unpacked = Files.newOutputStream(library)) {
                        copy(from, entry, unpacked);
                    }
                }
            }
        }
        return copy;
    }

    private static void copy(JarFile from, ZipEntry entry, OutputStream to) throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        try (InputStream content = from.getInputStream(entry)) {
            for (int read = content.read(buffer); read > 0; read = content.read(buffer)) {
                to.write(buffer, 0, read);
            }
        }
    }

    private Path archive() {
        return directory.resolve("classes.jsa");
    }

    /** Runs a main class to its end, and keeps the classes that it loaded for later processes. */
    void archiveClassesOf(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Process process = start(List.of("-XX:ArchiveClassesAtExit=" + archive()), main, arguments);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(errors()).isZero();
    }

    Process start(Class<?> main, String... arguments) throws IOException {
        return start(
                Files.exists(archive()) ? List.of("-XX:SharedArchiveFile=" + archive()) : List.of(), main, arguments);
    }

    private Process start(List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Djava.library.path=" + directory));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("stderr.log").toFile())
                .start();
    }

    /** What the last process said on standard error. */
    String errors() throws IOException {
        return Files.readString(directory.resolve("stderr.log"));
    }
}
