/** Writes the rows of results in the forms that clients ask for: NDJSON, CSV and Parquet. */
@NullMarked
package dev.firn.engine.export;

import org.jspecify.annotations.NullMarked;
