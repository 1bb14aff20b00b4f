package dev.firn.engine.export;

import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes the rows of one result to a stream, which stays the caller's. What is not ended is not whole: a CSV without its
 * last rows, a Parquet file without its footer.
 */
public interface RowWriter {
    /** Writes the result's current row. */
    void write(QueryResult row) throws IOException;

    /** Writes what follows the last row, and everything that is still held. */
    void end() throws IOException;

    /** One JSON object a line, keyed by column name. */
    static RowWriter ndjson(List<ResultColumn> columns, OutputStream out) throws IOException {
        return new NdjsonWriter(columns, out);
    }

    /** RFC 4180 in UTF-8 with a header: an unquoted empty cell is NULL, a quoted one is empty text. */
    static RowWriter csv(List<ResultColumn> columns, OutputStream out) throws IOException {
        return new CsvWriter(columns, out);
    }

    /** Parquet with the columns' declared types; nothing is written before the first row group is full. */
    static RowWriter parquet(List<ResultColumn> columns, OutputStream out) throws IOException {
        return new ParquetRowWriter(columns, out);
    }
}
