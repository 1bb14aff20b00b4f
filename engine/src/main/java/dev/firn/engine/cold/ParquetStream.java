package dev.firn.engine.cold;

import dev.firn.engine.table.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as one Parquet file to a stream, which stays open. At most about one row group of 8 MiB is held in memory;
 * its size is looked at every few rows, because one row may hold megabytes. A file that is not to be finished is just let
 * go of.
 */
public final class ParquetStream {
    private static final long ROW_GROUP_BYTES = 8L << 20;
    private static final int ROW_GROUP_ROWS = 122_880;
    private static final int MOST_ROWS_UNSEEN = 8;

    private final ParquetWriter<Values> parquet;

    /** One row's values by the index of the column; null for SQL NULL. */
    @FunctionalInterface
    public interface Values {
        @Nullable
        Object value(int index);
    }

    /**
     * @param columns their ids are the field ids; the names differ
     */
    public ParquetStream(List<Column> columns, OutputStream out) throws IOException {
        this.parquet = new PlainParquetBuilder<>(new Output(out), new Records(columns))
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withRowGroupRowCountLimit(ROW_GROUP_ROWS)
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(MOST_ROWS_UNSEEN)
                .build();
    }

    public void write(Values row) throws IOException {
        parquet.write(row);
    }

    /** Writes what is held and the footer. */
    public void finish() throws IOException {
        parquet.close();
    }

    /** A row as a record of optional columns. */
    private static final class Records extends FieldWriteSupport<Values> {
        private final List<Column> columns;

        Records(List<Column> columns) {
            super(schema(columns));
            this.columns = columns;
        }

        private static MessageType schema(List<Column> columns) {
            Types.MessageTypeBuilder message = Types.buildMessage();
            columns.forEach(column -> message.addField(DataFileSchema.field(column)));
            return message.named("row");
        }

        @Override
        void addFields(RecordConsumer out, Values row) {
            for (int i = 0; i < columns.size(); i++) {
                RowWriteSupport.addField(out, columns.get(i), i, row.value(i));
            }
        }
    }

    /** A file that can be written once, to its end. */
    private record Output(OutputStream target) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new CountedOutput(target);
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
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
    }

    private static final class CountedOutput extends PositionOutputStream {
        private final OutputStream target;
        private long written;

        CountedOutput(OutputStream target) {
            this.target = target;
        }

        @Override
        public long getPos() {
            return written;
        }

        @Override
        public void write(int b) throws IOException {
            target.write(b);
            written++;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            target.write(source, offset, length);
            written += length;
        }
    }
}
