package dev.firn.engine.oracle;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.oracle.Expressions.Ref;
import dev.firn.engine.oracle.TableSpec.ColumnSpec;
import dev.firn.engine.table.Caller;
import java.util.ArrayList;
import java.util.List;

/** Random histories: the same seed and length give the same steps. */
final class Histories {
    static final List<Caller> USERS = List.of(TestingEngine.ADMIN, TestingEngine.ALICE, TestingEngine.BOB);
    /** Tables are emptied when they may hold more rows, so that joins of three stay quick. */
    private static final int MOST_ROWS = 60;

    private final Draw draw;
    private final List<TableSpec> tables = new ArrayList<>();
    private final int[] rowsAtMost;
    private final List<Step> steps = new ArrayList<>();
    private final Selects selects;
    private int altered;
    private int waited;

    /** A history with the settings of the engine that it runs on. */
    record History(long seed, int rowsPerFile, List<Step> steps) {}

    private Histories(long seed) {
        this.draw = new Draw(seed);
        int count = draw.between(2, 4);
        this.rowsAtMost = new int[count];
        for (int i = 0; i < count; i++) {
            tables.add(table(i));
        }
        this.selects = new Selects(draw, tables);
    }

    /** A history of everything. */
    static History of(long seed, int steps) {
        Histories histories = new Histories(seed);
        return histories.history(seed, steps, histories::step);
    }

    /** A history of writes and flushes only; its tables keep their columns. */
    static History writes(long seed, int steps) {
        Histories histories = new Histories(seed);
        return histories.history(seed, steps, () -> histories.change(histories.draw.below(54)));
    }

    private History history(long seed, int most, Runnable next) {
        int rowsPerFile = draw.of(7, 25, 1_000_000);
        tables.forEach(table -> steps.add(new Step.Create(table)));
        fill();
        while (steps.size() < most) {
            next.run();
        }
        return new History(seed, rowsPerFile, List.copyOf(steps));
    }

    /** A first row or more for everybody, so that what follows has something to find. */
    private void fill() {
        for (int number = 0; number < tables.size(); number++) {
            for (Caller user : tables.get(number).user() ? USERS : List.of(TestingEngine.ADMIN)) {
                steps.add(new Step.Request(user, List.of(insert(number)), false));
                steps.add(new Step.Request(user, List.of(insert(number)), false));
            }
        }
    }

    private TableSpec table(int number) {
        String prefix = String.valueOf((char) ('a' + number));
        List<ColumnSpec> columns = new ArrayList<>();
        int count = draw.between(3, 7);
        int key = draw.chance(65) ? draw.below(Math.min(2, count)) : -1;
        for (int i = 0; i < count; i++) {
            ColumnKind kind = draw.of(ColumnKind.values());
            if (i == key && !kind.isKey()) {
                kind = draw.of(ColumnKind.BIGINT, ColumnKind.INT, ColumnKind.TEXT);
            }
            boolean bounded = kind == ColumnKind.TEXT && i != key && draw.chance(15);
            columns.add(column(prefix + i, kind, i == key, bounded));
        }
        String options = (draw.chance(60) ? " FLUSH ROWS " + draw.of(5, 20, 60) : "")
                + draw.of("", "", " TTL 2147483647", " TTL " + TableSpec.TTL_SECONDS);
        return new TableSpec("t" + number, draw.chance(65), columns, key, options);
    }

    private ColumnSpec column(String name, ColumnKind kind, boolean key, boolean bounded) {
        boolean hasDefault = !key && !bounded && draw.chance(20);
        return new ColumnSpec(
                name, kind, key || draw.chance(12), bounded ? 4 : 0, hasDefault ? kind.literal(draw) : "");
    }

    private void step() {
        int dice = draw.below(100);
        if (dice < 54) {
            change(dice);
        } else if (dice < 55) {
            steps.add(new Step.Reopen());
        } else if (dice < 58) {
            alter(draw.below(tables.size()));
        } else if (dice < 59 && draw.chance(40)) {
            replace(draw.below(tables.size()));
        } else if (dice < 60) {
            pass();
        } else {
            Selects.Top top = selects.top();
            steps.add(new Step.Request(draw.one(USERS), List.of(top.sql()), top.ordered()));
        }
    }

    private void change(int dice) {
        if (dice < 22) {
            write(this::insert);
        } else if (dice < 34) {
            write(this::update);
        } else if (dice < 41) {
            write(this::delete);
        } else if (dice < 43) {
            batch();
        } else if (dice < 46) {
            transaction();
        } else if (dice < 48) {
            steps.add(new Step.Flush(draw.one(tables).qualified()));
        } else if (dice < 50) {
            steps.add(new Step.Compact(draw.one(tables).qualified()));
        } else {
            steps.add(new Step.FlushDue());
        }
    }

