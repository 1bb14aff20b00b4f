package dev.firn.engine.statement;

import dev.firn.engine.query.Relation;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of namespace {@code system}, which the engine lists itself. */
enum SystemTables {
    COLUMNS(
            SystemRows::columns,
            text("namespace_id", "table_name", "column_name"),
            ints("ordinal"),
            text("data_type"),
            booleans("is_nullable"),
            text("column_default"),
            booleans("is_primary_key"),
            ints("column_id")),
    JOBS(
            SystemRows::jobs,
            text("job_id", "job_type", "status", "namespace_id", "table_name", "parameters", "message"),
            text("exception_trace"),
            bigints("rows_read", "rows_written", "rows_total", "bytes_written"),
            ints("files"),
            text("checkpoint"),
            ints("restarts"),
            bigints("execution_id"),
            text("trigger"),
            timestamps("created_at", "started_at", "updated_at", "finished_at"),
            text("node_id")),
    MANIFEST(
            SystemRows::manifest,
            bigints("file_id"),
            text("namespace_id", "table_name", "user_id", "file_name"),
            bigints("row_count", "size_bytes", "min_seq", "max_seq"),
            timestamps("min_written_at", "max_written_at"),
            ints("schema_version"),
            text("job_id"),
            ints("scope_count"),
            text("state", "reason"),
            timestamps("quarantined_at")),
    NAMESPACES(
            SystemRows::namespaces, text("namespace_id", "creator"), bigints("table_count"), timestamps("created_at")),
    SETTINGS(
            SystemRows::settings,
            text("name", "value", "default_value", "origin", "unit", "description"),
            booleans("is_secret")),
    STORAGE(
            SystemRows::storage,
            text("namespace_id", "table_name", "user_id"),
            bigints("buffered_rows", "buffered_bytes"),
            timestamps("oldest_buffered_at"),
            bigints("oldest_buffered_age_seconds", "flushed_through", "file_count", "file_rows", "file_bytes")),
    TABLES(
            SystemRows::tables,
            text("namespace_id", "table_name", "table_type", "flush_policy"),
            bigints("ttl_seconds"),
            text("access_level", "primary_key", "creator"),
            ints("column_count", "schema_version"),
            timestamps("created_at")),
    USERS(SystemRows::users, text("user_id", "role"), timestamps("created_at"));

    private static final String NAMESPACE = "system";

    private final Function<SystemRows, List<@Nullable Object[]>> rows;
    private final List<ResultColumn> columns;

    @SafeVarargs
    SystemTables(Function<SystemRows, List<@Nullable Object[]>> rows, Stream<ResultColumn>... columns) {
        this.rows = rows;
        this.columns = Arrays.stream(columns).flatMap(Function.identity()).toList();
    }

    private static Stream<ResultColumn> text(String... names) {
        return columns(ColumnType.TEXT, names);
    }

    private static Stream<ResultColumn> ints(String... names) {
        return columns(ColumnType.INT, names);
    }

    private static Stream<ResultColumn> bigints(String... names) {
        return columns(ColumnType.BIGINT, names);
    }

    private static Stream<ResultColumn> booleans(String... names) {
        return columns(ColumnType.BOOLEAN, names);
    }

    private static Stream<ResultColumn> timestamps(String... names) {
        return columns(ColumnType.TIMESTAMP, names);
    }

    private static Stream<ResultColumn> columns(ColumnType type, String... names) {
        return Arrays.stream(names).map(name -> new ResultColumn(name, type));
    }

    /** True when the name lies in the reserved namespace. */
    static boolean isSystem(TableName name) {
        return name.namespace().equals(NAMESPACE);
    }

    /** The system table of that name, or TABLE_NOT_FOUND. */
    static SystemTables of(TableName name) {
        Optional<SystemTables> found = Arrays.stream(values())
                .filter(table -> table.name().toLowerCase(Locale.ROOT).equals(name.table()))
                .findFirst();
        return found.orElseThrow(
                () -> new EngineException(ErrorCode.TABLE_NOT_FOUND, "table " + name + " does not exist"));
    }

    /** The SELECT that answers DESCRIBE. */
    String description() {
        return columns.stream()
                .map(column -> "('" + column.name() + "', '" + column.type().sqlName() + "', TRUE, NULL, FALSE)")
                .collect(Collectors.joining(
                        ", ",
                        "SELECT * FROM (VALUES ",
                        ") AS t(column_name, data_type, is_nullable, column_default, is_primary_key)"));
    }

    /** What a caller sees of it. */
    Relation relation(SystemRows of) {
        return new Relation.ListedRows(columns, rows.apply(of));
    }
}
