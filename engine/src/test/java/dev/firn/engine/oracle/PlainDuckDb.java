package dev.firn.engine.oracle;

import dev.firn.engine.table.Caller;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A DuckDB in memory with plain tables, one for each user of a USER table. */
final class PlainDuckDb implements AutoCloseable {
    private static final Pattern TABLE = Pattern.compile("\\b" + TableSpec.NAMESPACE + "\\.(t\\d+)\\b");

    private final Connection connection;
    private final List<Caller> users;
    private final Map<String, TableSpec> tables = new LinkedHashMap<>();

    PlainDuckDb(List<Caller> users) {
        this.users = users;
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
            execute("SET TimeZone = 'UTC'");
            execute("SET threads = 1");
            // DuckDB 2.0.0 fails on CASE WHEN c IS NULL … END <= x where c is NOT NULL, which it knows of plain tables.
            execute("SET disabled_optimizers = 'statistics_propagation'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    Answer create(TableSpec table) {
        Answer answer = define(table, table::peerCreate);
        tables.put(table.name(), table);
        return answer;
    }

    Answer drop(TableSpec table) {
        return define(table, name -> "DROP TABLE " + name);
    }

    /** Removes every row of a table. */
    void clear(TableSpec table) {
        Answer cleared = define(table, name -> "DELETE FROM " + name);
        if (cleared instanceof Answer.Failed) {
            throw new AssertionError(cleared);
        }
    }

    Answer alter(String clause, TableSpec after) {
        Answer answer = define(
                after,
                name -> "ALTER TABLE " + name + " "
                        + clause.replace(" BYTES", " BLOB").replace(" JSON", " VARCHAR"));
        if (!(answer instanceof Answer.Failed)) {
            tables.put(after.name(), after);
        }
        return answer;
    }

    /** Runs a definition for the table of each user. */
    private Answer define(TableSpec table, UnaryOperator<String> sql) {
        List<String> names = table.user()
                ? users.stream().map(user -> name(user, table.name())).toList()
                : List.of(table.name());
        try {
            for (String name : names) {
                execute(sql.apply(name));
            }
            return new Answer.Count(0);
        } catch (SQLException e) {
            return failure(String.valueOf(e.getMessage()));
        }
    }

    /** One answer a statement, up to the first failure. */
    List<Answer> run(Caller user, List<String> statements) {
        List<Answer> answers = new ArrayList<>();
        boolean transaction = false;
        for (String sql : statements) {
            Answer answer = Step.Request.isControl(sql) ? control(sql) : run(user, sql, transaction);
            transaction = Step.Request.isControl(sql) ? sql.equals("BEGIN") : transaction;
            answers.add(answer);
            if (answer instanceof Answer.Failed) {
                break;
            }
        }
        return answers;
    }

    private Answer control(String sql) {
        try {
            execute(sql);
            return new Answer.Count(0);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Runs a statement in a transaction, its own or one that is open; a failure rolls either back. */
    private Answer run(Caller user, String sql, boolean transaction) {
        try {
            if (!transaction) {
                execute("BEGIN");
            }
            Answer answer;
            try {
                answer = answer(rename(user, sql));
                requireUniqueKeys(user, sql);
            } catch (SQLException e) {
                execute("ROLLBACK");
                return failure(String.valueOf(e.getMessage()));
            }
            if (!transaction) {
                execute("COMMIT");
            }
            return answer;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The statement with the names of the plain tables. */
    private String rename(Caller user, String sql) {
        return TABLE.matcher(sql).replaceAll(found -> {
            TableSpec table = tables.get(found.group(1));
            return table == null || !table.user() ? found.group(1) : name(user, found.group(1));
        });
    }

    private static String name(Caller user, String table) {
        return user.userId() + "_" + table;
    }

    private void requireUniqueKeys(Caller user, String sql) throws SQLException {
        Matcher written = TABLE.matcher(sql);
        if (sql.startsWith("SELECT") || sql.startsWith("WITH") || !written.find()) {
            return;
        }
        TableSpec table = tables.get(written.group(1));
        if (table == null || !table.keyed()) {
            return;
        }
        String key = table.keyColumn().name();
        String name = table.user() ? name(user, table.name()) : table.name();
        try (Statement statement = connection.createStatement();
                ResultSet duplicates = statement.executeQuery("SELECT count(*) - count(DISTINCT " + key
                        + ") + count(*) FILTER (" + key + " IS NULL) FROM " + name)) {
            duplicates.next();
            if (duplicates.getLong(1) != 0) {
                throw new SQLException("Constraint Error: duplicate or missing key " + key);
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Answer answer(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return new Answer.Count(statement.getUpdateCount());
            }
            try (ResultSet result = statement.getResultSet()) {
                return read(result);
            }
        }
    }

    private static Answer read(ResultSet result) throws SQLException {
        int count = result.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            columns.add(result.getMetaData().getColumnName(i) + " "
                    + typeName(result.getMetaData().getColumnTypeName(i)));
        }
        List<String> rows = new ArrayList<>();
        while (result.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                values.add(text(result, i));
            }
            rows.add(String.join(" | ", values));
        }
        return new Answer.Rows(columns, rows);
    }

    /** The name that Firn's answers give a type, see docs/api.md: HUGEINT and unsigned types are DECIMAL(38,0). */
    private static String typeName(String name) {
        return switch (name) {
            case "INTEGER" -> "INT";
            case "TINYINT" -> "SMALLINT";
            case "HUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT" -> "DECIMAL(38,0)";
            case "BLOB" -> "BYTES";
            default -> name;
        };
    }

    private static String text(ResultSet result, int column) throws SQLException {
        if (result.getObject(column) == null) {
            return "NULL";
        }
        String type = result.getMetaData().getColumnTypeName(column);
        if (type.equals("TIMESTAMP")) {
            LocalDateTime time = result.getObject(column, LocalDateTime.class);
            return String.valueOf(time.toEpochSecond(ZoneOffset.UTC) * 1_000_000L + time.getNano() / 1_000);
        }
        Object value = result.getObject(column);
        if (value instanceof LocalDate date) {
            return String.valueOf(date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            return String.valueOf(time.toNanoOfDay() / 1_000);
        } else if (value instanceof BigInteger number) {
            return number.toString();
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof java.sql.Blob blob) {
            return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
        }
        return value instanceof String ? "'" + value + "'" : value.toString();
    }

    private static Answer failure(String message) {
        String text = message.replaceFirst("^Error: ", "");
        if (text.startsWith("Constraint Error")) {
            // A VARCHAR(n) of Firn is a CHECK here.
            return new Answer.Failed(
                    text.contains("CHECK constraint") ? Answer.Kind.VALUE : Answer.Kind.CONSTRAINT, message);
        }
        boolean value = text.startsWith("Conversion Error")
                || text.startsWith("Out of Range Error")
                || text.startsWith("Invalid Input Error");
        return new Answer.Failed(value ? Answer.Kind.VALUE : Answer.Kind.STATEMENT, message);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
