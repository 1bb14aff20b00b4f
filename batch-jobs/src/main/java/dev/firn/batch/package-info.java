/** Thin JSR-352 artifacts that hand over to {@code engine.run} and {@code engine.flush}. */
@NullMarked
package dev.firn.batch;

import org.jspecify.annotations.NullMarked;
