package dev.firn.web;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An input that is refused once it has given more than its limit. */
final class LimitedInput extends FilterInputStream {
    private final long limitBytes;
    private long read;

    LimitedInput(InputStream in, long limitBytes) {
        super(in);
        this.limitBytes = limitBytes;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        count(Math.max(n, 0));
        return n;
    }

    private void count(int n) {
        read += n;
        if (read > limitBytes) {
            throw new EngineException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "Cannot read the body: it is larger than " + limitBytes + " bytes");
        }
    }
}
