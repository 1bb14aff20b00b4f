package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.integrity.LostFiles;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.regex.Pattern;

/** STORAGE DROP FILE: gives up a quarantined data file. */
record FileTasks(Session session) {
    private static final Pattern FILE_ID = Pattern.compile("[0-9]{1,18}");

    StatementResult drop(Statement.DropFile statement, TableName name) {
        Table table = table(statement, name);
        Name id = statement.fileId();
        if (!FILE_ID.matcher(id.text()).matches()) {
            throw new EngineException(
                            ErrorCode.NOT_FOUND,
                            "Cannot drop a data file of " + name + ": file ids are numbers, as in system.manifest")
                    .at(id.position());
        }
        long fileId = Long.parseLong(id.text());
        LostFiles.Dropped dropped =
                TableLookup.located(id.position(), () -> new LostFiles(session.committer()).drop(table, fileId));
        return new StatementResult.Done(
                dropped.rows(),
                "Dropped file " + fileId + " of table '" + name + "': " + dropped.rows() + " row version(s) are lost");
    }

    private Table table(Statement.DropFile statement, TableName name) {
        try (ReadView view = session.committer().acquire()) {
            return session.lookup().find(view.catalog(), name, statement.table().position(), Rights::requireRead);
        }
    }
}
