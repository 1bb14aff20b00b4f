package dev.firn.engine.ingest;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.security.Rights;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableKind;
import dev.firn.engine.table.TableName;
import java.io.InputStream;

/** Opens bulk imports. */
public final class RowImports {
    private final Committer committer;

    public RowImports(Committer committer) {
        this.committer = committer;
    }

    /**
     * Checks the caller's rights and the table, reads nothing yet.
     *
     * @param input NDJSON in UTF-8; stays the caller's to close
     */
    public RowImport openNdjson(Caller caller, ImportRequest request, InputStream input) {
        Table table = find(request.table());
        Rights.requireWrite(caller, table);
        if (request.ownerField().isPresent()) {
            Rights.requireImportForOthers(caller);
            if (table.kind() != TableKind.USER) {
                throw new EngineException(
                        ErrorCode.INVALID_PARAMETER,
                        "Cannot import by owner: " + table.name() + " is a " + table.kind() + " table");
            }
        }
        return new RowImport(committer, caller, table, request, input);
    }

    private Table find(TableName name) {
        try (ReadView view = committer.acquire()) {
            Catalog catalog = view.catalog();
            if (!catalog.hasNamespace(name.namespace())) {
                throw new EngineException(
                        ErrorCode.NAMESPACE_NOT_FOUND, "namespace " + name.namespace() + " does not exist");
            }
            return catalog.table(name)
                    .orElseThrow(
                            () -> new EngineException(ErrorCode.TABLE_NOT_FOUND, "table " + name + " does not exist"));
        }
    }
}
