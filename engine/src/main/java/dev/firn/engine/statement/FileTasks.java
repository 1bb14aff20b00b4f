package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.integrity.LostFiles;
import dev.firn.engine.run.JobType;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.sql.TableReference;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** STORAGE SCRUB: asks for runs that check all data files. STORAGE DROP FILE: gives up a quarantined one. */
record FileTasks(Session session) {
    private static final Pattern FILE_ID = Pattern.compile("[0-9]{1,18}");

    StatementResult scrub(Statement.ScrubTable statement, TableName name) {
        String message = request(table(statement.table(), name))
                .map(run -> "Storage scrub started for table '" + name + "'. Job ID: " + run.id())
                .orElse("Storage scrub skipped: table '" + name + "' has no data files");
        return new StatementResult.Done(0, message);
    }

    StatementResult scrubAll(Statement.ScrubAll statement) {
        List<Table> tables;
        try (ReadView view = session.committer().acquire()) {
            tables = session.lookup().known(view.catalog(), statement.namespace());
        }
        List<String> runIds = tables.stream()
                .map(this::request)
                .flatMap(Optional::stream)
                .map(Run::id)
                .toList();
        String where = statement
                .namespace()
                .map(name -> " in namespace '" + name.text() + "'")
                .orElse("");
        String message = runIds.isEmpty()
                ? "Storage scrub skipped: no data files" + where
                : "Storage scrub started for " + runIds.size() + " table(s)" + where + ". Job IDs: "
                        + String.join(", ", runIds);
        return new StatementResult.Done(0, message);
    }

    private Optional<Run> request(Table table) {
        return session.runs().request(JobType.SCRUB, table.id(), Run.Trigger.MANUAL, Map.of());
    }

    StatementResult drop(Statement.DropFile statement, TableName name) {
        Table table = table(statement.table(), name);
        Name id = statement.fileId();
        if (!FILE_ID.matcher(id.text()).matches()) {
            throw new EngineException(
                            ErrorCode.NOT_FOUND,
                            "Cannot drop a data file of " + name + ": file ids are numbers, as in system.manifest")
                    .at(id.position());
        }
        long fileId = Long.parseLong(id.text());
        LostFiles.Dropped dropped = TableLookup.located(
                id.position(),
                () -> new LostFiles(session.committer(), session.queries().fileChecks()).drop(table, fileId));
        return new StatementResult.Done(
                dropped.rows(),
                "Dropped file " + fileId + " of table '" + name + "': " + dropped.rows() + " row version(s) are lost");
    }

    private Table table(TableReference reference, TableName name) {
        try (ReadView view = session.committer().acquire()) {
            return session.lookup().find(view.catalog(), name, reference.position(), Rights::requireRead);
        }
    }
}
