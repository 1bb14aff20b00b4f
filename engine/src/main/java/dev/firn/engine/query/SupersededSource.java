package dev.firn.engine.query;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.table.ColumnType;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBWritableVector;

/** The superseded {@code _seq}s of a scope, as one BIGINT column. */
final class SupersededSource implements RowSource {
    private final long[] seqs;

    /**
     * @param scope empty when nothing of it is superseded in the view
     * @param more {@code _seq}s beside those of the view
     */
    SupersededSource(ReadView view, Optional<ScopeView> scope, List<Long> more) {
        LongStream.Builder builder = LongStream.builder();
        scope.ifPresent(known -> view.superseded(known, builder::add));
        more.forEach(builder::add);
        this.seqs = builder.build().toArray();
    }

    @Override
    public List<ColumnType> columns() {
        return List.of(ColumnType.BIGINT);
    }

    @Override
    public long cardinality() {
        return seqs.length;
    }

    @Override
    public RowFeed open(int[] projected) {
        return new RowFeed() {
            private int at;

            @Override
            public int fill(DuckDBDataChunkWriter chunk) {
                int rows = (int) Math.min(chunk.capacity(), seqs.length - at);
                for (int vector = 0; vector < projected.length; vector++) {
                    DuckDBWritableVector out = chunk.vector(vector);
                    for (int row = 0; row < rows; row++) {
                        out.setLong(row, seqs[at + row]);
                    }
                }
                at += rows;
                return rows;
            }

            @Override
            public void close() {}
        };
    }
}
