package dev.firn.engine.cold;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A file written once from front to back, with the CRC32C of what was handed over. It is forced to disk every few MiB, so
 * that the last fsync does not stall the inserts beside it.
 */
final class ChecksummedFile implements OutputFile {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long FORCE_EVERY_BYTES = 4L << 20;

    private final Path path;
    private final CRC32C checksum = new CRC32C();
    private long bytes;

    ChecksummedFile(Path path) {
        this.path = path;
    }

    /** The CRC32C of all bytes handed over. */
    int crc32c() {
        return (int) checksum.getValue();
    }

    long bytes() {
        return bytes;
    }

    /** The CRC32C of what the file holds on disk now. */
    int readCrc32c() throws IOException {
        CRC32C read = new CRC32C();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                read.update(buffer, 0, n);
            }
        }
        return (int) read.getValue();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        return new Output(FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    private final class Output extends PositionOutputStream {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        private long unforced;
        private boolean closed;

        Output(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long getPos() {
            return bytes;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            checksum.update(source, offset, length);
            bytes += length;
            int at = offset;
            while (at < offset + length) {
                if (!buffer.hasRemaining()) {
                    drain();
                }
                int n = Math.min(buffer.remaining(), offset + length - at);
                buffer.put(source, at, n);
                at += n;
            }
        }

        private void drain() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                unforced += channel.write(buffer);
            }
            buffer.clear();
            if (unforced >= FORCE_EVERY_BYTES) {
                channel.force(false);
                unforced = 0;
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (channel) {
                drain();
                channel.force(true);
            }
        }
    }
}
