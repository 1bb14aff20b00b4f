package dev.firn.engine.cold;

import dev.firn.engine.store.FileCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file written once from front to back, with the CRC32C of what was handed over. It is forced to disk every few MiB, so
 * that the last fsync does not stall the inserts beside it.
 */
final class ChecksummedFile implements OutputFile {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final long FORCE_EVERY_BYTES = 4L << 20;

    private final Path path;
    private final FileCalls files;
    private @Nullable Output output;
    private final CRC32C checksum = new CRC32C();
    private long bytes;

    ChecksummedFile(Path path, FileCalls files) {
        this.path = path;
        this.files = files;
    }

    /** The CRC32C of all bytes handed over. */
    int crc32c() {
        return (int) checksum.getValue();
    }

    long bytes() {
        return bytes;
    }

    /** The CRC32C of what a channel holds from its beginning. */
    static int crc32c(SeekableByteChannel channel) throws IOException {
        CRC32C read = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        channel.position(0);
        while (channel.read(buffer) >= 0) {
            read.update(buffer.flip());
            buffer.clear();
        }
        return (int) read.getValue();
    }

    /** Closes the file as it is: what is written from now on goes nowhere. */
    void abandon() throws IOException {
        if (output != null) {
            output.abandon();
        }
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        output = new Output(files.create(path));
        return output;
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
        private final FileCalls.Output channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        private long unforced;
        private boolean closed;

        Output(FileCalls.Output channel) {
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
            if (!closed) {
                unforced += buffer.remaining();
                channel.write(buffer);
            }
            buffer.clear();
            if (unforced >= FORCE_EVERY_BYTES) {
                channel.force();
                unforced = 0;
            }
        }

        void abandon() throws IOException {
            if (!closed) {
                closed = true;
                channel.close();
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            try (channel) {
                drain();
                channel.force();
            } finally {
                closed = true;
            }
        }
    }
}
