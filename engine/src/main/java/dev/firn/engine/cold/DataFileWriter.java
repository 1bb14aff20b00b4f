package dev.firn.engine.cold;

import dev.firn.engine.table.Column;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.Row;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;

/**
 * Writes one data file: rows into a temporary file, {@link #finish()} fsyncs and verifies it, {@link #claim()} puts it
 * under its final name without replacing anything. Whoever gives up calls {@link #abort()}.
 */
public final class DataFileWriter {
    private static final int ROW_GROUP_ROWS = 122_880;
    /** Who wants one scope's rows of a bundle reads whole row groups: the fewer rows in each, the fewer of others. */
    private static final int FEWEST_BUNDLE_ROW_GROUP_ROWS = 2_048;

    private static final int MOST_BUNDLE_ROW_GROUP_ROWS = 16_384;
    /** More of them make the footer, which every reader reads, the larger part. */
    private static final int BUNDLE_ROW_GROUPS = 32;

    private static final long ROW_GROUP_BYTES = 64L << 20;
    private static final int FOOTER_TAIL_BYTES = 8;

    private final DataDirectory data;
    private final Table table;
    private Intent intent;
    private final ChecksummedFile file;
    private final ParquetWriter<ScopedRow> parquet;
    private boolean parquetClosed;
    private final List<ColumnStatistics.Collector> statistics;
    private final PartCounter parts;
    private long rows;

    private DataFileWriter(DataDirectory data, Table table, FileKind kind, Intent intent, long expectedRows)
            throws IOException {
        this.data = data;
        this.table = table;
        this.intent = intent;
        data.createDirectories(DataFileLayout.parent(intent.path()));
        this.file = new ChecksummedFile(data.resolve(intent.temporary()), data.files());
        this.parts = new PartCounter(kind);
        this.statistics = kind == FileKind.BUNDLE
                ? List.of()
                : table.schema().columns().stream()
                        .map(ColumnStatistics.Collector::new)
                        .toList();
        this.parquet = open(file, table.schema(), kind, expectedRows);
    }

    /**
     * Opens the temporary file of an intent.
     *
     * @param expectedRows at most how many rows will come: sizes row groups and the bloom filter
     */
    public static DataFileWriter open(
            DataDirectory data, Table table, FileKind kind, Intent intent, long expectedRows) {
        try {
            return new DataFileWriter(data, table, kind, intent, expectedRows);
        } catch (IOException e) {
            throw failed("create", table, e);
        }
    }

    private static ParquetWriter<ScopedRow> open(OutputFile file, Schema schema, FileKind kind, long expectedRows)
            throws IOException {
        int rowGroupRows = kind == FileKind.BUNDLE ? bundleRowGroupRows(expectedRows) : ROW_GROUP_ROWS;
        PlainParquetBuilder<ScopedRow> builder = new PlainParquetBuilder<>(file, new RowWriteSupport(schema, kind))
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withRowGroupRowCountLimit(rowGroupRows);
        for (String unique : DataFileSchema.columnsWithoutDictionary(schema)) {
            builder.withDictionaryEncoding(unique, false);
        }
        if (schema.keyOrdinal().isPresent()) {
            Column key = schema.columns().get(schema.keyOrdinal().getAsInt());
            if (DataFileSchema.takesBloomFilter(key)) {
                builder.withBloomFilterEnabled(key.name(), true)
                        .withBloomFilterNDV(key.name(), Math.max(1, Math.min(expectedRows, rowGroupRows)));
            }
        }
        return builder.build();
    }

    private static int bundleRowGroupRows(long expectedRows) {
        return (int) Math.max(
                FEWEST_BUNDLE_ROW_GROUP_ROWS, Math.min(expectedRows / BUNDLE_ROW_GROUPS, MOST_BUNDLE_ROW_GROUP_ROWS));
    }

    public long rows() {
        return rows;
    }

    public Intent intent() {
        return intent;
    }

    /** Appends a row version: scopes ascend, and {@code _seq} within each. */
    public void append(long scopeId, Row row) {
        parts.add(scopeId, row);
        try {
            parquet.write(new ScopedRow(scopeId, row));
        } catch (IOException e) {
            throw failed("write", table, e);
        }
        rows++;
        if (!row.deleted()) {
            for (int i = 0; i < statistics.size(); i++) {
                statistics.get(i).add(row.value(i));
            }
        }
    }

    /** Closes the file, reads its footer and bytes back and compares them with what was written. */
    public void finish() {
        try {
            parquetClosed = true;
            parquet.close();
            verify();
        } catch (IOException e) {
            throw failed("write", table, e);
        }
    }

    private void verify() throws IOException {
        try (SeekableByteChannel channel = data.files().read(data.resolve(intent.temporary()))) {
            long footerRows = readFooter(channel).getNum_rows();
            if (footerRows != rows) {
                throw new IOException("its footer names " + footerRows + " rows, " + rows + " were written");
            }
            if (channel.size() != file.bytes() || ChecksummedFile.crc32c(channel) != file.crc32c()) {
                throw new IOException("its bytes on disk are not the ones that were written");
            }
        }
    }

    private static FileMetaData readFooter(SeekableByteChannel channel) throws IOException {
        channel.position(channel.size() - FOOTER_TAIL_BYTES);
        byte[] length = Channels.newInputStream(channel).readNBytes(4);
        int footerBytes =
                (length[0] & 0xFF) | (length[1] & 0xFF) << 8 | (length[2] & 0xFF) << 16 | (length[3] & 0xFF) << 24;
        channel.position(channel.size() - FOOTER_TAIL_BYTES - footerBytes);
        return Util.readFileMetaData(Channels.newInputStream(channel), true);
    }

    /**
     * Puts the finished file under its final name and makes the name durable.
     *
     * @return false when the name is taken by something else
     */
    public boolean claim() {
        Path path = data.resolve(intent.path());
        try {
            data.files().link(path, data.resolve(intent.temporary()));
            data.files().delete(data.resolve(intent.temporary()));
            data.files().forceDirectory(data.resolve(DataFileLayout.parent(intent.path())));
            data.wrote(intent.fileId(), intent.path());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw failed("claim the name of", table, e);
        }
    }

    /** Goes on under another final path, after the first one was found taken. */
    public void rename(Intent other) {
        intent = other;
    }

    /** What the manifest will say of the finished file under its claimed name. */
    public DataFile dataFile() {
        return new DataFile(
                intent.fileId(),
                intent.path(),
                table.id(),
                parts.finish(),
                file.bytes(),
                file.crc32c(),
                table.schema().version(),
                intent.runId(),
                statistics.stream().map(ColumnStatistics.Collector::finish).toList());
    }

    /** Gives up before the file is claimed. A claimed file is left to the sweep or to {@link #discard()}. */
    public void abort() {
        try {
            file.abandon();
            if (!parquetClosed) {
                parquetClosed = true;
                parquet.close();
            }
            data.files().delete(data.resolve(intent.temporary()));
        } catch (IOException e) {
            throw failed("abort", table, e);
        }
    }

    /** Deletes the claimed file, after its commit was refused (never after an unknown outcome). */
    public void discard() {
        try {
            data.files().delete(data.resolve(intent.path()));
        } catch (IOException e) {
            throw failed("discard", table, e);
        }
    }

    private static EngineException failed(String what, Table table, IOException cause) {
        return DataDirectory.failure("Cannot " + what + " a data file of " + table.name() + ": ", cause);
    }
}
