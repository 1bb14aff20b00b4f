/** What the test application carries in its lib: a step listener that halts, fails or pauses at a named step. */
@NullMarked
package dev.firn.it.step;

import org.jspecify.annotations.NullMarked;
