package dev.firn.engine.ingest;

import dev.firn.engine.table.Caller;
import java.io.InputStream;

/** Opens bulk imports. */
public interface RowImports {
    /** Checks the caller's rights and the table, reads nothing yet. The input is UTF-8 NDJSON and stays the caller's to close. */
    RowImport openNdjson(Caller caller, ImportRequest request, InputStream input);
}
