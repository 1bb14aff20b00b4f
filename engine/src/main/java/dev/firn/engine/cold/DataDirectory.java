package dev.firn.engine.cold;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of data files: which paths are free, sweeping what a crash left, finding what nobody listed. */
public final class DataDirectory {
    private final Path root;

    public DataDirectory(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /** The first path of {@code batch-{millis}[-n].parquet} in a directory under which no file stands. */
    public String freePath(String directory, long millis) {
        for (int n = 0; ; n++) {
            String path = directory + "/" + DataFileLayout.fileName(millis, n);
            if (Files.notExists(root.resolve(path)) && Files.notExists(root.resolve(DataFileLayout.temporary(path)))) {
                return path;
            }
        }
    }

    /**
     * Deletes what the writer of an intent left that the manifest does not list: the temporary file, and the final one
     * unless both exist and are different files (then the final name was someone else's).
     */
    public void sweep(Intent intent) {
        Path path = root.resolve(intent.path());
        Path temporary = root.resolve(DataFileLayout.temporary(intent.path()));
        try {
            boolean foreign = Files.exists(temporary) && Files.exists(path) && !Files.isSameFile(temporary, path);
            Files.deleteIfExists(temporary);
            if (!foreign) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw failed("sweep", e);
        }
    }

    /** Deletes a file that the manifest no longer lists. */
    public void unlink(String path) {
        try {
            Files.deleteIfExists(root.resolve(path));
        } catch (IOException e) {
            throw failed("unlink", e);
        }
    }

    /** Relative paths of Parquet and temporary files that are not among the known ones. */
    public List<String> unknownFiles(Collection<DataFile> listed) {
        Set<String> known = new HashSet<>();
        listed.forEach(file -> known.add(file.path()));
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(path -> path.endsWith(".parquet") || path.endsWith(".parquet.tmp"))
                    .filter(path -> !known.contains(path))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw failed("list", e);
        }
    }

    private static EngineException failed(String what, Exception cause) {
        return new EngineException(
                ErrorCode.STORAGE_UNAVAILABLE, "Cannot " + what + " data files: " + cause.getMessage(), cause);
    }
}
