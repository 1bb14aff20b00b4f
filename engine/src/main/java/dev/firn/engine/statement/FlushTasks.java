package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** STORAGE FLUSH: asks for runs that cover every row acknowledged so far; the scheduler executes them. */
record FlushTasks(Session session) {
    StatementResult flush(Statement.FlushTable statement, TableName name) {
        Table table;
        try (ReadView view = session.committer().acquire()) {
            table = session.lookup()
                    .find(view.catalog(), name, statement.table().position(), Rights::requireRead);
        }
        if (!table.kind().isFlushed()) {
            throw new EngineException(
                            ErrorCode.INVALID_SQL, "Cannot flush " + name + ": a STREAM table has no data files")
                    .at(statement.table().position());
        }
        String message = session.flushes()
                .request(table)
                .map(run -> "Storage flush started for table '" + name + "'. Job ID: " + run.id())
                .orElse("Storage flush skipped: no pending writes for table '" + name + "'");
        return new StatementResult.Done(0, message);
    }

    StatementResult flushAll(Statement.FlushAll statement) {
        List<String> runIds = new ArrayList<>();
        for (Table table : tables(statement.namespace())) {
            session.flushes().request(table).map(Run::id).ifPresent(runIds::add);
        }
        String where = statement
                .namespace()
                .map(name -> " in namespace '" + name.text() + "'")
                .orElse("");
        String message = runIds.isEmpty()
                ? "Storage flush skipped: no pending writes" + where
                : "Storage flush started for " + runIds.size() + " table(s)" + where + ". Job IDs: "
                        + String.join(", ", runIds);
        return new StatementResult.Done(0, message);
    }

    private List<Table> tables(Optional<Name> namespace) {
        try (ReadView view = session.committer().acquire()) {
            return session.lookup().known(view.catalog(), namespace).stream()
                    .filter(table -> table.kind().isFlushed())
                    .toList();
        }
    }
}
