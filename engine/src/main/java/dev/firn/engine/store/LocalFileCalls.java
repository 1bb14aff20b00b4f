package dev.firn.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls to the file systems of this machine. */
public final class LocalFileCalls implements FileCalls {
    @Override
    public Output create(Path file) throws IOException {
        return new ChannelOutput(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public SeekableByteChannel read(Path file) throws IOException {
        return Files.newByteChannel(file);
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return Files.isSameFile(one, other);
    }

    @Override
    public void link(Path name, Path existing) throws IOException {
        Files.createLink(name, existing);
    }

    @Override
    public void delete(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (FileSystemException e) {
            if (!isBelowAFile(file)) {
                throw e;
            }
        }
    }

    /** True when what should be a directory of the path is a file: then nothing is there. */
    private static boolean isBelowAFile(Path path) {
        Path parent = path.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && !Files.isDirectory(parent);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        StoreDirectories.syncDirectory(directory);
    }

    @Override
    public List<Path> filesBelow(Path directory) throws IOException {
        FoundFiles found = new FoundFiles(directory);
        Files.walkFileTree(directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, found);
        return found.files;
    }

    @Override
    public long usableBytes(Path directory) {
        return directory.toFile().getUsableSpace(); // of a FileStore it costs a read of the mounts
    }

    @Override
    public long totalBytes(Path directory) {
        return directory.toFile().getTotalSpace();
    }

    @Override
    public boolean onOneDisk(Path directory, Path other) throws IOException {
        return Files.getFileStore(directory).equals(Files.getFileStore(other));
    }

    private record ChannelOutput(FileChannel channel) implements Output {
        @Override
        public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Regular files of a directory from which others are deleted while it is read. */
    static final class FoundFiles extends SimpleFileVisitor<Path> {
        private final Path directory;
        private final List<Path> files = new ArrayList<>();

        FoundFiles(Path directory) {
            this.directory = directory;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            return goOn(file, failure);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
            return failure == null ? FileVisitResult.CONTINUE : goOn(visited, failure);
        }

        private FileVisitResult goOn(Path path, IOException failure) throws IOException {
            boolean gone = failure instanceof NoSuchFileException;
            boolean foreign = failure instanceof AccessDeniedException; // lost+found, where a disk begins
            if ((gone || foreign) && !path.equals(directory)) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }
}
