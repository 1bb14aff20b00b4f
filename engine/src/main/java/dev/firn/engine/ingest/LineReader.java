package dev.firn.engine.ingest;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits an input into lines of well-formed UTF-8, each at most 1 MiB, in bounded memory. A line ends with LF, CR LF or
 * the end of the input; a byte order mark before the first one is left out.
 */
final class LineReader {
    /** The longest line, without its end. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private static final int FIRST_BUFFER_BYTES = 1 << 16;

    private final InputStream input;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int next;
    private int filled;
    private boolean ended;
    private int lineStart;
    private int lineEnd;
    private long lineNumber;
    private long bytesRead;

    LineReader(InputStream input) {
        this.input = input;
    }

    /** Moves to the next line; false at the end of the input. */
    boolean advance() {
        int end = findLineFeed();
        if (end < 0 && next == filled) {
            return false;
        }
        lineNumber++;
        lineStart = next;
        lineEnd = end < 0 ? filled : end;
        next = end < 0 ? filled : end + 1;
        bytesRead += next - lineStart;
        if (lineNumber == 1 && startsWithByteOrderMark()) {
            lineStart += 3;
        }
        if (lineEnd > lineStart && buffer[lineEnd - 1] == '\r') {
            lineEnd--;
        }
        if (lineEnd - lineStart > MAX_LINE_BYTES) {
            throw tooLong();
        }
        if (!Utf8.isWellFormed(buffer, lineStart, lineEnd)) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "it is not valid UTF-8");
        }
        return true;
    }

    /** The bytes that hold the current line, from {@link #start()} to {@link #end()}; overwritten by the next one. */
    byte[] bytes() {
        return buffer;
    }

    int start() {
        return lineStart;
    }

    int end() {
        return lineEnd;
    }

    /** True when the line holds nothing but spaces and tabs. */
    boolean isBlank() {
        for (int i = lineStart; i < lineEnd; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** The number of the current line, from 1. */
    long lineNumber() {
        return lineNumber;
    }

    /** The input's bytes up to the end of the current line. */
    long bytesRead() {
        return bytesRead;
    }

    /** The place of the LF that ends the next line, -1 when the input ends first. */
    private int findLineFeed() {
        int from = next;
        while (true) {
            for (int i = from; i < filled; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            // Two bytes more than a line may have: its CR and LF.
            if (filled - next > MAX_LINE_BYTES + 2) {
                lineNumber++;
                throw tooLong();
            }
            int searched = filled - next;
            if (ended || !fill()) {
                return -1;
            }
            from = next + searched;
        }
    }

    private boolean fill() {
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, filled - next);
            filled -= next;
            next = 0;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = read();
        if (count < 0) {
            ended = true;
            return false;
        }
        filled += count;
        return true;
    }

    private int read() {
        try {
            return input.read(buffer, filled, buffer.length - filled);
        } catch (IOException e) {
            lineNumber++;
            throw new EngineException(ErrorCode.INVALID_INPUT, "the input broke off", e);
        }
    }

    private boolean startsWithByteOrderMark() {
        return lineEnd - lineStart >= 3
                && buffer[lineStart] == (byte) 0xEF
                && buffer[lineStart + 1] == (byte) 0xBB
                && buffer[lineStart + 2] == (byte) 0xBF;
    }

    private static EngineException tooLong() {
        return new EngineException(ErrorCode.INVALID_INPUT, "it is longer than 1 MiB");
    }
}
