package dev.firn.engine.cold;

import dev.firn.engine.table.Row;

/** A row version on its way into a data file, with the number of its scope. */
record ScopedRow(long scopeId, Row row) {}
