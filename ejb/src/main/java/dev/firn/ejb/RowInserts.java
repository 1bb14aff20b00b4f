package dev.firn.ejb;

import dev.firn.engine.Engine;
import dev.firn.engine.ingest.ImportFormat;
import dev.firn.engine.ingest.ImportRequest;
import dev.firn.engine.ingest.RowImport;
import dev.firn.engine.table.Caller;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.InputStream;

/** Inserts rows in bulk: the web tier reads a batch in its own thread and stores it by one call. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RowInserts {
    @Inject
    Engine engine;

    /** Opens an import; the caller of this method closes it and the input. */
    public RowImport open(Caller caller, ImportRequest request, ImportFormat format, InputStream input) {
        return engine.imports().open(caller, request, format, input);
    }

    /** Stores the batch that the import has read. */
    public void storeBatch(RowImport rows) {
        rows.storeBatch();
    }
}
