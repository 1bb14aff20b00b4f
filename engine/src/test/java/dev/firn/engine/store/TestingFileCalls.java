package dev.firn.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls to the real file system that are recorded, and of which one or all may be told to fail. */
public final class TestingFileCalls implements FileCalls {
    private final Map<Path, Long> usable = new ConcurrentHashMap<>();
    private final LocalFileCalls local = new LocalFileCalls();
    private final Path root;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger untilFailure = new AtomicInteger();
    private final AtomicReference<Predicate<String>> failing = new AtomicReference<>(call -> false);
    private volatile String reason = "";
    private volatile @Nullable String failed;

    /**
     * @param root paths are recorded relative to it
     */
    public TestingFileCalls(Path root) {
        this.root = root;
    }

    /** Parquet files and temporary ones below a directory, also while others are deleted there. */
    public static List<Path> parquetFiles(Path directory) {
        try {
            return new LocalFileCalls()
                    .filesBelow(directory).stream()
                            .filter(file -> file.toString().contains(".parquet"))
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was called so far: a word and a path, without the calls that only look. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Notes something else that happened between the calls. */
    public void note(String event) {
        calls.add(event);
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** Lets the n-th call from now fail, counted from 1; later ones succeed. */
    public void failNth(int n, String why) {
        reason = why;
        failed = null;
        untilFailure.set(n);
    }

    /** Lets every call fail of which the predicate is true, until it is told otherwise. */
    public void failWhile(Predicate<String> call, String why) {
        reason = why;
        failing.set(call);
    }

    /** The call that failed since {@link #failNth}; null when none did. Nothing fails from now on. */
    public @Nullable String failed() {
        untilFailure.set(0);
        return failed;
    }

    /** Lets the disk of a directory have so much room left. */
    public void leave(Path directory, long bytes) {
        usable.put(directory, bytes);
    }

    private void called(String what, Path path) throws IOException {
        String call = what + " " + (path.startsWith(root) ? root.relativize(path) : path);
        calls.add(call);
        boolean nth = untilFailure.get() > 0 && untilFailure.decrementAndGet() == 0;
        if (nth || failing.get().test(call)) {
            failed = call;
            throw reason.equals("Permission denied")
                    ? new AccessDeniedException(path.toString())
                    : new IOException(reason);
        }
    }

    @Override
    public Output create(Path file) throws IOException {
        called("create", file);
        Output output = local.create(file);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                called("write", file);
                output.write(bytes);
            }

            @Override
            public void force() throws IOException {
                called("force", file);
                output.force();
            }

            @Override
            public void close() throws IOException {
                output.close();
                called("close", file);
            }
        };
    }

    @Override
    public SeekableByteChannel read(Path file) throws IOException {
        called("read", file);
        return local.read(file);
    }

    @Override
    public boolean exists(Path file) {
        return local.exists(file);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return local.isSameFile(one, other);
    }

    @Override
    public void link(Path name, Path existing) throws IOException {
        called("link", name);
        local.link(name, existing);
    }

    @Override
    public void delete(Path file) throws IOException {
        called("delete", file);
        local.delete(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        called("mkdir", directory);
        local.createDirectory(directory);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        called("sync", directory);
        local.forceDirectory(directory);
    }

    @Override
    public List<Path> filesBelow(Path directory) throws IOException {
        called("walk", directory);
        return local.filesBelow(directory);
    }

    @Override
    public long usableBytes(Path directory) {
        Long left = usable.get(directory);
        return left == null ? local.usableBytes(directory) : left;
    }

    @Override
    public long totalBytes(Path directory) {
        return local.totalBytes(directory);
    }

    @Override
    public boolean onOneDisk(Path directory, Path other) throws IOException {
        return local.onOneDisk(directory, other);
    }
}
