package dev.firn.engine.ingest;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bodies kept on disk while they are imported, within a quota for all together; none outlives the process. */
public final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".body";
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path directory;
    private final long quotaBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    private Spool(Path directory, long quotaBytes) {
        this.directory = directory;
        this.quotaBytes = quotaBytes;
    }

    /** Opens the directory and deletes what a process that was killed has left in it. */
    public static Spool open(Path directory, ImportSettings settings) {
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            }
            return new Spool(directory, (long) settings.spoolMib() << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes on disk now. */
    long usedBytes() {
        return usedBytes.get();
    }

    /** Keeps a whole body; PAYLOAD_TOO_LARGE when it would go over the quota. */
    Entry take(InputStream body) {
        Entry entry = new Entry(newFile());
        boolean taken = false;
        try {
            entry.fill(body);
            taken = true;
            return entry;
        } finally {
            if (!taken) {
                entry.close();
            }
        }
    }

    private Path newFile() {
        try {
            return Files.createTempFile(directory, "", SUFFIX);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static EngineException failed(IOException cause) {
        return new EngineException(ErrorCode.STORAGE_UNAVAILABLE, "Cannot keep the body on disk", cause);
    }

    /** One body on disk; closing deletes it. */
    final class Entry implements AutoCloseable {
        private final Path path;
        private long bytes;
        private boolean closed;

        private Entry(Path path) {
            this.path = path;
        }

        Path path() {
            return path;
        }

        private void fill(InputStream body) {
            try (OutputStream out = Files.newOutputStream(path)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int n = read(body, buffer); n >= 0; n = read(body, buffer)) {
                    reserve(n);
                    out.write(buffer, 0, n);
                }
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private static int read(InputStream body, byte[] buffer) {
            try {
                return body.read(buffer, 0, buffer.length);
            } catch (IOException e) {
                throw new EngineException(ErrorCode.INVALID_INPUT, "the input broke off", e);
            }
        }

        private void reserve(int n) {
            bytes += n;
            if (usedBytes.addAndGet(n) > quotaBytes) {
                throw new EngineException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "the bodies that are being imported would take more than " + (quotaBytes >> 20)
                                + " MiB (firn.import.spool-mib)");
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            usedBytes.addAndGet(-bytes);
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                LOG.warn("Cannot delete a spooled body", e);
            }
        }
    }
}
