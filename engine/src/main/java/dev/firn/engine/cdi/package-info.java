/** Binds the engine to a CDI container: the only package that sees Jakarta. */
@NullMarked
package dev.firn.engine.cdi;

import org.jspecify.annotations.NullMarked;
