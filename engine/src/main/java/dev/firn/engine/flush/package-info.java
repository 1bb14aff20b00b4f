/** Flush runs: which tables are due, the steps of a run, what to restart. */
@NullMarked
package dev.firn.engine.flush;

import org.jspecify.annotations.NullMarked;
