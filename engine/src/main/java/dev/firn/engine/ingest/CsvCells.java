package dev.firn.engine.ingest;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The cells of one CSV record at a time: an unquoted empty cell is {@code null}, a quoted one is empty text. */
final class CsvCells extends AbstractBaseCsvCallbackHandler<CsvCells> {
    /** The longest record, without its quotes. */
    static final int MAX_RECORD_BYTES = 1 << 20;

    private @Nullable String[] cells = new String[16];
    private long bytes;
    private long allBytes;

    int count() {
        return getFieldCount();
    }

    @Nullable
    String cell(int index) {
        return cells[index];
    }

    /** True for a line that holds nothing at all. */
    boolean isEmptyLine() {
        return getRecordType() == RecordType.EMPTY;
    }

    /** Bytes of all records so far, without quotes: the same whenever the same input is read. */
    long allBytes() {
        return allBytes;
    }

    /** The line on which the record begins, from 1. */
    long line() {
        return getStartingLineNumber();
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        bytes = 0;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
        if (index == cells.length) {
            cells = Arrays.copyOf(cells, index * 2);
        }
        long cellBytes = 1 + utf8Length(buffer, offset, length);
        bytes += cellBytes;
        allBytes += cellBytes;
        if (bytes > MAX_RECORD_BYTES) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "it is longer than 1 MiB");
        }
        cells[index] = length == 0 && !quoted ? null : new String(buffer, offset, length);
    }

    private static long utf8Length(char[] buffer, int offset, int length) {
        long bytes = length;
        for (int i = offset; i < offset + length; i++) {
            char c = buffer[i];
            if (c >= 0x80) {
                // Each half of a surrogate pair is two of the four bytes.
                bytes += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return bytes;
    }

    @Override
    protected CsvCells buildRecord() {
        return this;
    }
}
