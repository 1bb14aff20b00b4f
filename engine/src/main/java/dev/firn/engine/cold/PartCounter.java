package dev.firn.engine.cold;

import dev.firn.engine.table.Row;
import java.util.ArrayList;
import java.util.List;

/** Counts the rows of a data file by scope, while they are written. */
final class PartCounter {
    private final FileKind kind;
    private final List<FilePart> parts = new ArrayList<>();
    private long scopeId;
    private long rows;
    private long liveRows;
    private long minSeq;
    private long maxSeq;
    private long minWrittenAtMicros;
    private long maxWrittenAtMicros;

    PartCounter(FileKind kind) {
        this.kind = kind;
    }

    /** Counts a row version: scopes ascend, and {@code _seq} within each. */
    void add(long scope, Row row) {
        requireOrder(scope, row);
        if (rows > 0 && scope == scopeId) {
            maxSeq = row.seq();
            minWrittenAtMicros = Math.min(minWrittenAtMicros, row.writtenAtMicros());
            maxWrittenAtMicros = Math.max(maxWrittenAtMicros, row.writtenAtMicros());
        } else {
            endPart();
            scopeId = scope;
            minSeq = row.seq();
            maxSeq = row.seq();
            minWrittenAtMicros = row.writtenAtMicros();
            maxWrittenAtMicros = row.writtenAtMicros();
        }
        rows++;
        liveRows += row.deleted() ? 0 : 1;
    }

    private void requireOrder(long scope, Row row) {
        boolean first = rows == 0 && parts.isEmpty();
        boolean ascends = scope == scopeId ? row.seq() > maxSeq : scope > scopeId && kind == FileKind.BUNDLE;
        if (!first && !ascends) {
            throw new IllegalStateException("row " + row.seq() + " of scope " + scope
                    + " is out of order in a file of kind " + kind + ", after row " + maxSeq + " of scope " + scopeId);
        }
    }

    private void endPart() {
        if (rows > 0) {
            parts.add(new FilePart(scopeId, rows, liveRows, minSeq, maxSeq, minWrittenAtMicros, maxWrittenAtMicros));
            rows = 0;
            liveRows = 0;
        }
    }

    /** The parts of the rows counted so far. */
    List<FilePart> finish() {
        endPart();
        return parts;
    }
}
