package dev.firn.engine.sql;

import dev.firn.engine.table.AccessLevel;
import dev.firn.engine.table.Column;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.ColumnType.Kind;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.FlushPolicy;
import dev.firn.engine.table.Generator;
import dev.firn.engine.table.KeyFormat;
import dev.firn.engine.table.Naming;
import dev.firn.engine.table.Schema;
import dev.firn.engine.table.TableKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Reads CREATE TABLE: both dialects may be mixed, but nothing may be said twice. */
final class CreateTableReader {
    static final long MAX_TTL_SECONDS = Integer.MAX_VALUE;
    private static final int MAX_TEXT_LENGTH = 100_000_000;
    private static final int MAX_DECIMAL_DIGITS = 38;

    private final SqlParser.CreateTableContext context;
    private final List<Name> columnNames = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private Optional<String> key = Optional.empty();
    private final TableOptions given;
    private OptionalLong flushRows = OptionalLong.empty();
    private OptionalInt flushSeconds = OptionalInt.empty();
    private OptionalLong ttlSeconds = OptionalLong.empty();

    CreateTableReader(SqlParser.CreateTableContext context) {
        this.context = context;
        this.given = new TableOptions(
                "create the table", Optional.ofNullable(context.tableKind()).map(StatementBuilder::kind));
    }

    Statement.CreateTable read() {
        TableReference table = Names.table(context.tableName());
        for (SqlParser.TableElementContext element : context.tableElement()) {
            if (element.column() != null) {
                readColumn(element.column());
            }
        }
        for (SqlParser.TableElementContext element : context.tableElement()) {
            if (element.tableKey() != null) {
                readTableKey(element.tableKey());
            }
        }
        requireColumns();
        context.tableClause().forEach(this::readClause);
        TableKind tableKind = given.kind.orElseThrow(
                () -> invalid(
                        context,
                        "Cannot create the table: say CREATE {USER|SHARED|STREAM} TABLE or WITH (TYPE = 'USER' | 'SHARED' | 'STREAM')"));
        return new Statement.CreateTable(
                StatementBuilder.position(context),
                context.ifNotExists() != null,
                table,
                tableKind,
                accessLevel(tableKind),
                keyNotNull(),
                key,
                policy(tableKind),
                timeToLive(tableKind));
    }

    private void requireColumns() {
        if (columns.isEmpty() || columns.size() > Schema.MAX_COLUMNS) {
            throw invalid(
                    context, "Cannot create the table: it has " + columns.size() + " columns, 1 to 1,000 are possible");
        }
    }

    private AccessLevel accessLevel(TableKind tableKind) {
        if (tableKind.isPerUser() && given.accessLevel.isPresent()) {
            throw invalid(context, "Cannot create the table: ACCESS_LEVEL is for SHARED tables");
        }
        return given.accessLevel.orElse(AccessLevel.PUBLIC);
    }

    private long timeToLive(TableKind tableKind) {
        if (ttlSeconds.isPresent() && given.ttlSeconds.isPresent()) {
            throw invalid(context, "Cannot create the table: its TTL is given twice");
        }
        long seconds = ttlSeconds.orElse(given.ttlSeconds.orElse(0));
        if (tableKind == TableKind.STREAM && seconds == 0) {
            throw invalid(context, "Cannot create the table: a STREAM table needs a TTL: TTL n, in seconds");
        }
        return seconds;
    }

    private Optional<FlushPolicy> policy(TableKind tableKind) {
        boolean clauses = flushRows.isPresent() || flushSeconds.isPresent();
        if (!tableKind.isFlushed() && (clauses || given.flushPolicy.isPresent())) {
            throw invalid(context, "Cannot create the table: a STREAM table is never flushed and has no flush policy");
        }
        if (clauses && given.flushPolicy.isPresent()) {
            throw invalid(context, "Cannot create the table: its flush policy is given twice");
        }
        return clauses ? Optional.of(new FlushPolicy(flushRows, flushSeconds)) : given.flushPolicy;
    }

    private List<Column> keyNotNull() {
        List<Column> kept = new ArrayList<>(columns.size());
        for (Column column : columns) {
            boolean isKey = key.isPresent() && key.get().equals(column.name());
            kept.add(isKey ? column.withNotNull(true) : column);
        }
        return kept;
    }