    /** Lets time go by: in all less than a row lives, or so long that every row is too old. */
    private void pass() {
        int seconds = draw.between(1, TableSpec.TTL_SECONDS / 3);
        if (waited + seconds < TableSpec.TTL_SECONDS && draw.chance(70)) {
            waited += seconds;
            steps.add(new Step.Wait(seconds));
        } else {
            waited = 0;
            steps.add(new Step.Expire());
        }
    }

    /** Drops a table and creates another one of its name. */
    private void replace(int number) {
        steps.add(new Step.Drop(tables.get(number)));
        tables.set(number, table(number));
        rowsAtMost[number] = 0;
        steps.add(new Step.Create(tables.get(number)));
    }

    /**
     * Changes a table's columns. A DuckDB column with a CHECK cannot be changed, nor one be added with NOT NULL; those
     * of Firn can, and have tests of their own.
     */
    private void alter(int number) {
        TableSpec table = tables.get(number);
        if (table.columns().stream().anyMatch(column -> column.maxLength() > 0)) {
            return;
        }
        List<ColumnSpec> columns = new ArrayList<>(table.columns());
        int at = draw.below(columns.size());
        ColumnSpec column = columns.get(at);
        altered++;
        String fresh = column.name().charAt(0) + "x" + altered;
        int key = table.key();
        String clause;
        switch (draw.below(5)) {
            case 0, 1 -> {
                ColumnKind kind = draw.of(ColumnKind.values());
                String value = draw.chance(60) ? kind.literal(draw) : "";
                columns.add(new ColumnSpec(fresh, kind, false, 0, value));
                clause = "ADD COLUMN " + fresh + " " + kind.sqlName() + (value.isEmpty() ? "" : " DEFAULT " + value);
            }
            case 2 -> {
                columns.set(at, new ColumnSpec(fresh, column.kind(), column.notNull(), 0, column.defaultValue()));
                clause = "RENAME COLUMN " + column.name() + " TO " + fresh;
            }
            case 3 -> {
                if (at == key || columns.size() < 3) {
                    return;
                }
                columns.remove(at);
                key = at < key ? key - 1 : key;
                clause = "DROP COLUMN " + column.name();
            }
            default -> {
                ColumnKind wider = wider(column.kind());
                if (at == key || wider == column.kind()) {
                    return;
                }
                columns.set(at, new ColumnSpec(column.name(), wider, column.notNull(), 0, column.defaultValue()));
                clause = "ALTER COLUMN " + column.name() + " TYPE " + wider.sqlName();
            }
        }
        tables.set(number, table.with(columns, key));
        steps.add(new Step.Alter(clause, tables.get(number)));
    }

    private ColumnKind wider(ColumnKind kind) {
        return switch (kind) {
            case SMALLINT -> draw.of(ColumnKind.INT, ColumnKind.BIGINT);
            case INT -> draw.of(ColumnKind.BIGINT, ColumnKind.DOUBLE);
            case FLOAT -> ColumnKind.DOUBLE;
            case DATE -> ColumnKind.TIMESTAMP;
            default -> kind;
        };
    }

    private interface Statement {
        String on(int table);
    }

    private void write(Statement statement) {
        int number = draw.below(tables.size());
        steps.add(new Step.Request(writer(tables.get(number)), List.of(statement.on(number)), false));
    }

    /** Shared tables are written by the dba only. */
    private Caller writer(TableSpec table) {
        return table.user() ? draw.one(USERS) : TestingEngine.ADMIN;
    }

    /** Several statements in one request: the first failure ends it, what was done before stays. */
    private void batch() {
        int number = draw.below(tables.size());
        List<String> statements = new ArrayList<>();
        for (int left = draw.between(2, 4); left > 0; left--) {
            statements.add(write(number));
        }
        steps.add(new Step.Request(writer(tables.get(number)), statements, false));
    }

    /** A transaction over several tables, which reads its own writes; the first failure takes it back whole. */
    private void transaction() {
        Caller user = draw.one(USERS);
        List<String> statements = new ArrayList<>(List.of("BEGIN"));
        for (int left = draw.between(2, 6); left > 0; left--) {
            int number = draw.below(tables.size());
            boolean writable = tables.get(number).user() || user.equals(TestingEngine.ADMIN);
            statements.add(
                    writable && draw.chance(65) ? write(number) : selects.top().sql());
        }
        statements.add(draw.chance(80) ? "COMMIT" : "ROLLBACK");
        steps.add(new Step.Request(user, statements, false));
    }

    private String write(int number) {
        return switch (draw.below(4)) {
            case 0, 1 -> insert(number);
            case 2 -> update(number);
            default -> delete(number);
        };
    }

