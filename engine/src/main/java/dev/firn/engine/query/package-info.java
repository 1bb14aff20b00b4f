/** SELECT: the check of what it may touch and its execution in DuckDB. */
@NullMarked
package dev.firn.engine.query;

import org.jspecify.annotations.NullMarked;
