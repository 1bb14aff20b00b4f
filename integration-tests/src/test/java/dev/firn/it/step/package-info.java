/** What the test application carries in its lib: a step listener that ends the server at a named step. */
@NullMarked
package dev.firn.it.step;

import org.jspecify.annotations.NullMarked;
