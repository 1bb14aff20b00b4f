package dev.firn.engine.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The calls to the file system on which a store's directories and data files depend. Each may fail; what is not forced
 * may be gone after a power cut.
 */
public interface FileCalls {
    /** Why a call failed, in words that name no directory. */
    static String why(Exception failure) {
        if (failure instanceof FileSystemException known && known.getFile() != null) {
            return reason(known) + " (" + Path.of(known.getFile()).getFileName() + ")";
        }
        return String.valueOf(failure.getMessage());
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        return Objects.requireNonNullElse(
                failure.getReason(), failure.getClass().getSimpleName());
    }

    /** Creates a file that is not there yet. */
    Output create(Path file) throws IOException;

    /** Opens a file to read it. */
    SeekableByteChannel read(Path file) throws IOException;

    boolean exists(Path file);

    boolean isSameFile(Path one, Path other) throws IOException;

    /** Gives a file a further name; a {@link java.nio.file.FileAlreadyExistsException} when the name is taken. */
    void link(Path name, Path existing) throws IOException;

    /** Removes a name, if it is there. */
    void delete(Path file) throws IOException;

    /** Creates a directory in one that is there; none is created when another thread was faster. */
    void createDirectory(Path directory) throws IOException;

    /** Makes the names in a directory durable. */
    void forceDirectory(Path directory) throws IOException;

    /** The regular files below a directory, in no order; without what is deleted meanwhile or may not be read. */
    List<Path> filesBelow(Path directory) throws IOException;

    /** What may still be written on the disk of a directory. */
    long usableBytes(Path directory) throws IOException;

    /** The size of the disk of a directory. */
    long totalBytes(Path directory) throws IOException;

    boolean onOneDisk(Path directory, Path other) throws IOException;

    /** A file under creation. */
    interface Output extends Closeable {
        /** Writes all that remains in the buffer. */
        void write(ByteBuffer bytes) throws IOException;

        /** Makes the bytes and the length durable. */
        void force() throws IOException;
    }
}
