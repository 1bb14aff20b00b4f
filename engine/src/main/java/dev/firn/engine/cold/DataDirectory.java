package dev.firn.engine.cold;

import dev.firn.engine.store.FileCalls;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The directory of data files: which paths are free, sweeping what a crash left, finding what nobody listed. */
public final class DataDirectory {
    private static final int REMEMBERED_DIRECTORIES = 10_000;
    private static final int REMEMBERED_FILES = 10_000;

    private final Path root;
    private final FileCalls files;
    /** Directories whose names were made durable by this process: at most so many, then it asks again. */
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();
    /** Files that this process has written and read back, by id: at most so many, the oldest are forgotten. */
    private final Map<Long, FileStamp> written = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, FileStamp> eldest) {
            return size() > REMEMBERED_FILES;
        }
    });

    public DataDirectory(Path root, FileCalls files) {
        this.root = root;
        this.files = files;
    }

    public Path root() {
        return root;
    }

    FileCalls files() {
        return files;
    }

    Path resolve(String path) {
        return root.resolve(path);
    }

    /**
     * The first path of {@code batch-{millis}[-n].parquet} in a directory under which no file stands.
     *
     * @param promised tells whether a path is another file's, that may not stand under it yet or any more
     */
    public String freePath(String directory, long millis, Predicate<String> promised) {
        for (int n = 0; ; n++) {
            String path = directory + "/" + DataFileLayout.fileName(millis, n);
            if (!promised.test(path)
                    && !files.exists(resolve(path))
                    && !files.exists(resolve(DataFileLayout.temporary(path)))) {
                return path;
            }
        }
    }

    /**
     * Creates what is missing of a directory below the root, and makes the name of each directory on the way durable: one
     * that is there may be what a failed attempt created and did not force.
     */
    void createDirectories(String relative) throws IOException {
        if (durable.size() > REMEMBERED_DIRECTORIES) {
            durable.clear();
        }
        Path parent = root;
        for (Path name : Path.of(relative)) {
            Path child = parent.resolve(name);
            boolean missing = !files.exists(child);
            if (missing) {
                files.createDirectory(child);
            }
            if (missing || !durable.contains(child)) {
                files.forceDirectory(parent);
                durable.add(child);
            }
            parent = child;
        }
    }

    /**
     * Deletes what the writer of an intent left that the manifest does not list: the temporary file, and the final one
     * unless both exist and are different files (then the final name was someone else's).
     */
    public void sweep(Intent intent) {
        Path path = resolve(intent.path());
        Path temporary = resolve(intent.temporary());
        try {
            boolean foreign = files.exists(temporary) && files.exists(path) && !files.isSameFile(temporary, path);
            files.delete(temporary);
            if (!foreign) {
                files.delete(path);
            }
            forceDirectory(resolve(DataFileLayout.parent(intent.path())));
        } catch (IOException e) {
            throw failed("sweep", e);
        }
    }

    /** Remembers a file that was read back and stands under its final name now. */
    void wrote(long fileId, String path) {
        written.put(fileId, FileStamp.of(resolve(path)));
    }

    /** What a file looked like when this process had read it back, told once; empty when it has not, or forgot. */
    public Optional<FileStamp> takeWritten(long fileId) {
        return Optional.ofNullable(written.remove(fileId));
    }

    /** True when {@link #takeWritten} would tell of the file. */
    public boolean hasWritten(long fileId) {
        return written.containsKey(fileId);
    }

    /** Deletes a file that the manifest no longer lists; {@link #force} makes that durable. */
    public void unlink(String path) {
        try {
            files.delete(resolve(path));
        } catch (IOException e) {
            throw failed("unlink", e);
        }
    }

    /** Makes durable what happened to the names of files: a directory once, however many of them it holds. */
    public void force(Collection<String> paths) {
        try {
            for (Path directory : new TreeSet<>(paths.stream()
                    .map(path -> resolve(DataFileLayout.parent(path)))
                    .toList())) {
                forceDirectory(directory);
            }
        } catch (IOException e) {
            throw failed("unlink", e);
        }
    }

    /** A directory that is not there holds no name that could come back. */
    private void forceDirectory(Path directory) throws IOException {
        if (files.exists(directory)) {
            files.forceDirectory(directory);
        }
    }

    /** Relative paths of Parquet and temporary files that are not among the known ones. */
    public List<String> unknownFiles(Collection<DataFile> listed) {
        Set<String> known = new HashSet<>();
        listed.forEach(file -> known.add(file.path()));
        try {
            return files.filesBelow(root).stream()
                    .map(file -> root.relativize(file).toString())
                    .filter(path -> path.endsWith(".parquet") || path.endsWith(".parquet.tmp"))
                    .filter(path -> !known.contains(path))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("list", e);
        }
    }

    /** Where the data directory lies is nothing for an answer: paths in the words begin below it. */
    private EngineException failed(String what, Exception cause) {
        EngineException failure = failure("Cannot " + what + " data files: ", cause);
        return new EngineException(
                failure.code(), String.valueOf(failure.getMessage()).replace(root + "/", ""), cause);
    }

    /** A failed call as clients see it: STORAGE_FULL when that is the cause, else STORAGE_UNAVAILABLE. */
    static EngineException failure(String what, Exception cause) {
        String why = FileCalls.why(cause);
        boolean full = why.contains("No space left on device") || why.contains("Disk quota exceeded");
        return new EngineException(full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_UNAVAILABLE, what + why, cause);
    }
}
