package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.ListedResult;
import dev.firn.engine.query.ResultColumn;
import dev.firn.engine.retention.Expired;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.TableReference;
import dev.firn.engine.table.ColumnType;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** STORAGE RETENTION: asks for a run that removes expired rows, or lists what it would remove. */
record RetentionTasks(Session session) {
    private static final List<ResultColumn> COLUMNS = List.of(
            new ResultColumn("file_id", ColumnType.BIGINT),
            new ResultColumn("tier", ColumnType.TEXT),
            new ResultColumn("user_id", ColumnType.TEXT),
            new ResultColumn("row_count", ColumnType.BIGINT),
            new ResultColumn("size_bytes", ColumnType.BIGINT),
            new ResultColumn("newest_written_at", ColumnType.TIMESTAMP));

    StatementResult apply(TableReference reference, TableName name) {
        Table table;
        boolean expired;
        try (ReadView view = session.committer().acquire()) {
            table = table(view, reference, name);
            expired = session.retention().hasExpired(view, table);
        }
        Optional<Run> run = expired
                ? session.runs().request(JobType.RETENTION, table.id(), Run.Trigger.MANUAL, Map.of())
                : Optional.empty();
        String message = run.map(
                        started -> "Storage retention started for table '" + name + "'. Job ID: " + started.id())
                .orElse("Storage retention skipped: no expired rows for table '" + name + "'");
        return new StatementResult.Done(0, message);
    }

    StatementResult list(TableReference reference, TableName name) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        try (ReadView view = session.committer().acquire()) {
            for (Expired expired : session.retention().list(view, table(view, reference, name))) {
                rows.add(row(expired));
            }
        }
        return new StatementResult.Rows(new ListedResult(COLUMNS, rows), Optional.empty());
    }

    private Table table(ReadView view, TableReference reference, TableName name) {
        Table table = session.lookup().find(view.catalog(), name, reference.position(), Rights::requireRead);
        if (table.ttlSeconds() == 0) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL,
                            "Cannot apply retention to " + name
                                    + ": it has no TTL; ALTER TABLE … SET TBLPROPERTIES (TTL_SECONDS = n)")
                    .at(reference.position());
        }
        return table;
    }

    private @Nullable Object[] row(Expired expired) {
        return new @Nullable Object[] {
            expired.file().map(file -> file.id()).orElse(null),
            expired.file().isPresent() ? "cold" : "hot",
            owner(expired),
            expired.rows(),
            expired.bytes(),
            expired.newestMicros()
        };
    }

    /** The user whose rows they are, for themselves and a dba. */
    private @Nullable String owner(Expired expired) {
        String userId = expired.scopes().size() == 1 ? expired.scopes().get(0).userId() : "";
        boolean known = session.caller().role() == Role.DBA
                || userId.equals(session.caller().userId());
        return userId.isEmpty() || !known ? null : userId;
    }
}
