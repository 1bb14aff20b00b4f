package dev.firn.engine.flush;

import dev.firn.engine.cold.DataFileWriter;
import dev.firn.engine.commit.StagedFiles.FlushedScope;
import dev.firn.engine.table.RowFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A data file under way, and what it takes out of the buffer, scope by scope. */
final class OpenFile {
    /** A scope with fewer rows is trimmed by its {@code _seq}s, see {@link FlushedScope}. */
    private static final int FEW_ROWS = 64;

    final DataFileWriter writer;
    final FlushFiles.Target target;
    private final List<FlushedScope> flushed = new ArrayList<>();
    private final long[] firstSeqs = new long[FEW_ROWS];
    private long scopeId;
    private long rowsOfScope;
    private long encodedBytes;

    OpenFile(DataFileWriter writer, FlushFiles.Target target) {
        this.writer = writer;
        this.target = target;
    }

    void append(FlushItem.RowVersion row) {
        if (row.scopeId() != scopeId) {
            endScope();
            scopeId = row.scopeId();
        }
        if (rowsOfScope < FEW_ROWS) {
            firstSeqs[(int) rowsOfScope] = row.seq();
        }
        rowsOfScope++;
        encodedBytes += row.value().length;
        writer.append(scopeId, RowFormat.decode(target.table(), row.seq(), row.value()));
    }

    private void endScope() {
        if (rowsOfScope > 0) {
            long[] seqs = Arrays.copyOf(firstSeqs, (int) Math.min(FEW_ROWS, rowsOfScope));
            flushed.add(new FlushedScope(scopeId, target.flushedThrough(scopeId), encodedBytes, seqs));
            rowsOfScope = 0;
            encodedBytes = 0;
        }
    }

    /** What leaves the buffer when the file is committed. */
    List<FlushedScope> flushed() {
        endScope();
        return flushed;
    }
}
