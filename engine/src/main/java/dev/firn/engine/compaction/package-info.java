/** Compaction: data files become fewer and lose versions that nobody needs any more. */
@NullMarked
package dev.firn.engine.compaction;

import org.jspecify.annotations.NullMarked;