    private void readColumn(SqlParser.ColumnContext written) {
        Column column = column(written);
        Names.addColumn(columnNames, Names.read(written.name(), Naming::column));
        for (SqlParser.ColumnConstraintContext constraint : written.columnConstraint()) {
            if (constraint instanceof SqlParser.ColumnKeyContext) {
                setKey(constraint, column);
            }
        }
        columns.add(column);
    }

    /** The column, without an id, with what its constraints say but for PRIMARY KEY. */
    static Column column(SqlParser.ColumnContext written) {
        Name name = Names.read(written.name(), Naming::column);
        Column column = new Column(0, name.text(), type(written.columnType()), false);
        boolean hasDefault = false;
        for (SqlParser.ColumnConstraintContext constraint : written.columnConstraint()) {
            boolean gives = constraint instanceof SqlParser.DefaultValueContext
                    || constraint instanceof SqlParser.AutoIncrementContext;
            if (gives && hasDefault) {
                throw invalid(constraint, "Cannot use column " + name.text() + ": its DEFAULT is given twice");
            }
            hasDefault |= gives;
            if (constraint instanceof SqlParser.DefaultValueContext value) {
                column = column.withDefault(DefaultReader.read(column, value.constant()));
            } else if (constraint instanceof SqlParser.AutoIncrementContext) {
                column = column.withDefault(autoIncrement(column, constraint));
            } else if (constraint instanceof SqlParser.NotNullContext) {
                column = column.withNotNull(true);
            }
        }
        return column;
    }

    private static Generator autoIncrement(Column column, ParserRuleContext written) {
        if (!Generator.SNOWFLAKE_ID.fits(column.type())) {
            throw new EngineException(
                            ErrorCode.TYPE_MISMATCH,
                            "Cannot use AUTO_INCREMENT for column " + column.name() + ": it is for type BIGINT, not "
                                    + column.type().sqlName())
                    .at(StatementBuilder.position(written));
        }
        return Generator.SNOWFLAKE_ID;
    }

    static ColumnType type(SqlParser.ColumnTypeContext written) {
        StringBuilder words = new StringBuilder();
        for (SqlParser.NameContext word : written.name()) {
            words.append(words.isEmpty() ? "" : " ").append(word.getText().toUpperCase(Locale.ROOT));
        }
        String spelling = words.toString();
        boolean sized = !written.NUMBER().isEmpty();
        return sized ? sizedType(spelling, written) : plainType(spelling, written);
    }

    private static ColumnType plainType(String spelling, SqlParser.ColumnTypeContext written) {
        return switch (spelling) {
            case "BOOLEAN", "BOOL" -> ColumnType.BOOLEAN;
            case "SMALLINT" -> ColumnType.of(Kind.SMALLINT);
            case "INT", "INTEGER" -> ColumnType.INT;
            case "BIGINT" -> ColumnType.BIGINT;
            case "FLOAT", "REAL" -> ColumnType.of(Kind.FLOAT);
            case "DOUBLE", "DOUBLE PRECISION" -> ColumnType.DOUBLE;
            case "DECIMAL", "NUMERIC" -> ColumnType.decimal(18, 3);
            case "VARCHAR", "TEXT", "STRING" -> ColumnType.TEXT;
            case "BYTES", "BLOB", "BYTEA", "BINARY", "VARBINARY" -> ColumnType.of(Kind.BYTES);
            case "JSON" -> ColumnType.of(Kind.JSON);
            case "TIMESTAMP" -> ColumnType.TIMESTAMP;
            case "DATETIME" -> ColumnType.of(Kind.DATETIME);
            case "DATE" -> ColumnType.of(Kind.DATE);
            case "TIME" -> ColumnType.of(Kind.TIME);
            case "UUID" -> ColumnType.of(Kind.UUID);
            default -> throw unknownType(written);
        };
    }

    private static ColumnType sizedType(String spelling, SqlParser.ColumnTypeContext written) {
        return switch (spelling) {
            case "VARCHAR" -> boundedText(written);
            case "DECIMAL", "NUMERIC" -> decimal(written);
            default -> throw unknownType(written);
        };
    }

    private static EngineException unknownType(SqlParser.ColumnTypeContext written) {
        return invalid(
                written,
                "Cannot use type " + FirstSyntaxError.shortened(written.getText())
                        + ": types are BOOLEAN, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, DECIMAL(p,s), VARCHAR(n), TEXT,"
                        + " BYTES, JSON, TIMESTAMP, DATETIME, DATE, TIME and UUID");
    }

