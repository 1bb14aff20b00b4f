package dev.firn.engine.query;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.hot.RowCursor;
import dev.firn.engine.table.RowFormat;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A ReadView over rows given by a test: one table, one scope. */
final class TestingView implements ReadView {
    private final Path dataDirectory;
    private final Table table;
    private final TreeMap<Long, byte[]> hot = new TreeMap<>();
    private final List<DataFile> files = new ArrayList<>();
    private final List<Long> superseded = new ArrayList<>();
    private final AtomicInteger openCursors = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private Runnable beforeEachHotRow = () -> {};

    TestingView(Path dataDirectory, Table table) {
        this.dataDirectory = dataDirectory;
        this.table = table;
    }

    TestingView hot(long seq, @Nullable Object... values) {
        hot.put(seq, RowFormat.encode(table.schema(), 0, seq, values));
        return this;
    }

    TestingView tombstone(long seq, Object key) {
        hot.put(seq, RowFormat.encodeTombstone(table.schema(), 0, seq, key));
        return this;
    }

    TestingView supersede(long... seqs) {
        for (long seq : seqs) {
            superseded.add(seq);
        }
        return this;
    }

    TestingView beforeEachHotRow(Runnable action) {
        beforeEachHotRow = action;
        return this;
    }

    /**
     * Writes a data file with the rows of a SELECT whose columns are the table's by their order, then {@code _seq} and
     * {@code _deleted}.
     */
    TestingView file(String select) {
        StringBuilder ids = new StringBuilder();
        table.schema().columns().forEach(column -> ids.append(column.name()).append(": ").append(column.id()).append(", "));
        String name = "batch-" + files.size() + ".parquet";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO " + DuckDbInstance.quoted(dataDirectory.resolve(name))
                    + " (FORMAT parquet, FIELD_IDS {" + ids + "_seq: " + SystemColumns.SEQ_FIELD_ID + ", _deleted: "
                    + SystemColumns.DELETED_FIELD_ID + "})");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        files.add(new DataFile(files.size(), name, table.id(), 1, 0, 0, 0, 0, 0, 0, 0, 1, ""));
        return this;
    }

    ScopeView scopeView() {
        return new ScopeView(table.id(), 1, TableScope.SHARED, 0, hot.size(), 0, 0, superseded.size());
    }

    Relation relation() {
        return new Relation.ScopeRows(table, Optional.of(scopeView()));
    }

    int closes() {
        return closes.get();
    }

    int openCursors() {
        return openCursors.get();
    }

    @Override
    public Catalog catalog() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long horizon() {
        return Long.MAX_VALUE;
    }

    @Override
    public Optional<ScopeView> scope(int tableId, TableScope scope) {
        return Optional.of(scopeView());
    }

    @Override
    public Collection<ScopeView> scopes(int tableId) {
        return List.of(scopeView());
    }

    @Override
    public RowCursor hotRows(ScopeView scope) {
        openCursors.incrementAndGet();
        var entries = hot.entrySet().iterator();
        return new RowCursor() {
            private Map.@Nullable Entry<Long, byte[]> entry;

            @Override
            public boolean next() {
                beforeEachHotRow.run();
                entry = entries.hasNext() ? entries.next() : null;
                return entry != null;
            }

            @Override
            public long seq() {
                return entry.getKey();
            }

            @Override
            public byte[] value() {
                return entry.getValue();
            }

            @Override
            public void close() {
                openCursors.decrementAndGet();
            }
        };
    }

    @Override
    public Collection<DataFile> dataFiles(ScopeView scope) {
        return files;
    }

    @Override
    public void superseded(ScopeView scope, LongConsumer each) {
        superseded.stream().sorted().forEach(each::accept);
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}
