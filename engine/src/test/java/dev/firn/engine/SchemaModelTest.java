package dev.firn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.commit.StepListener;
import dev.firn.engine.table.Caller;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of DML, ALTER TABLE, flushes and restarts against a model that keeps each row by column: whatever the
 * columns were when a row was written and in whichever tier it is, it shows the model's values.
 */
class SchemaModelTest {
    private static final List<Caller> USERS = List.of(TestingEngine.ALICE, TestingEngine.BOB);
    private static final int OPERATIONS = 120;
    private static final int MAX_COLUMNS = 7;
    private static final int IDS = 60;

    /** What each type may be widened to. */
    private static final Map<String, List<String>> WIDER = Map.of(
            "SMALLINT",
            List.of("INT", "BIGINT", "DOUBLE", "DECIMAL(9,2)"),
            "INT",
            List.of("BIGINT", "DOUBLE", "DECIMAL(20,3)"),
            "BIGINT",
            List.of("DECIMAL(25,4)"),
            "DECIMAL(9,2)",
            List.of("DECIMAL(20,3)", "DECIMAL(38,10)"),
            "DECIMAL(20,3)",
            List.of("DECIMAL(25,4)", "DECIMAL(38,10)"),
            "DECIMAL(25,4)",
            List.of("DECIMAL(38,10)"),
            "VARCHAR(5)",
            List.of("VARCHAR(9)", "TEXT"),
            "VARCHAR(9)",
            List.of("TEXT"));

    private static final List<String> FIRST_TYPES =
            List.of("SMALLINT", "INT", "BIGINT", "DOUBLE", "DECIMAL(9,2)", "VARCHAR(5)", "TEXT");

    @TempDir
    private Path root;

    private final List<ModelColumn> columns = new ArrayList<>();
    private final Map<Caller, TreeMap<Integer, Map<Integer, Object>>> rows = new HashMap<>();
    private int nextColumn;
    private Random random = new Random(0);

    /** A value is a BigDecimal or a String; NULL is a missing one. */
    private static final class ModelColumn {
        final int id;
        String name;
        String type;

        @Nullable
        Object defaultValue;

