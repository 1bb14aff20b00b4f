package dev.firn.engine.ingest;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnValues;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CSV by RFC 4180 in UTF-8, with a header that names the fields. An empty line is left out, unless there is one field:
 * then it is a record of NULL.
 */
final class CsvRows implements RowReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    /** A cell of nothing but quotes is twice as long as its value; FastCSV 4.3 wants a power of two. */
    private static final int BUFFER_CHARACTERS = 4 * CsvCells.MAX_RECORD_BYTES;

    private final ImportFields names;
    private final List<Column> columns;
    private final InputStream input;
    private final CsvCells cells = new CsvCells();
    private @Nullable CloseableIterator<CsvCells> records;
    private List<ImportFields.Field> header = List.of();
    private boolean[] named = new boolean[0];

    CsvRows(Table table, ImportFields names, InputStream input) {
        this.names = names;
        this.columns = table.schema().columns();
        this.input = input;
    }

    @Override
    public boolean advance() {
        CloseableIterator<CsvCells> open = records;
        if (open == null) {
            open = open();
            records = open;
            readHeader(open);
        }
        while (next(open)) {
            if (cells.isEmptyLine() && header.size() > 1) {
                continue;
            }
            int count = cells.isEmptyLine() ? 1 : cells.count();
            if (count != header.size()) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT, "it has " + count + " cells, the header has " + header.size());
            }
            return true;
        }
        return false;
    }

    private CloseableIterator<CsvCells> open() {
        InputStreamReader text = new InputStreamReader(
                withoutByteOrderMark(),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return CsvReader.builder()
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(false)
                .allowUnclosedQuote(false)
                .maxBufferSize(BUFFER_CHARACTERS)
                .build(cells, text)
                .iterator();
    }

    private InputStream withoutByteOrderMark() {
        PushbackInputStream pushback = new PushbackInputStream(input, BYTE_ORDER_MARK.length);
        try {
            byte[] first = pushback.readNBytes(BYTE_ORDER_MARK.length);
            if (!Arrays.equals(first, BYTE_ORDER_MARK)) {
                pushback.unread(first);
            }
            return pushback;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "the input broke off", e);
        }
    }

    private void readHeader(CloseableIterator<CsvCells> open) {
        if (!next(open) || cells.isEmptyLine()) {
            throw new EngineException(ErrorCode.INVALID_INPUT, "the header is missing");
        }
        List<String> given = new ArrayList<>();
        for (int i = 0; i < cells.count(); i++) {
            String name = cells.cell(i);
            if (name == null || name.isEmpty()) {
                throw new EngineException(ErrorCode.INVALID_INPUT, "cell " + (i + 1) + " of the header has no name");
            }
            given.add(name);
        }
        header = names.findAll(given);
        named = new boolean[columns.size()];
        header.stream().filter(ImportFields.Field::isColumn).forEach(field -> named[field.ordinal()] = true);
    }

    private static boolean next(CloseableIterator<CsvCells> open) {
        try {
            if (open.hasNext()) {
                open.next();
                return true;
            }
            return false;
        } catch (CsvParseException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private static EngineException unreadable(RuntimeException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof EngineException refused) {
            return refused;
        }
        if (cause instanceof CharacterCodingException) {
            return new EngineException(ErrorCode.INVALID_INPUT, "it is not valid UTF-8", failure);
        }
        if (cause instanceof IOException) {
            return new EngineException(ErrorCode.INVALID_INPUT, "the input broke off", failure);
        }
        String message = String.valueOf(cause.getMessage());
        return message.contains("maximum buffer size")
                ? new EngineException(ErrorCode.INVALID_INPUT, "it is longer than 1 MiB", failure)
                : new EngineException(ErrorCode.INVALID_INPUT, "it is not CSV: " + message, failure);
    }

    @Override
    public @Nullable Object[] values() {
        @Nullable Object[] values = new Object[columns.size()];
        for (int i = 0; i < header.size(); i++) {
            ImportFields.Field field = header.get(i);
            String text = text(i);
            if (field.isColumn() && text != null) {
                values[field.ordinal()] = ColumnValues.fromCell(columns.get(field.ordinal()), text);
            }
        }
        return values;
    }

    private @Nullable String text(int index) {
        return cells.isEmptyLine() ? null : cells.cell(index);
    }

    @Override
    public boolean names(int ordinal) {
        return named[ordinal];
    }

    @Override
    public Optional<String> owner() {
        for (int i = 0; i < header.size(); i++) {
            if (header.get(i).isOwner()) {
                return Optional.ofNullable(text(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public long place() {
        return Math.max(1, cells.line());
    }

    @Override
    public String unit() {
        return "line";
    }

    @Override
    public long bytesRead() {
        return cells.allBytes();
    }

    /** The input stays the caller's. */
    @Override
    public void close() {}
}
