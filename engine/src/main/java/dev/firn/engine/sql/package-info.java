/** Firn's own statements: grammar, syntax tree, positions. */
@NullMarked
package dev.firn.engine.sql;

import org.jspecify.annotations.NullMarked;
