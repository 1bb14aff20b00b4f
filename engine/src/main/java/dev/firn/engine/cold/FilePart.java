package dev.firn.engine.cold;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The rows of one scope in a data file. Stored as an array, for a file may have thousands.
 *
 * @param rows row versions, tombstones included
 * @param liveRows row versions that are no tombstones
 * @param minSeq of its rows; no other file of the scope holds a {@code _seq} between this and {@code maxSeq}
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"scopeId", "rows", "liveRows", "minSeq", "maxSeq", "minWrittenAtMicros", "maxWrittenAtMicros"})
public record FilePart(
        long scopeId,
        long rows,
        long liveRows,
        long minSeq,
        long maxSeq,
        long minWrittenAtMicros,
        long maxWrittenAtMicros) {
    FilePart plus(FilePart other) {
        return new FilePart(
                scopeId,
                rows + other.rows,
                liveRows + other.liveRows,
                Math.min(minSeq, other.minSeq),
                Math.max(maxSeq, other.maxSeq),
                Math.min(minWrittenAtMicros, other.minWrittenAtMicros),
                Math.max(maxWrittenAtMicros, other.maxWrittenAtMicros));
    }
}
