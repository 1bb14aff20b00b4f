package dev.firn.engine.cold;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A data file whose loss was accepted. It stays known when the file is gone: key entries may still name its rows, and
 * statements that began before it may try to replace them.
 *
 * @param ranges the {@code _seq}s of its rows, by scope
 */
public record Loss(long fileId, int tableId, List<Range> ranges) {
    public Loss {
        ranges = List.copyOf(ranges);
    }

    /** The loss of a file. */
    public static Loss of(DataFile file) {
        List<Range> ranges = file.parts().stream()
                .map(part -> new Range(part.scopeId(), part.minSeq(), part.maxSeq()))
                .toList();
        return new Loss(file.id(), file.tableId(), ranges);
    }

    /** The {@code _seq}s from {@code minSeq} to {@code maxSeq} of one scope. Stored as an array, as a file's parts are. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"scopeId", "minSeq", "maxSeq"})
    public record Range(long scopeId, long minSeq, long maxSeq) {}
}
