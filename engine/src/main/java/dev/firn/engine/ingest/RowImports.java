package dev.firn.engine.ingest;

import dev.firn.engine.catalog.Catalog;
import dev.firn.engine.commit.Committer;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.query.Queries;
import dev.firn.engine.security.Rights;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Table;
import dev.firn.engine.table.TableName;
import java.io.InputStream;

/** Opens bulk imports. */
public final class RowImports {
    private final Committer committer;
    private final Queries queries;
    private final Spool spool;

    public RowImports(Committer committer, Queries queries, Spool spool) {
        this.committer = committer;
        this.queries = queries;
        this.spool = spool;
    }

    /**
     * Checks the caller's rights and the table, reads nothing yet.
     *
     * @param input text in UTF-8 or a Parquet file; stays the caller's to close
     */
    public RowImport open(Caller caller, ImportRequest request, ImportFormat format, InputStream input) {
        Table table = find(request.table());
        Rights.requireWrite(caller, table);
        if (request.ownerField().isPresent()) {
            Rights.requireImportForOthers(caller);
            if (!table.kind().isPerUser()) {
                throw new EngineException(
                        ErrorCode.INVALID_PARAMETER,
                        "Cannot import by owner: " + table.name() + " is a " + table.kind() + " table");
            }
        }
        return new RowImport(committer, caller, table, request, reader(format, table, request, input));
    }

    private RowReader reader(ImportFormat format, Table table, ImportRequest request, InputStream input) {
        ImportFields fields = new ImportFields(table, request.ownerField());
        return switch (format) {
            case NDJSON -> new NdjsonRows(new JsonRowReader(table, fields), input);
            case CSV -> new CsvRows(table, fields, input);
            case PARQUET -> new ParquetRows(queries, spool, table, fields, input);
        };
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
