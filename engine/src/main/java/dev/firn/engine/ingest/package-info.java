/** Bulk input: row readers and batches. */
@NullMarked
package dev.firn.engine.ingest;

import org.jspecify.annotations.NullMarked;
