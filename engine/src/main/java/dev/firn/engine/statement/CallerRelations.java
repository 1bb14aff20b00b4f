package dev.firn.engine.statement;

import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.Relation;
import dev.firn.engine.query.Relations;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;

/** What a caller reads of one view: their own scope of USER tables, SHARED tables by right, rows about the system. */
record CallerRelations(Session session, ReadView view) implements Relations {
    @Override
    public Relation resolve(TableName name) {
        if (SystemTables.isSystem(name)) {
            return SystemTables.of(name).relation(new SystemRows(session, view));
        }
        Table table = session.lookup().find(view.catalog(), name);
        TableScope scope = TableScope.of(table.kind(), session.caller().userId());
        return session.work().rows(view, table, scope);
    }
}
