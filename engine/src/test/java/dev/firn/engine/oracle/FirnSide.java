package dev.firn.engine.oracle;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.commit.StepListener;
import dev.firn.engine.query.QueryResult;
import dev.firn.engine.security.TestingClock;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.statement.StatementResult;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Firn, as the oracle sees it. */
final class FirnSide implements AutoCloseable {
    private final TestingClock clock = new TestingClock();
    private final TestingEngine engine;

    /** With the smallest files no scopes share one, else those with few rows do. */
    FirnSide(Path root, int rowsPerFile) {
        engine = new TestingEngine(
                root,
                StepListener.NONE,
                clock,
                "firn.retention.check-seconds",
                "86400",
                "firn.flush.rows-per-file",
                Integer.toString(rowsPerFile),
                "firn.compaction.min-files",
                "3",
                "firn.flush.bundle-scopes",
                "1",
                "firn.flush.bundle-rows",
                rowsPerFile < 10 ? "0" : Integer.toString(Math.min(rowsPerFile, 100)),
                "firn.durability",
                "process");
        engine.run(TestingEngine.ADMIN, "CREATE NAMESPACE " + TableSpec.NAMESPACE);
    }

    TestingEngine engine() {
        return engine;
    }

    void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    Answer define(String sql) {
        return run(TestingEngine.ADMIN, List.of(sql)).get(0);
    }

    /** One answer a statement, up to the first failure. */
    List<Answer> run(Caller user, List<String> statements) {
        List<Answer> answers = new ArrayList<>();
        SqlRequest request =
                new SqlRequest(String.join("; ", statements), List.of(), Optional.empty(), UUID.randomUUID());
        try (SqlRun run = engine.engine().statements().start(user, request)) {
            while (run.hasNext()) {
                boolean control = Step.Request.isControl(statements.get(answers.size()));
                Answer answer = answer(run.next());
                answers.add(control ? new Answer.Count(0) : answer);
            }
        } catch (EngineException e) {
            answers.add(new Answer.Failed(kind(e), e.code() + ": " + e.getMessage()));
        }
        return answers;
    }

    private static Answer answer(StatementResult result) {
        if (result instanceof StatementResult.Rows rows) {
            try (QueryResult open = rows.rows()) {
                return read(open);
            }
        }
        return new Answer.Count(((StatementResult.Done) result).rowCount());
    }

    private static Answer read(QueryResult result) {
        List<String> columns = result.columns().stream()
                .map(column -> column.name() + " " + typeName(column.type()))
                .toList();
        List<String> rows = new ArrayList<>();
        while (result.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                values.add(text(result.columns().get(i).type(), result.value(i)));
            }
            rows.add(values.stream().collect(Collectors.joining(" | ")));
        }
        return new Answer.Rows(columns, rows);
    }

    private static String typeName(ColumnType type) {
        return switch (type.kind()) {
            case TEXT, JSON -> "VARCHAR";
            case DATETIME -> "TIMESTAMP";
            default -> type.sqlName();
        };
    }

    private static String text(ColumnType type, @Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        return switch (type.kind()) {
            case BOOLEAN, SMALLINT, INT, BIGINT, DATE, TIMESTAMP, DATETIME, TIME, UUID -> value.toString();
            case FLOAT -> Float.toString(((Double) value).floatValue());
            case DOUBLE -> value.toString();
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case TEXT, JSON -> "'" + value + "'";
            case BYTES -> HexFormat.of().formatHex((byte[]) value);
        };
    }

    /** A code that no statement of a history may answer is BROKEN, which equals nothing. */
    private static Answer.Kind kind(EngineException e) {
        return switch (e.code()) {
            case CONSTRAINT_VIOLATION -> Answer.Kind.CONSTRAINT;
            case TYPE_MISMATCH, SQL_EXECUTION_ERROR -> Answer.Kind.VALUE;
            case INVALID_SQL, COLUMN_NOT_FOUND, TABLE_NOT_FOUND -> Answer.Kind.STATEMENT;
            default -> Answer.Kind.BROKEN;
        };
    }

    @Override
    public void close() {
        engine.close();
    }
}
