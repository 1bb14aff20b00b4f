/** Keeps damaged data files from being read: their check before first use, quarantine, scrub, and accepting a loss. */
@NullMarked
package dev.firn.engine.integrity;

import org.jspecify.annotations.NullMarked;
