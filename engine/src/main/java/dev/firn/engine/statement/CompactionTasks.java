package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.run.Run;
import dev.firn.engine.security.Rights;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** STORAGE COMPACT: asks for runs that merge all that can be merged; the scheduler executes them. */
record CompactionTasks(Session session) {
    StatementResult compact(Statement.CompactTable statement, TableName name) {
        Table table;
        try (ReadView view = session.committer().acquire()) {
            table = session.lookup()
                    .find(view.catalog(), name, statement.table().position(), Rights::requireRead);
        }
        String message = request(table)
                .map(runId -> "Storage compaction started for table '" + name + "'. Job ID: " + runId)
                .orElse("Storage compaction skipped: nothing to compact in table '" + name + "'");
        return new StatementResult.Done(0, message);
    }

    StatementResult compactAll(Statement.CompactAll statement) {
        List<String> runIds = new ArrayList<>();
        for (Table table : tables(statement.namespace())) {
            request(table).ifPresent(runIds::add);
        }
        String where = statement
                .namespace()
                .map(name -> " in namespace '" + name.text() + "'")
                .orElse("");
        String message = runIds.isEmpty()
                ? "Storage compaction skipped: nothing to compact" + where
                : "Storage compaction started for " + runIds.size() + " table(s)" + where + ". Job IDs: "
                        + String.join(", ", runIds);
        return new StatementResult.Done(0, message);
    }

    private Optional<String> request(Table table) {
        return session.compactions().request(session.runs(), table).map(Run::id);
    }

    private List<Table> tables(Optional<Name> namespace) {
        try (ReadView view = session.committer().acquire()) {
            return session.lookup().known(view.catalog(), namespace);
        }
    }
}
