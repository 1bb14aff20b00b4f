package dev.firn.engine.monitor;

import dev.firn.engine.cold.DataFile;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.commit.ScopeView;
import dev.firn.engine.security.Rights;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import dev.firn.engine.table.TableScope;
import java.util.Optional;

/** How much a caller sees of a table that they may know of. */
record Sight(Caller caller, ReadView view, Table table) {
    /** The table of that name; TABLE_NOT_FOUND without it, also when the caller may not know of it. */
    static Sight of(Caller caller, ReadView view, TableName name) {
        Table table = view.catalog()
                .table(name)
                .orElseThrow(() -> new EngineException(ErrorCode.TABLE_NOT_FOUND, "table " + name + " does not exist"));
        Rights.requireRead(caller, table);
        return new Sight(caller, view, table);
    }

    /** True when counts of all scopes are for the caller; false when those of their own scope alone are. */
    boolean whole() {
        return operator() || !table.kind().isPerUser();
    }

    /** True for those who may see and steer runs. */
    boolean operator() {
        return caller.role().atLeast(Role.SERVICE);
    }

    /** The scope whose rows the caller reads, when it has held a row. */
    Optional<ScopeView> own() {
        return view.scope(table.id(), TableScope.of(table.kind(), caller.userId()));
    }

    /** True when the caller may read every row of a file, and so may know what its statistics say of them. */
    boolean readsAllOf(DataFile file) {
        return !file.holdsSeveralScopes()
                && own().filter(scope -> scope.scopeId() == file.parts().get(0).scopeId())
                        .isPresent();
    }
}
