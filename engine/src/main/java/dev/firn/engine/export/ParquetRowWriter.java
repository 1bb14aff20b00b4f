package dev.firn.engine.export;

import dev.firn.engine.cold.ParquetStream;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.table.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.IntStream;

/** A Parquet file of a result's columns, all optional. */
final class ParquetRowWriter implements RowWriter {
    private final ParquetStream file;

    ParquetRowWriter(List<ResultColumn> columns, OutputStream out) throws IOException {
        DistinctNames.require(columns, "Parquet");
        this.file = new ParquetStream(
                IntStream.range(0, columns.size())
                        .mapToObj(i -> new Column(
                                i + 1, columns.get(i).name(), columns.get(i).type(), false))
                        .toList(),
                out);
    }

    @Override
    public void write(QueryResult row) throws IOException {
        file.write(row::value);
    }

    @Override
    public void end() throws IOException {
        file.finish();
    }
}
