package dev.firn.engine.query;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/**
 * Takes a streamed result out of native memory, some rows at a time: never more than one chunk, and less when its texts
 * are long. What it hands out are Java values, which outlive the native result.
 */
final class ChunkRows {
    private static final int MAX_ROWS = 1_024;
    /** Characters of texts and bytes of BYTES. */
    private static final long MAX_CONTENT = 1 << 20;

    private final DuckDBChunkedResult result;
    private final List<OutputColumn> columns;
    private DuckDBReadableVector @Nullable [] vectors;
    private int chunkRows;
    private int at;

    ChunkRows(DuckDBChunkedResult result, List<OutputColumn> columns) {
        this.result = result;
        this.columns = columns;
    }

    /** The next rows, by row and column; empty at the end. */
    @Nullable
    Object[][] next() throws SQLException {
        DuckDBReadableVector[] open = vectors;
        while (open == null || at == chunkRows) {
            if (!result.nextChunk()) {
                DriverAccess.checkError(result);
                return new Object[0][];
            }
            open = openChunk(result.chunk());
        }
        @Nullable Object[][] rows = new Object[Math.min(MAX_ROWS, chunkRows - at)][];
        int taken = 0;
        long content = 0;
        while (taken < rows.length && content < MAX_CONTENT) {
            @Nullable Object[] row = new Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                Object value = columns.get(i).value(open[i], at);
                row[i] = value;
                content += size(value);
            }
            rows[taken++] = row;
            at++;
        }
        return taken == rows.length ? rows : Arrays.copyOf(rows, taken);
    }

    private static int size(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        return value instanceof byte[] bytes ? bytes.length : 8;
    }

    private DuckDBReadableVector[] openChunk(DuckDBDataChunkReader chunk) {
        DuckDBReadableVector[] open = new DuckDBReadableVector[columns.size()];
        for (int i = 0; i < open.length; i++) {
            open[i] = chunk.vector(i);
        }
        vectors = open;
        chunkRows = Math.toIntExact(chunk.rowCount());
        at = 0;
        return open;
    }
}
