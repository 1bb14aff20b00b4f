/** Runs parsed statements, rights first. */
@NullMarked
package dev.firn.engine.statement;

import org.jspecify.annotations.NullMarked;
