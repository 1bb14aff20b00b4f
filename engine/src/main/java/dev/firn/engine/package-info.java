/** The {@link dev.firn.engine.Engine} that opens and closes the tiered table engine. */
@NullMarked
package dev.firn.engine;

import org.jspecify.annotations.NullMarked;
