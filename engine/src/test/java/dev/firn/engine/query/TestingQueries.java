package dev.firn.engine.query;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries over relations that a test gives by name, with results as lists. */
final class TestingQueries implements AutoCloseable {
    final Queries queries;
    private final Map<TableName, Relation> relations = new HashMap<>();

    TestingQueries(Path directory) {
        this(directory, Duration.ofSeconds(60), Duration.ofSeconds(60));
    }

    TestingQueries(Path directory, Duration timeout, Duration stallLimit) {
        queries = Queries.open(
                new QuerySettings(directory, directory.resolve("spill"), 256, 64, 2, timeout, stallLimit));
    }

    static Table table(int id, String name, Column... columns) {
        String[] parts = name.split("\\.", -1);
        Schema schema = new Schema(1, List.of(columns), columns[0].id());
        return new Table(
                id,
                new TableName(parts[0], parts[1]),
                TableKind.SHARED,
                AccessLevel.PUBLIC,
                "tester",
                FlushPolicy.parse("rows:100"),
                List.of(schema),
                0);
    }

    static Table table(int id, String name) {
        return table(
                id,
                name,
                new Column(1, "id", ColumnType.BIGINT, true),
                new Column(2, "name", ColumnType.TEXT, false),
                new Column(3, "score", ColumnType.INT, false));
    }

    TestingQueries with(String name, Relation relation) {
        String[] parts = name.split("\\.", -1);
        relations.put(new TableName(parts[0], parts[1]), relation);
        return this;
    }

    Relation resolve(TableName name) {
        Relation relation = relations.get(name);
        if (relation == null) {
            throw new EngineException(ErrorCode.TABLE_NOT_FOUND, "Table " + name + " does not exist");
        }
        return relation;
    }

    CheckedSelect check(String sql) {
        return queries.check(new SqlText(sql, 1), Optional.of("chat"));
    }

    QueryResult open(TestingView view, String sql, @Nullable Object... params) {
        return queries.run(check(sql), context(params), view, this::resolve);
    }

    static QueryContext context(@Nullable Object... params) {
        return new QueryContext("alice", java.util.Arrays.asList(params), UUID.randomUUID());
    }

    List<List<@Nullable Object>> rows(TestingView view, String sql, @Nullable Object... params) {
        try (QueryResult result = open(view, sql, params)) {
            return rows(result);
        }
    }

    static List<List<@Nullable Object>> rows(QueryResult result) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (result.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 0; i < result.columns().size(); i++) {
                row.add(result.value(i));
            }
            rows.add(row);
        }
        return rows;
    }

    @Override
    public void close() {
        queries.close();
    }
}
