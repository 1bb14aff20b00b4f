package dev.firn.engine.flush;

import dev.firn.engine.cold.DataFileWriter;
import dev.firn.engine.commit.Commit.FlushedScope;
import dev.firn.engine.commit.StepListener.Step;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.RowFormat;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends a run's rows to data files and commits each file at its end-of-file mark. */
public final class FlushWriter implements AutoCloseable {
    private static final int FEW_ROWS = 64;

    private final FlushFiles files;
    private @Nullable OpenFile open;

    /** The file under way. */
    static final class OpenFile {
        final DataFileWriter writer;
        final FlushFiles.Target target;
        final long[] firstSeqs = new long[FEW_ROWS];
        long encodedBytes;

        OpenFile(DataFileWriter writer, FlushFiles.Target target) {
            this.writer = writer;
            this.target = target;
        }

        /** What leaves the buffer: the rows' {@code _seq}s while they are few, as many as fit from then on. */
        FlushedScope flushed() {
            long[] seqs = Arrays.copyOf(firstSeqs, (int) Math.min(FEW_ROWS, writer.rows()));
            return new FlushedScope(writer.scopeId(), target.flushedThrough(), encodedBytes, seqs);
        }
    }

    FlushWriter(FlushFiles files) {
        this.files = files;
    }

    /** Writes the items of a chunk in order. */
    public void write(List<FlushItem> items) {
        for (FlushItem item : items) {
            if (item instanceof FlushItem.RowVersion row) {
                append(row);
            } else if (item instanceof FlushItem.EndOfFile end) {
                commit(end);
            }
        }
        if (open != null) {
            files.reached(Step.CHUNK_APPENDED);
        }
    }

    private void append(FlushItem.RowVersion row) {
        OpenFile file = open;
        if (file == null) {
            file = files.open(row.scopeId());
            open = file;
        }
        if (file.writer.rows() < FEW_ROWS) {
            file.firstSeqs[(int) file.writer.rows()] = row.seq();
        }
        file.encodedBytes += row.value().length;
        file.writer.append(RowFormat.decode(file.target.table(), row.seq(), row.value()));
    }

    private void commit(FlushItem.EndOfFile end) {
        OpenFile file = open;
        if (file == null || file.writer.scopeId() != end.scopeId()) {
            throw new EngineException(
                    ErrorCode.INTERNAL_ERROR, "an end-of-file mark without rows of scope " + end.scopeId());
        }
        files.publish(file);
        open = null;
    }

    /** Aborts the open file; what was committed stays. */
    @Override
    public void close() {
        if (open != null) {
            open.writer.abort();
            open = null;
        }
    }
}
