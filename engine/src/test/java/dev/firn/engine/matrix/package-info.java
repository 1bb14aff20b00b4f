/** Every type at its edges, whichever way it comes in and goes out. */
@org.jspecify.annotations.NullMarked
package dev.firn.engine.matrix;