        ModelColumn(int id, String name, String type) {
            this.id = id;
            this.name = name;
            this.type = type;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void rowsShowTheirValuesByColumnWhateverHappensToTheTable(long seed) {
        random = new Random(seed);
        // Of every other seed, users with few rows share files.
        String[] settings = {
            "firn.flush.rows-per-file", "25",
            "firn.flush.bundle-scopes", "1",
            "firn.flush.bundle-rows", seed % 2 == 0 ? "24" : "0"
        };
        try (TestingEngine engine = new TestingEngine(root, StepListener.NONE, settings)) {
            engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE m");
            engine.run(TestingEngine.ALICE, "CREATE USER TABLE m.t (id INT PRIMARY KEY) FLUSH ROWS 50");
            for (int i = 0; i < OPERATIONS; i++) {
                step(engine);
            }
            for (Caller user : USERS) {
                expectRows(engine, user, "seed " + seed);
            }
        }
    }

    private void step(TestingEngine engine) {
        Caller user = USERS.get(random.nextInt(USERS.size()));
        TreeMap<Integer, Map<Integer, Object>> own = rows.computeIfAbsent(user, unused -> new TreeMap<>());
        int dice = random.nextInt(100);
        if (dice < 30) {
            insert(engine, user, own);
        } else if (dice < 40) {
            update(engine, user, own);
        } else if (dice < 46) {
            delete(engine, user, own);
        } else if (dice < 72) {
            alter(engine);
        } else if (dice < 82) {
            engine.flush("m.t");
        } else if (dice < 85) {
            engine.flushDue();
        } else if (dice < 88) {
            engine.compact("m.t");
        } else if (dice < 90) {
            engine.reopen();
        } else {
            expectRows(engine, user, "along the way");
        }
    }

    private void insert(TestingEngine engine, Caller user, TreeMap<Integer, Map<Integer, Object>> own) {
        List<ModelColumn> named =
                columns.stream().filter(column -> random.nextInt(3) > 0).toList();
        List<String> tuples = new ArrayList<>();
        for (int id : IntStream.range(0, IDS)
                .filter(id -> !own.containsKey(id) && random.nextInt(8) == 0)
                .toArray()) {
            Map<Integer, Object> row = new HashMap<>();
            List<String> values = new ArrayList<>(List.of(Integer.toString(id)));
            for (ModelColumn column : columns) {
                Object value = column.defaultValue;
                if (named.contains(column)) {
                    boolean asDefault = random.nextInt(5) == 0;
                    value = asDefault ? column.defaultValue : value(column.type);
                    values.add(asDefault ? "DEFAULT" : literal(value));
                }
                put(row, column, value);
            }
            own.put(id, row);
            tuples.add("(" + String.join(", ", values) + ")");
        }
        if (!tuples.isEmpty()) {
            String names = named.stream().map(column -> ", " + column.name).collect(Collectors.joining());
            engine.run(user, "INSERT INTO m.t (id" + names + ") VALUES " + String.join(", ", tuples));
        }
    }

    private void update(TestingEngine engine, Caller user, TreeMap<Integer, Map<Integer, Object>> own) {
        if (columns.isEmpty()) {
            return;
        }
        ModelColumn column = anyColumn();
        int from = random.nextInt(IDS);
        int to = from + random.nextInt(20);
        boolean asDefault = random.nextInt(3) == 0;
        Object value = asDefault ? column.defaultValue : value(column.type);
        Map<Integer, Map<Integer, Object>> range = own.subMap(from, to);
        long changed = engine.run(
                user,
                "UPDATE m.t SET " + column.name + " = " + (asDefault ? "DEFAULT" : literal(value)) + " WHERE id >= "
                        + from + " AND id < " + to);
        assertThat(changed).isEqualTo(range.size());
        range.values().forEach(row -> put(row, column, value));
    }

    private void delete(TestingEngine engine, Caller user, TreeMap<Integer, Map<Integer, Object>> own) {
        int from = random.nextInt(IDS);
        Map<Integer, Map<Integer, Object>> range = own.subMap(from, from + 5);
        long changed = engine.run(user, "DELETE FROM m.t WHERE id BETWEEN " + from + " AND " + (from + 4));
        assertThat(changed).isEqualTo(range.size());
        range.clear();
    }

    private void alter(TestingEngine engine) {
        int dice = columns.isEmpty() ? 0 : random.nextInt(10);
        if (dice < 3) {
            addColumn(engine);
        } else if (dice < 5) {
            ModelColumn dropped = anyColumn();
            columns.remove(dropped);
            engine.run(TestingEngine.ALICE, "ALTER TABLE m.t DROP COLUMN " + dropped.name);
        } else if (dice < 6) {
            ModelColumn renamed = anyColumn();
            String name = freeName();
            engine.run(TestingEngine.ALICE, "ALTER TABLE m.t RENAME COLUMN " + renamed.name + " TO " + name);
            renamed.name = name;
        } else if (dice < 8) {
            widen(engine, anyColumn());
        } else {
            ModelColumn column = anyColumn();
            column.defaultValue = value(column.type);
            engine.run(
                    TestingEngine.ALICE,
                    "ALTER TABLE m.t ALTER COLUMN " + column.name + " SET DEFAULT " + literal(column.defaultValue));
        }
    }

    private void addColumn(TestingEngine engine) {
        if (columns.size() == MAX_COLUMNS) {
            return;
        }
        String type = FIRST_TYPES.get(random.nextInt(FIRST_TYPES.size()));
        ModelColumn column = new ModelColumn(nextColumn++, freeName(), type);
        column.defaultValue = random.nextBoolean() ? value(type) : null;
        String clause = column.defaultValue == null ? "" : " DEFAULT " + literal(column.defaultValue);
        engine.run(TestingEngine.ALICE, "ALTER TABLE m.t ADD COLUMN " + column.name + " " + type + clause);
        columns.add(column);
        rows.values().forEach(own -> own.values().forEach(row -> put(row, column, column.defaultValue)));
    }

    private void widen(TestingEngine engine, ModelColumn column) {
        List<String> wider = WIDER.getOrDefault(column.type, List.of());
        if (!wider.isEmpty()) {
            column.type = wider.get(random.nextInt(wider.size()));
            engine.run(TestingEngine.ALICE, "ALTER TABLE m.t ALTER COLUMN " + column.name + " TYPE " + column.type);
        }
    }

    private ModelColumn anyColumn() {
        return columns.get(random.nextInt(columns.size()));
    }

    /** One of few names, so that dropped ones come back. */
    private String freeName() {
        List<String> free = IntStream.range(0, MAX_COLUMNS + 2)
                .mapToObj(i -> "c" + i)
                .filter(name -> columns.stream().noneMatch(column -> column.name.equals(name)))
                .toList();
        return free.get(random.nextInt(free.size()));
    }

    private @Nullable Object value(String type) {
        int n = random.nextInt(7) - 3;
        if (random.nextInt(6) == 0) {
            return null;
        }
        return switch (type) {
            case "SMALLINT", "INT", "BIGINT" -> new BigDecimal(n * 100);
            case "VARCHAR(5)", "VARCHAR(9)", "TEXT" -> n == 0 ? "" : "t'" + n;
            default -> new BigDecimal(n * 25).movePointLeft(2);
        };
    }

    private static String literal(@Nullable Object value) {
        if (value instanceof String text) {
            return "'" + text.replace("'", "''") + "'";
        }
        return value == null ? "NULL" : ((BigDecimal) value).toPlainString();
    }

    private static void put(Map<Integer, Object> row, ModelColumn column, @Nullable Object value) {
        if (value == null) {
            row.remove(column.id);
        } else {
            row.put(column.id, value);
        }
    }

    private void expectRows(TestingEngine engine, Caller user, String when) {
        String names = columns.stream().map(column -> ", " + column.name).collect(Collectors.joining());
        TreeMap<Integer, Map<Integer, Object>> own = rows.getOrDefault(user, new TreeMap<>());
        List<String> expected = own.entrySet().stream()
                .map(row -> row.getKey() + ": " + texts(row.getValue()))
                .toList();

        assertThat(engine.rows(user, "SELECT id" + names + " FROM m.t ORDER BY id"))
                .as("rows of %s, %s", user.userId(), when)
                .extracting(row -> row.get(0) + ": "
                        + row.subList(1, row.size()).stream()
                                .map(SchemaModelTest::text)
                                .toList())
                .isEqualTo(expected);
        for (ModelColumn column : columns) {
            expectMatches(engine, user, own, column, when);
        }
        expectFoundByKey(engine, user, names, own, when);
        assertThat(engine.value(user, "SELECT count(*) FROM m.t")).isEqualTo((long) own.size());
    }

    private void expectFoundByKey(
            TestingEngine engine, Caller user, String names, TreeMap<Integer, Map<Integer, Object>> own, String when) {
        int id = random.nextInt(IDS);
        List<List<String>> expected = own.containsKey(id) ? List.of(texts(own.get(id))) : List.of();
        assertThat(engine.rows(user, "SELECT id" + names + " FROM m.t WHERE id = " + id))
                .as("row %s of %s, %s", id, user.userId(), when)
                .extracting(row -> row.subList(1, row.size()).stream()
                        .map(SchemaModelTest::text)
                        .toList())
                .isEqualTo(expected);
    }

    /** What a predicate on the column finds: pruning by its statistics must know old types and initial values. */
    private void expectMatches(
            TestingEngine engine,
            Caller user,
            TreeMap<Integer, Map<Integer, Object>> own,
            ModelColumn column,
            String when) {
        Object wanted = value(column.type);
        String predicate = wanted == null ? column.name + " IS NULL" : column.name + " = " + literal(wanted);
        List<Object> expected = own.entrySet().stream()
                .filter(row -> text(row.getValue().get(column.id)).equals(text(wanted)))
                .map(row -> (Object) row.getKey())
                .toList();
        assertThat(engine.rows(user, "SELECT id FROM m.t WHERE " + predicate + " ORDER BY id"))
                .as("rows of %s with %s, %s", user.userId(), predicate, when)
                .extracting(row -> (Object) row.get(0))
                .isEqualTo(expected);
    }

    private List<String> texts(Map<Integer, Object> row) {
        return columns.stream().map(column -> text(row.get(column.id))).toList();
    }

    /** A value without its type: 5, 5.00 and 5.0 are the same. */
    private static String text(@Nullable Object value) {
        if (value instanceof Number number) {
            BigDecimal decimal = new BigDecimal(number.toString());
            return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
        }
        return value == null ? "NULL" : "'" + value + "'";
    }
}
