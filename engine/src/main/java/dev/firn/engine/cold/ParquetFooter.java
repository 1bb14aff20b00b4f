package dev.firn.engine.cold;

import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * What the footer of a Parquet file from outside says, after checks that a file that was cut, made up or damaged there
 * fails: sizes within the file, counts that agree, no encryption, no reference to another file. Nothing larger than the
 * footer itself is allocated for it.
 *
 * @param columns the names of the top-level fields
 */
public record ParquetFooter(List<String> columns, long rows, long bytes) {
    private static final int MAX_FOOTER_BYTES = 16 << 20;
    private static final int MAX_ELEMENTS = 100_000;
    private static final int MAX_COLUMNS = 10_000;
    private static final int TAIL_BYTES = 8;
    private static final String MAGIC = "PAR1";

    public ParquetFooter {
        columns = List.copyOf(columns);
    }

    /** Reads and checks a footer; INVALID_INPUT says why it is refused. */
    public static ParquetFooter read(Path file) {
        try {
            return checked(metadata(file), Files.size(file));
        } catch (IOException e) {
            throw new EngineException(ErrorCode.STORAGE_UNAVAILABLE, "Cannot read a spooled body", e);
        }
    }

    /** The footer as it stands in the file, unchecked. */
    static FileMetaData metadata(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long bytes = channel.size();
            if (bytes < MAGIC.length() + TAIL_BYTES
                    || !text(bytes(channel, 0, MAGIC.length()), 0).equals(MAGIC)) {
                throw refused("it does not begin as one");
            }
            ByteBuffer tail = bytes(channel, bytes - TAIL_BYTES, TAIL_BYTES);
            int length = tail.getInt(0);
            if (!text(tail, 4).equals(MAGIC)) {
                throw refused("it does not end as one (was it cut?)");
            }
            if (length <= 0 || length > MAX_FOOTER_BYTES || length > bytes - TAIL_BYTES - MAGIC.length()) {
                throw refused("the size of its footer is impossible or over 16 MiB");
            }
            return parse(bytes(channel, bytes - TAIL_BYTES - length, length));
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // until it is full
        }
        return bytes.flip();
    }

    private static String text(ByteBuffer bytes, int from) {
        return new String(bytes.array(), from, MAGIC.length(), StandardCharsets.ISO_8859_1);
    }

    private static FileMetaData parse(ByteBuffer bytes) {
        try {
            FileMetaData footer = new FileMetaData();
            footer.read(new TCompactProtocol(
                    new TIOStreamTransport(new ByteArrayInputStream(bytes.array())), bytes.limit(), MAX_ELEMENTS));
            return footer;
        } catch (TException | RuntimeException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "the body is not a Parquet file: its footer is damaged", e);
        }
    }

    private static ParquetFooter checked(FileMetaData footer, long bytes) {
        long rows = 0;
        for (RowGroup group : footer.getRow_groups()) {
            rows = Math.addExact(rows, within(group.getNum_rows(), Integer.MAX_VALUE));
            for (ColumnChunk chunk : group.getColumns()) {
                check(chunk, bytes);
            }
        }
        if (rows != footer.getNum_rows()) {
            throw refused("its footer contradicts itself");
        }
        return new ParquetFooter(topLevelNames(footer.getSchema()), rows, bytes);
    }

    private static void check(ColumnChunk chunk, long bytes) {
        if (chunk.isSetFile_path() || chunk.isSetCrypto_metadata() || !chunk.isSetMeta_data()) {
            throw refused("it is encrypted or refers to another file");
        }
        within(chunk.getMeta_data().getTotal_compressed_size(), bytes);
        within(chunk.getMeta_data().getData_page_offset(), bytes);
        within(chunk.getMeta_data().getTotal_uncompressed_size(), Long.MAX_VALUE);
    }

    private static long within(long value, long most) {
        if (value < 0 || value > most) {
            throw refused("a size or place in its footer is impossible");
        }
        return value;
    }

    /** The children of the root, by a walk over the flattened tree. */
    private static List<String> topLevelNames(List<SchemaElement> schema) {
        if (schema.size() < 2 || schema.size() > MAX_COLUMNS) {
            throw refused("it has no columns, or more than " + MAX_COLUMNS);
        }
        List<String> names = new ArrayList<>();
        int at = 1;
        while (at < schema.size()) {
            names.add(schema.get(at).getName());
            long open = 1;
            while (open > 0) {
                if (at == schema.size()) {
                    throw refused("its schema is cut");
                }
                open += within(schema.get(at++).getNum_children(), MAX_COLUMNS) - 1;
            }
        }
        return names;
    }

    private static EngineException refused(String why) {
        return new EngineException(ErrorCode.INVALID_INPUT, "the body is not a Parquet file that can be read: " + why);
    }
}