    /** As in DuckDB a DECIMAL of one number has no digits after the point. */
    private static ColumnType decimal(SqlParser.ColumnTypeContext written) {
        if (written.NUMBER().size() > 2) {
            throw invalid(written, "Cannot use DECIMAL with " + written.NUMBER().size() + " numbers: it has two");
        }
        int precision = (int) wholeNumber(written.NUMBER(0).getSymbol(), 1, MAX_DECIMAL_DIGITS, "the digits");
        int scale = written.NUMBER().size() == 1
                ? 0
                : (int) wholeNumber(written.NUMBER(1).getSymbol(), 0, precision, "the digits after the point");
        return ColumnType.decimal(precision, scale);
    }

    private static ColumnType boundedText(SqlParser.ColumnTypeContext written) {
        if (written.NUMBER().size() == 1) {
            return ColumnType.text((int) atLeastOne(written.NUMBER(0).getSymbol(), MAX_TEXT_LENGTH, "the length"));
        }
        throw invalid(written, "Cannot use VARCHAR with " + written.NUMBER().size() + " numbers: it has one length");
    }

    private void readTableKey(SqlParser.TableKeyContext tableKey) {
        if (tableKey.name().size() > 1) {
            throw invalid(tableKey, "Cannot create the table: a PRIMARY KEY has one column");
        }
        Name named = Names.read(tableKey.name(0), Naming::column);
        Column column = columns.stream()
                .filter(each -> each.name().equalsIgnoreCase(named.text()))
                .findFirst()
                .orElseThrow(() -> new EngineException(
                                ErrorCode.COLUMN_NOT_FOUND,
                                "Cannot create the table: its key column " + named.text()
                                        + " is not one of its columns")
                        .at(named.position()));
        setKey(tableKey, column);
    }

    private void setKey(ParserRuleContext place, Column column) {
        if (!KeyFormat.takes(column.type())) {
            throw invalid(
                    place,
                    "Cannot create the table: a " + column.type().sqlName() + " column cannot be the PRIMARY KEY");
        }
        if (key.isPresent()) {
            throw invalid(place, "Cannot create the table: it has more than one PRIMARY KEY");
        }
        key = Optional.of(column.name());
    }

    private void readClause(SqlParser.TableClauseContext clause) {
        if (clause instanceof SqlParser.FlushRowsContext rows) {
            requireFirst(clause, flushRows.isEmpty(), "FLUSH ROWS");
            flushRows = OptionalLong.of(atLeastOne(rows.NUMBER().getSymbol(), Long.MAX_VALUE, "the flush policy"));
        } else if (clause instanceof SqlParser.FlushIntervalContext interval) {
            requireFirst(clause, flushSeconds.isEmpty(), "FLUSH SECONDS | INTERVAL");
            flushSeconds = OptionalInt.of(
                    (int) atLeastOne(interval.NUMBER().getSymbol(), Integer.MAX_VALUE, "the flush policy"));
        } else if (clause instanceof SqlParser.TimeToLiveContext ttl) {
            requireFirst(clause, ttlSeconds.isEmpty(), "TTL");
            ttlSeconds = OptionalLong.of(atLeastOne(ttl.NUMBER().getSymbol(), MAX_TTL_SECONDS, "the TTL"));
        } else if (clause instanceof SqlParser.WithOptionsContext options) {
            given.read(options.tableOption());
        }
    }

    private static long atLeastOne(Token number, long most, String what) {
        return wholeNumber(number, 1, most, what);
    }

    private static long wholeNumber(Token number, long least, long most, String what) {
        String digits = number.getText();
        boolean whole = digits.matches("[0-9]{1,18}");
        if (!whole || Long.parseLong(digits) < least || Long.parseLong(digits) > most) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot read " + what + ": " + FirstSyntaxError.shortened(digits)
                                    + " is not a whole number from " + least + " to " + most)
                    .at(number.getStartIndex() + 1);
        }
        return Long.parseLong(digits);
    }

    private static void requireFirst(ParserRuleContext place, boolean first, String what) {
        if (!first) {
            throw invalid(place, "Cannot create the table: " + what + " is given twice");
        }
    }

    private static EngineException invalid(ParserRuleContext place, String message) {
        return new EngineException(ErrorCode.INVALID_SQL, message).at(StatementBuilder.position(place));
    }
}