    private String insert(int number) {
        TableSpec table = tables.get(number);
        if (rowsAtMost[number] > MOST_ROWS) {
            return delete(number);
        }
        List<ColumnSpec> columns = new ArrayList<>(table.columns());
        if (draw.chance(25)) {
            columns.remove(draw.below(columns.size()));
        }
        if (draw.chance(15)) {
            return insertSelect(number, columns);
        }
        List<String> rows = new ArrayList<>();
        int count = draw.of(1, 1, 2, 3, 6, 12);
        int first = draw.below(45);
        for (int i = 0; i < count; i++) {
            List<String> values = new ArrayList<>();
            for (ColumnSpec column : columns) {
                boolean key = table.keyed() && column.equals(table.keyColumn());
                values.add(key ? key(column, first + i) : value(column));
            }
            rows.add("(" + String.join(", ", values) + ")");
        }
        rowsAtMost[number] += count;
        String names = columns.size() == table.columns().size() && draw.chance(30)
                ? ""
                : " ("
                        + String.join(
                                ", ", columns.stream().map(ColumnSpec::name).toList()) + ")";
        return "INSERT INTO " + table.qualified() + names + " VALUES " + String.join(", ", rows) + returning(table);
    }

    private String insertSelect(int number, List<ColumnSpec> columns) {
        TableSpec table = tables.get(number);
        rowsAtMost[number] += 8;
        String names = String.join(", ", columns.stream().map(ColumnSpec::name).toList());
        String select = selects.of(columns.stream().map(ColumnSpec::kind).toList(), 8);
        return "INSERT INTO " + table.qualified() + " (" + names + ") " + select + returning(table);
    }

    /** What a write gives back of its rows, mostly nothing. */
    private String returning(TableSpec table) {
        if (draw.chance(80)) {
            return "";
        }
        List<Ref> scope = Selects.refs(table, "");
        ColumnKind kind = draw.one(scope).kind();
        return " RETURNING "
                + draw.of(
                        "*",
                        scope.get(0).sql() + " AS r1, " + selects.expressions().leaf(scope, kind) + " AS r2");
    }

    /** Mostly neighbours, so that an insert of many rows has a chance; now and then one that is taken. */
    private String key(ColumnSpec column, int n) {
        return draw.chance(2)
                ? draw.of("NULL", column.kind().key(draw))
                : column.kind().key(n % 60);
    }

    private String value(ColumnSpec column) {
        if (draw.chance(column.notNull() ? 2 : 18)) {
            return "NULL";
        }
        if (draw.chance(5)) {
            return "DEFAULT";
        }
        if (column.maxLength() > 0 && draw.chance(92)) {
            return draw.of("'a'", "'ab'", "''", "'größ'", "'a😀b'");
        }
        return draw.chance(4)
                ? selects.expressions().value(List.of(), column.kind(), 1)
                : column.kind().literal(draw);
    }

    private String update(int number) {
        TableSpec table = tables.get(number);
        List<Ref> scope = Selects.refs(table, "");
        List<ColumnSpec> columns = new ArrayList<>(table.columns());
        List<String> assignments = new ArrayList<>();
        for (int left = draw.between(1, 2); left > 0 && !columns.isEmpty(); left--) {
            ColumnSpec column = columns.remove(draw.below(columns.size()));
            assignments.add(column.name() + " = " + assigned(table, column, scope));
        }
        return "UPDATE " + table.qualified() + " SET " + String.join(", ", assignments) + where(table, scope)
                + returning(table);
    }

    private String assigned(TableSpec table, ColumnSpec column, List<Ref> scope) {
        if (table.keyed() && column.equals(table.keyColumn())) {
            return newKey(column);
        }
        if (column.maxLength() > 0) {
            // Firn refuses a literal that is too long also when no row matches; a CHECK looks at rows only.
            return draw.of("'a'", "'größ'", "''");
        }
        if (draw.chance(50)) {
            return value(column);
        }
        return draw.chance(8)
                ? selects.expressions().fallible(scope, column.kind())
                : selects.expressions().value(scope, column.kind(), 1);
    }

    private String newKey(ColumnSpec key) {
        String shifted = switch (key.kind()) {
            case SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL, DATE -> key.name() + " + " + draw.of(1, 3, 100);
            case TEXT -> key.name() + " || 'x'";
            case TIMESTAMP -> key.name() + " + INTERVAL 1 DAY";
            case BOOLEAN, BYTES, JSON, TIME, UUID -> key.name();
        };
        return draw.chance(50) ? shifted : key.kind().key(draw);
    }

    private String delete(int number) {
        TableSpec table = tables.get(number);
        if (rowsAtMost[number] > MOST_ROWS) {
            rowsAtMost[number] = 0;
            return "DELETE FROM " + table.qualified();
        }
        return "DELETE FROM " + table.qualified() + where(table, Selects.refs(table, "")) + returning(table);
    }

    /** Half of the predicates are on the key. */
    private String where(TableSpec table, List<Ref> scope) {
        if (draw.chance(8)) {
            return "";
        }
        if (table.keyed() && draw.chance(50)) {
            ColumnSpec key = table.keyColumn();
            return " WHERE " + key.name() + draw.of(" = ", " = ", " = ", " > ", " < ")
                    + key.kind().key(draw)
                    + (draw.chance(20) ? " AND " + selects.expressions().predicate(scope, 1) : "");
        }
        return " WHERE " + selects.expressions().predicate(scope, 1);
    }
}
