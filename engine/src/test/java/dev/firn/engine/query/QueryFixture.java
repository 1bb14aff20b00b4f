package dev.firn.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An engine with two tables, and a {@link Queries} of the test's own over its views. {@code chat.messages} holds five
 * cold rows, then an update of row 2, a deletion of row 3 and two new rows, all hot; {@code chat.people} is all cold;
 * {@code chat.empty} never held a row; {@code system.listed} is a list in memory.
 */
final class QueryFixture implements AutoCloseable {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    final TestingEngine engine;
    final Queries queries;
    private final Map<TableName, Relation> listed = new HashMap<>();

    QueryFixture(Path root) {
        this(root, MINUTE, MINUTE);
    }

    QueryFixture(Path root, Duration timeout, Duration stallLimit) {
        engine = new TestingEngine(root);
        engine.run(TestingEngine.ADMIN, """
                CREATE NAMESPACE chat;
                CREATE SHARED TABLE chat.messages (id BIGINT PRIMARY KEY, name TEXT, score INT, sent TIMESTAMP,
                    weight DOUBLE, seen BOOLEAN);
                CREATE SHARED TABLE chat.people (id BIGINT PRIMARY KEY, name TEXT);
                CREATE SHARED TABLE chat.empty (id BIGINT PRIMARY KEY, note TEXT);
                INSERT INTO chat.messages (id, name, score, sent, weight, seen) VALUES
                    (1, 'one', 10, '2026-01-01T00:00:01', 1.5, true), (2, 'two', 20, '2026-01-01T00:00:02', 2.5, false),
                    (3, 'three', 30, '2026-01-01T00:00:03', NULL, true), (4, 'four', 40, NULL, 4.5, NULL),
                    (5, NULL, 50, '2026-01-01T00:00:05.123456', 5.5, true);
                INSERT INTO chat.people (id, name) VALUES (1, 'Ann'), (2, 'Ben'), (9, 'Zoe');
                """);
        engine.flush("chat.messages");
        engine.flush("chat.people");
        engine.run(TestingEngine.ADMIN, """
                UPDATE chat.messages SET name = 'zwei' WHERE id = 2;
                DELETE FROM chat.messages WHERE id = 3;
                INSERT INTO chat.messages (id, name, score) VALUES (6, 'six', 60), (7, 'größer 😀', NULL);
                """);
        Path data = root.resolve("data");
        queries = Queries.open(
                new QuerySettings(data, root.resolve("spill"), root.resolve("spool"), 256, 16, 2, timeout, stallLimit),
                engine.engine().fileChecks());
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(new Object[] {"a", 1L});
        rows.add(new @Nullable Object[] {"b", null});
        listed.put(
                new TableName("system", "listed"),
                new Relation.ListedRows(
                        List.of(
                                new ResultColumn("key", dev.firn.engine.table.ColumnType.TEXT),
                                new ResultColumn("n", dev.firn.engine.table.ColumnType.BIGINT)),
                        rows));
    }

    void list(String table, Relation.ListedRows rows) {
        listed.put(new TableName("system", table), rows);
    }

    ReadView view() {
        return engine.engine().committer().acquire();
    }

    /** Gives every table of the store and the listed ones. */
    Relations relations(ReadView view) {
        return name -> {
            if (listed.containsKey(name)) {
                return listed.get(name);
            }
            Table table = view.catalog()
                    .table(name)
                    .orElseThrow(
                            () -> new EngineException(ErrorCode.TABLE_NOT_FOUND, "Table " + name + " does not exist"));
            return new Relation.ScopeRows(table, view.scope(table.id(), new TableScope.Shared()));
        };
    }

    CheckedSelect check(String sql) {
        return queries.check(new SqlText(sql, 1), Optional.of("chat"));
    }

    QueryResult open(String sql, @Nullable Object... params) {
        return open(check(sql), UUID.randomUUID(), params);
    }

    QueryResult open(CheckedSelect select, UUID queryId, @Nullable Object... params) {
        ReadView view = view();
        QueryContext context = new QueryContext("alice", Arrays.asList(params), queryId);
        return queries.run(select, context, view, relations(view));
    }

    List<List<@Nullable Object>> rows(String sql, @Nullable Object... params) {
        try (QueryResult result = open(sql, params)) {
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

    /** The one value of a query of one row and column. */
    @Nullable
    Object value(String sql, @Nullable Object... params) {
        List<List<@Nullable Object>> rows = rows(sql, params);
        assertThat(rows).as(sql).hasSize(1);
        return rows.get(0).get(0);
    }

    /** Fails when a run, a row source or a view of this fixture is still held. */
    void expectNothingHeld() {
        assertThat(queries.runningCount()).as("running queries").isZero();
        assertThat(queries.openRowSources()).as("row sources").isZero();
    }

    /** Closing waits for views that are still open, so a leaked one fails the test by its time. */
    @Override
    public void close() {
        expectNothingHeld();
        queries.close();
        engine.close();
    }
}
