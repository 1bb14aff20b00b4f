package dev.firn.engine.integrity;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.cold.Quarantine.Reason;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads a data file from end to end and compares it with what the manifest says. */
final class FileBytes {
    /** Memory that one check takes, and the bytes between two questions whether to go on. */
    private static final int BUFFER_BYTES = 1 << 18;

    /** Is asked between two buffers whether to go on; gives up by an exception. */
    @FunctionalInterface
    interface Progress {
        void read(int bytes);
    }

    private FileBytes() {}

    /** What is wrong with the bytes under a path; empty when they are those of the file. */
    static Optional<Reason> check(Path path, DataFile file, Progress progress) {
        CRC32C checksum = new CRC32C();
        long bytes = 0;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0 && bytes <= file.bytes(); n = in.read(buffer)) {
                progress.read(n);
                checksum.update(buffer, 0, n);
                bytes += n;
            }
        } catch (NoSuchFileException e) {
            return Optional.of(Reason.MISSING);
        } catch (ClosedByInterruptException e) {
            throw new EngineException(ErrorCode.QUERY_CANCELLED, "The check of a data file was interrupted", e);
        } catch (IOException e) {
            return Optional.of(Reason.UNREADABLE);
        }
        if (bytes != file.bytes()) {
            return Optional.of(Reason.LENGTH);
        }
        return (int) checksum.getValue() == file.crc32c() ? Optional.empty() : Optional.of(Reason.CHECKSUM);
    }
}
