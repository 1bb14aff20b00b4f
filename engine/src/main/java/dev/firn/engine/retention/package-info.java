/** Removes rows that are older than their table's time to live: which are expired, runs and sweeps that remove them. */
@NullMarked
package dev.firn.engine.retention;

import org.jspecify.annotations.NullMarked;
